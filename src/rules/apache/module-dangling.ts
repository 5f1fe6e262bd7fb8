import type { RemedyFacts } from "../rule.js";
import { missingFile } from "../shared/loader.js";
import { defineRefusal, NO_START } from "../shared/refusal.js";
import { perSystem } from "../shared/systems.js";

/** Without mod_wsgi its directives would be refused next. */
function onDebian(facts: RemedyFacts): string {
  const [, name] = /\/mods-enabled\/([\w.-]+)\.load/.exec(facts["apache.config_error"] ?? "") ?? [];
  if (name === "wsgi")
    return "Install the module of this release: apt install --reinstall libapache2-mod-wsgi-py3. Or run a2dismod wsgi, where no WSGI directive is left.";
  const which = name === undefined ? "for the module that is gone" : name;
  return `Run a2dismod ${which}, where nothing needs it any more; or install its package for this release.`;
}

export const moduleDangling = defineRefusal({
  id: "apache/module-dangling",
  title: "A LoadModule names a file that cannot be loaded",
  why: `${NO_START} Upgrades of a distribution leave links to modules behind that are not installed any more.`,
  remedy: perSystem({
    debian: (_os, facts) => onDebian(facts),
    otherwise: "Remove the LoadModule line, or install the module for this httpd.",
  }),
  reference: "https://httpd.apache.org/docs/2.4/mod/mod_so.html#loadmodule",
  anyhow: true,
  // The file itself: a library that it needs is named in the second place otherwise.
  matches: (message, _wsgi, there) => !there && missingFile(message)?.isModule === true,
});
