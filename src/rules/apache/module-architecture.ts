import { missingFile, saysOfFile } from "../shared/loader.js";
import { defineRefusal, NO_START } from "../shared/refusal.js";

const isOfAnother = saysOfFile(
  /wrong ELF class|invalid ELF header|ELF file .*(?:invalid|unhandled|version)|ELF load command|file too short/i,
  /Exec format error|unsupported file layout|unsupported machine|invalid file format/i,
  /wrong architecture|incompatible architecture|not a mach-o file|unloadable mach-o|slice is not valid/i,
);

export const moduleArchitecture = defineRefusal({
  id: "apache/module-architecture",
  title: "A module is no file that this machine's loader takes",
  why: `${NO_START} It was built for another processor or word size, or its copy is not whole: no setting helps.`,
  remedy:
    "See with `file` what it is built for, and install the module for this machine and this httpd; copy nothing from a host of another kind.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/installation-issues.html",
  anyhow: true,
  matches: (message, _wsgi, there) =>
    isOfAnother(message) || (there && missingFile(message)?.isModule === true),
});
