import { missingFile } from "../shared/loader.js";
import { defineRefusal, NO_START } from "../shared/refusal.js";
import { perSystem } from "../shared/systems.js";

export const moduleDangling = defineRefusal({
  id: "apache/module-dangling",
  title: "A LoadModule names a file that cannot be loaded",
  why: `${NO_START} Upgrades of a distribution leave links to modules behind that are not installed any more.`,
  remedy: perSystem({
    debian: "Run a2dismod for the module that is gone, or install its package for this release.",
    otherwise: "Remove the LoadModule line, or install the module for this httpd.",
  }),
  reference: "https://httpd.apache.org/docs/2.4/mod/mod_so.html#loadmodule",
  anyhow: true,
  // The file itself: a library that it needs is named in the second place otherwise.
  matches: (message, _wsgi, there) => !there && missingFile(message)?.isModule === true,
});
