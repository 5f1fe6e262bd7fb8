import { defineDirectoryRule } from "../shared/directory.js";

export const socketNotAccessible = defineDirectoryRule("socket directory", {
  id: "wsgi/socket-not-accessible",
  title: "Apache's user may not enter the directory of the daemons' sockets",
  why: "Every request to a daemon is answered with 503: (13)Permission denied: Unable to connect to a daemon.",
  remedy:
    "Set WSGISocketPrefix to a directory that the user may enter, such as /var/run/wsgi or /run/httpd/wsgi.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGISocketPrefix.html",
});
