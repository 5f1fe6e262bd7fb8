import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { apache } from "../apache/index.js";
import { defineCheck, type FactsOf, type ParseInput } from "../check.js";
import { fileDirectives, loadedModules } from "../config/dump.js";
import { config } from "../config/index.js";
import { modulesOf } from "../config/loaded.js";
import { linesOf, partOf, whyEmpty } from "../sections.js";

const needs = [apache, config] as const;

const facts = {
  "modules.static": {
    label: "Static modules",
    description: "Source names that are compiled in, from -l",
    type: "list",
    source: "`httpd -l`",
    example: ["core.c", "mod_so.c", "http_core.c"],
  },
  "modules.shared": {
    label: "Modules",
    description: "Loaded modules in the order of LoadModule",
    type: "list",
    source: "`httpd -t -D DUMP_MODULES`, `httpd -t -e debug`, else `LoadModule` of the files",
    example: ["mpm_event_module", "authz_core_module", "alias_module", "mime_module", "wsgi_module"],
  },
  "modules.source": {
    label: "Modules from",
    description:
      "httpd: its own list; files: LoadModule lines, with conditions and variables worked out from the files",
    type: "string",
    source: "whether `httpd -t -D DUMP_MODULES` answered",
    example: "httpd",
  },
  "modules.wsgi": {
    label: "mod_wsgi loaded",
    description: "How wsgi_module is there: shared, static, absent",
    type: "string",
    source: "`httpd -t -D DUMP_MODULES`, else `LoadModule` of the files",
    example: "shared",
  },
  "modules.mod_python": {
    label: "mod_python",
    description: "python_module is loaded: not together with mod_wsgi",
    type: "boolean",
    source: "`httpd -t -D DUMP_MODULES`, else `LoadModule` of the files",
    example: false,
  },
  "modules.duplicated": {
    label: "Loaded twice",
    description: "Modules with a further LoadModule line, which httpd skips: the first one wins",
    type: "list",
    source: "AH01574 in what `httpd -t -D DUMP_MODULES` complains of",
    example: ["wsgi_module"],
  },
  "wsgi.ignored_directives": {
    label: "Ignored directives",
    description:
      "WSGI directives, as FILE:LINE, that a condition such as <IfModule> hides because mod_wsgi is not loaded",
    type: "list",
    source: "WSGI directives of the files, where `httpd -t -D DUMP_MODULES` shows no mod_wsgi",
    example: ["/etc/apache2/sites-enabled/app.conf:12 WSGIScriptAlias"],
  },
} as const;

/** httpd says so itself; mod_info is the one that we load for its dump. */
function duplicated(config: Section | undefined): string[] {
  const said = partOf(config, "dump")?.stderr ?? "";
  const names = [...said.matchAll(/AH01574: module (\w+) is already loaded/g)].map((match) => match[1] ?? "");
  return [...new Set(names)].filter((name) => name !== "info_module").sort();
}

/** Without mod_wsgi a configuration that passes has its WSGI directives in sections that do not hold. */
function ignored(config: Section | undefined, names: readonly string[] | undefined): string[] | undefined {
  if (names === undefined || loadedModules(config) === undefined) return undefined;
  if (names.includes("wsgi_module")) return [];
  return fileDirectives(config)
    .filter(({ key }) => /^wsgi(scriptalias|daemonprocess|importscript)/.test(key))
    .map(({ file, line, name }) => `${file}:${line} ${name}`);
}

function parse({ section, other }: ParseInput<typeof needs>): FactsOf<typeof facts> {
  const config = other("config");
  const found = modulesOf(config);
  const missing: Gap = whyEmpty(config, "dump", "no module is loaded");
  const compiledIn = linesOf(section, "compiled-in")
    .slice(1)
    .map((line) => line.trim());
  const names = found?.modules.map(({ name }) => name);
  return {
    "modules.static":
      compiledIn.length > 0 ? compiledIn : whyEmpty(section, "compiled-in", "httpd -l lists nothing"),
    "modules.shared": found
      ? found.modules.filter(({ kind }) => kind === "shared").map(({ name }) => name)
      : missing,
    "modules.source": found?.source ?? missing,
    "modules.wsgi": found
      ? (found.modules.find(({ name }) => name === "wsgi_module")?.kind ?? "absent")
      : missing,
    "modules.duplicated": found?.source === "httpd" ? duplicated(config) : missing,
    "wsgi.ignored_directives": ignored(config, names) ?? missing,
    "modules.mod_python": names ? names.includes("python_module") : missing,
  };
}

export const modules = defineCheck({
  id: "modules",
  title: "Modules",
  level: "installation",
  needs,
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 10,
  facts,
  parse,
});
