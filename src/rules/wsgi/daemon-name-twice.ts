import { defineRefusal, NO_START } from "../shared/refusal.js";

export const daemonNameTwice = defineRefusal({
  id: "wsgi/daemon-name-twice",
  title: "Two WSGIDaemonProcess have the same name",
  why: `${NO_START} It is what a copy of a virtual host for HTTPS brings about, such as certbot makes.`,
  remedy:
    "Define the group once, in one of the virtual hosts, and name it with WSGIProcessGroup in both; they must have the same ServerName.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIDaemonProcess.html",
  matches: (message) => /Name duplicates previous WSGI daemon/.test(message),
});
