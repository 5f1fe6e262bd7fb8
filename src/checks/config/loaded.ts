import { named } from "../../apache-config/directives.js";
import type { Section } from "../../model/snapshot.js";
import { linesOf } from "../sections.js";
import { directivesInForce, type LoadedModule, loadedModules } from "./dump.js";
import { startOf } from "./start.js";

/** What httpd lists or says that it loads, else the LoadModule lines in force of the files that could be read. */
export function modulesOf(
  config: Section | undefined,
): { modules: LoadedModule[]; source: "httpd" | "files" } | undefined {
  const listed = loadedModules(config);
  if (listed) return { modules: listed, source: "httpd" };
  const start = startOf(config);
  if (start?.whole)
    return { modules: start.modules.map(({ name }) => ({ name, kind: "shared" as const })), source: "httpd" };
  const lines = named(directivesInForce(config), "loadmodule");
  if (lines.length === 0) return undefined;
  const names = [...new Set(lines.map((line) => line.arguments[0] ?? ""))];
  return { modules: names.map((name) => ({ name, kind: "shared" as const })), source: "files" };
}

/** Whether requests can be handed on at all: mod_proxy is loaded, or compiled in. */
export const hasProxy = (config: Section | undefined): boolean =>
  linesOf(config, "compiled-in").some((line) => line.trim() === "mod_proxy.c") ||
  (modulesOf(config)?.modules.some(({ name }) => name === "proxy_module") ?? false);
