import { saysOfFile } from "../shared/loader.js";
import { defineRefusal, NO_START } from "../shared/refusal.js";

export const moduleNoexec = defineRefusal({
  id: "apache/module-noexec",
  title: "A module lies where nothing may be executed",
  why: `${NO_START} The file system is mounted with noexec, and the loader may not map the code of a file there.`,
  remedy:
    "Install the module outside of that file system (findmnt -T FILE names it), or mount it without noexec.",
  reference: "https://man7.org/linux/man-pages/man8/mount.8.html",
  anyhow: true,
  matches: saysOfFile(
    /failed to map segment from shared object: (?:Operation not permitted|cannot map)/i,
    /failed to map segment from shared object$/i,
    /: Operation not permitted$/i,
  ),
});
