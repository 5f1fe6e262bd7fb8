import { named } from "../../apache-config/directives.js";
import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { failed } from "../check.js";
import { directivesInForce } from "../config/dump.js";
import { startOf } from "../config/start.js";
import { lineOf, linesOf, partOf } from "../sections.js";

/**
 * The file that the script has looked at. Where neither httpd nor its process names it, the files have to: only a reader of
 * them knows which of their conditions hold.
 */
export function moduleOf(section: Section, config: Section | undefined): string | Gap | undefined {
  const looked = lineOf(section, "module");
  if (looked === undefined || saidBy(config, looked) || isMapped(section, looked)) return looked;
  // Older scripts did not ask.
  if (partOf(config, "start") === undefined) return looked;
  const lines = named(directivesInForce(config), "loadmodule");
  const [line] = lines.filter(({ arguments: [name] }) => name === "wsgi_module");
  const [, file = ""] = line?.arguments ?? [];
  if (line === undefined)
    return failed(`httpd was not asked, and no line of the files that holds loads mod_wsgi (${looked})`);
  return file.includes("${") || looked.endsWith(file)
    ? looked
    : failed(`httpd was not asked, and the files name another: ${file}`);
}

/** By httpd: it has loaded it, or could not. */
const saidBy = (config: Section | undefined, file: string) => {
  const start = startOf(config);
  return (
    start !== undefined && (start.modules.some((each) => each.file === file) || start.refused.includes(file))
  );
};

const isMapped = (section: Section, file: string) => linesOf(section, "mapped").includes(file);

/** Who names that file. */
export const sourceOf = (file: string, section: Section, config: Section | undefined) =>
  saidBy(config, file) ? "httpd" : isMapped(section, file) ? "process" : "files";
