import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { forJson, forXml } from "../escape.js";
import type { Reporter } from "../reporter.js";
import { recap } from "../text/recap.js";
import { verdict } from "../text/summary.js";
import { pageData } from "./data.js";

// Each file is named whole: what looks for files and packages that nobody uses follows these names.
const require = createRequire(import.meta.url);
const text = (file: string | URL) => readFileSync(file, "utf8");

const gridScript = () => require.resolve("tabulator-tables/dist/js/tabulator.min.js");
const gridStyle = () => require.resolve("tabulator-tables/dist/css/tabulator_simple.min.css");

// The package exports its dist only: the way from there.
const licence = () => text(join(gridScript(), "../../../LICENSE"));

/** The licence has to come with each copy, and a page is a copy. */
const noticed = (text: string) => `/*\n${licence().trim()}\n*/\n${text}`;

/** A comment that points to a source map would have a browser's tools look for it. */
const withoutMap = (text: string) => text.replace(/\n?(\/\/|\/\*)# sourceMappingURL=.*$/m, "");

/** What stands in every page, read once; scripts in the order in which they stand on each other. */
function parts() {
  const scripts = [
    new URL("./state.js", import.meta.url),
    new URL("./dom.js", import.meta.url),
    new URL("./hosts.js", import.meta.url),
    new URL("./tiles.js", import.meta.url),
    new URL("./bars.js", import.meta.url),
    new URL("./found.js", import.meta.url),
    new URL("./problems.js", import.meta.url),
    new URL("./cells.js", import.meta.url),
    new URL("./heads.js", import.meta.url),
    new URL("./table.js", import.meta.url),
    new URL("./chooser.js", import.meta.url),
    new URL("./detail.js", import.meta.url),
    new URL("./history.js", import.meta.url),
    new URL("./save.js", import.meta.url),
    new URL("./paper.js", import.meta.url),
    new URL("./main.js", import.meta.url),
  ];
  const styles = [
    new URL("./page.css", import.meta.url),
    new URL("./overview.css", import.meta.url),
    new URL("./problems.css", import.meta.url),
    new URL("./grid.css", import.meta.url),
    new URL("./paper.css", import.meta.url),
  ];
  return {
    template: text(new URL("./page.html", import.meta.url)),
    style: [withoutMap(text(gridStyle())), ...styles.map(text)].join("\n"),
    script: [noticed(withoutMap(text(gridScript()))), ...scripts.map(text)].join("\n"),
  };
}
let known: ReturnType<typeof parts> | undefined;

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing is loaded from anywhere, and only these very scripts and styles run. */
const policy = (script: string, style: string) =>
  `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;

/** JSON inside of a script element: `<` could end it, or open a comment. */
const forScript = (json: string) => forJson(json).replaceAll("<", "\\u003c");

/** One self-contained page: both matrices, with the evidence of every row. */
export const html: Reporter = (audit, options) => {
  known ??= parts();
  const { template, style, script } = known;
  const data = pageData(audit, options);
  const values: Record<string, string> = {
    policy: policy(script, style),
    style,
    script,
    title: forXml(audit.run.inventory),
    started: forXml(audit.run.startedAt),
    verdict: forXml(verdict(audit)),
    summary: forXml(recap(audit)),
    names: data.domain === "" ? "" : `· <span>names without ${forXml(data.domain)}</span>`,
    data: forScript(JSON.stringify(data)),
  };
  // One pass, so that what is put in is not itself searched for places.
  return template.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => values[name] ?? "");
};
