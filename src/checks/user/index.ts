import { linearPattern } from "../../base/re2.js";
import type { FactValue, Gap } from "../../model/fact.js";
import type { Part, Section, UserFact } from "../../model/snapshot.js";
import { absent, type Check, type FactTable, failed } from "../check.js";
import { partOf, whyEmpty } from "../sections.js";

/** Each has as long as a built-in check of its size; all together no longer than this. */
const SECONDS = 30;

/** One word of a shell: whatever quotes and brackets a command holds, it cannot end the script around it. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Every command in a shell of its own, as a part named by its fact. */
const shellOf = (facts: readonly UserFact[]): string =>
  [
    "# Commands of the inventory's `facts:`.",
    "collect_user() {",
    ...facts.map(({ id, command }) => `  part ${id} sh -c ${quoted(command)}`),
    "  return 0",
    "}",
  ].join("\n");

/** What its pattern finds in a text, or all of it; undefined where it does not match. */
const extracted = (text: string, pattern: string | undefined): string | undefined =>
  pattern === undefined ? text : linearPattern(pattern, "m")?.firstIn(text);

/** Exit status 0 is yes and 1 is no, as with test(1); any other says nothing. */
function truth({ status, stderr }: Part): boolean | Gap {
  if (status === 0 || status === 1) return status === 0;
  return failed(stderr.trim().split("\n")[0] || `ended with status ${status}`);
}

function numberOf(text: string): number | Gap {
  const value = Number(text);
  return text !== "" && Number.isFinite(value) ? value : failed(`not a number: ${text.slice(0, 80)}`);
}

function factOf(
  { id, type, pattern }: UserFact,
  section: Section,
): string | number | boolean | string[] | Gap {
  if (pattern !== undefined && !linearPattern(pattern, "m"))
    return failed("its pattern does not compile (RE2 syntax)");
  const part = partOf(section, id);
  if (!part || part.status === null) return whyEmpty(section, id, "it was not run");
  if (type === "boolean") return truth(part);
  const text = part.stdout.trim();
  if (text === "" && part.status !== 0) return whyEmpty(section, id, `ended with status ${part.status}`);
  if (type === "list") {
    const lines = text.split("\n").map((line) => extracted(line.trim(), pattern));
    return lines.filter((line) => line !== undefined && line !== "") as string[];
  }
  const found = extracted(text, pattern);
  if (found === undefined) return absent(`its output does not match ${pattern}`);
  return type === "number" ? numberOf(found.trim()) : found;
}

/** What a command prints is known to those who wrote it: these say what becomes of it. */
const EXAMPLES = {
  string: "what it prints, or what the pattern finds in that",
  number: 42,
  boolean: true,
  list: ["one line", "another line"],
} as const satisfies Record<UserFact["type"], FactValue>;

/** The check of an inventory's own facts; undefined where it has none. */
export function userCheck(facts: readonly UserFact[] = []): Check | undefined {
  if (facts.length === 0) return undefined;
  const table: FactTable = Object.fromEntries(
    facts.map(({ id, label, command, type }) => {
      const source = `\`${command}\``;
      return [id, { label, description: source, type, source, example: EXAMPLES[type] }];
    }),
  );
  return {
    id: "user",
    title: "Facts of the inventory",
    level: "host",
    needs: [],
    collect: { shell: shellOf(facts) },
    seconds: SECONDS,
    facts: table,
    parse: ({ section }) => Object.fromEntries(facts.map((fact) => [fact.id, factOf(fact, section)])),
  };
}
