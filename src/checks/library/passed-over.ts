import { type Directive, named } from "../../apache-config/directives.js";
import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { failed } from "../check.js";
import { fileDirectives } from "../config/dump.js";
import { linesOf, partOf } from "../sections.js";

const GUARD = /^ifmodule "?!(wsgi_module|mod_wsgi\.c)"?$/i;

/** Whether nothing but that mod_wsgi is loaded already keeps httpd from a line. */
const isGuarded = ({ sections }: Directive) =>
  sections.some((section) => GUARD.test(section)) && sections.every((section) => GUARD.test(section));

/** Whether a path may be what is written there: relative to the server root, or with variables. */
function mayBe(path: string, written: string): boolean {
  const [before = "", ...rest] = written.split(/\$\{[^}]*\}/);
  const start = written.startsWith("/") ? before : "/";
  const end = rest.at(-1) ?? (written.startsWith("/") ? written : `/${written}`);
  return path.length >= end.length && path.startsWith(start) && path.endsWith(end);
}

/** Reading the files takes as long as all else that is made of them: hardly any has such a line. */
const mayBeGuarded = (config: Section | undefined) =>
  /<ifmodule\s+"?!(wsgi_module|mod_wsgi)/i.test(partOf(config, "files")?.stdout ?? "");

/**
 * Lines that load another mod_wsgi, which is there, only where none is loaded yet, as `PATH (FILE:LINE)`. Where the one that is in
 * use was loaded by such a line itself, it is none of them.
 */
export const passedOver = (section: Section, config: Section | undefined): string[] | Gap => {
  const others = linesOf(section, "others");
  const lines = named(mayBeGuarded(config) ? fileDirectives(config) : [], "loadmodule").filter(
    (line) => line.arguments[0] === "wsgi_module" && isGuarded(line),
  );
  if (lines.length > 0 && !partOf(section, "others"))
    return failed("whether the files that it names are there was not looked at");
  return lines.flatMap(({ arguments: [, written = ""], file, line }) =>
    others.filter((path) => mayBe(path, written)).map((path) => `${path} (${file}:${line})`),
  );
};
