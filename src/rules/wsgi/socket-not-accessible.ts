import { defineDirectoryRule } from "../shared/directory.js";
import { socketPrefix } from "../shared/sockets.js";

export const socketNotAccessible = defineDirectoryRule("socket directory", {
  id: "wsgi/socket-not-accessible",
  title: "Apache's user may not enter the directory of the daemons' sockets",
  why: "Every request to a daemon is answered with 503: (13)Permission denied: Unable to connect to a daemon.",
  remedy: (os, facts) =>
    `Set WSGISocketPrefix to a directory that the user may enter: WSGISocketPrefix ${socketPrefix(os, facts)}.`,
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGISocketPrefix.html",
});
