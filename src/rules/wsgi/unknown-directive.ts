import { defineRefusal, isUnknownDirective, NO_START } from "../shared/refusal.js";

export const unknownDirective = defineRefusal({
  id: "wsgi/unknown-directive",
  title: "The installed mod_wsgi does not know a directive or an option",
  why: `${NO_START} Releases add and remove some: 6.0 has no WSGILazyInitialization and no New Relic options, older ones lack what was added later.`,
  remedy:
    "Remove what this release does not have, or stand it in <IfModule> and <IfVersion>; or install the release that the configuration was written for.",
  reference: "https://modwsgi.readthedocs.io/en/latest/release-notes.html",
  matches: (message, wsgi) =>
    (isUnknownDirective(message) && wsgi !== "absent") || /Invalid option to WSGI/.test(message),
});
