import { defineDirectoryRule } from "../shared/directory.js";

export const workingDirectory = defineDirectoryRule("working directory", {
  id: "wsgi/working-directory",
  title: "A daemon cannot enter the directory that it starts in",
  why: "The process ends at its start and is started again every 20 seconds: requests to the group fail.",
  remedy:
    "Give the group a home= that its user may enter, or make the user's home directory. With chroot=, both are looked for below that directory, where etc/passwd has to tell the user's home.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIDaemonProcess.html",
});
