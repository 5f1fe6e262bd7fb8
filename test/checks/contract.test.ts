import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Check, Needed } from "../../src/checks/check.js";
import { applications, checks, reaching } from "../../src/checks/index.js";
import { breachesOf, clashesIn, collectOf, common, type Piece, pieceOf } from "../support/shell-contract.js";

const folder = new URL("../../src/checks/", import.meta.url);
const filesOf = (id: string) => readdirSync(new URL(`${id}/`, folder));
const every: readonly Check[] = [...new Set<Check>([...checks, ...reaching])];
const pieces = new Map(every.map((check) => [check.id, collectOf(check)]));
const pieceBy = (id: string) => pieces.get(id) as Piece;

/** Shell that is there whenever the check runs: what is opted in to may be missing, and the host's own where others run as root. */
const mayUse = (needs: readonly Needed[]): Piece[] => [
  ...common,
  ...needs.filter(({ id, optIn }) => optIn === undefined && id !== "host").map(({ id }) => pieceBy(id)),
];

const others = (id: string) => [...pieces.values()].filter(({ name }) => name !== id);

describe("the shell of a check", () => {
  it("is read, of every folder that has one", () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const collecting = folders.map(({ name }) => name).filter((name) => filesOf(name).includes("collect.sh"));
    expect([...pieces.keys()].sort()).toEqual(collecting.sort());
    for (const [id, { defines }] of pieces) expect(defines).toContain(`collect_${id}`);
  });

  it.each(every)("of $id uses what all share, its own and its needs'", ({ id, needs }) => {
    expect(breachesOf(pieceBy(id), mayUse(needs), others(id))).toEqual([]);
  });

  it("that checks share leans on none of them", () => {
    for (const piece of common) expect(breachesOf(piece, common, [...pieces.values()])).toEqual([]);
  });

  it("takes no name of another's", () => {
    expect(clashesIn([...common, ...pieces.values()])).toEqual([]);
    const twice = [pieceOf("a", "A=1\nf() { B=1; }"), pieceOf("b", "A=2\nf() { B=2; }")];
    expect(clashesIn(twice)).toEqual(["f: a, b", "A: a, b"]);
  });

  it("keeps its output under a name of its own", () => {
    const kept = every.flatMap(({ keeps }) => keeps ?? []);
    expect(new Set(kept).size).toBe(kept.length);
  });
});

describe("a check that breaks the contract", () => {
  const breaches = (shell: string, needs: readonly Needed[] = []) =>
    breachesOf(pieceOf("new", `collect_new() {\n${shell}\n}`), mayUse(needs), [...pieces.values()]);
  const check = (id: string) => every.find((each) => each.id === id) as Check;

  it.each([
    ["calls another's function", "built_version", "new calls built_version of apache"],
    ["calls it in a substitution", 'echo "at $(server_root)"', "new calls server_root of library"],
    [
      "calls it in a condition",
      "if ! modules_directory; then :; fi",
      "new calls modules_directory of config",
    ],
    [
      "has it called by another command",
      "part x in_apache_environment server_root /x",
      "new calls server_root of library",
    ],
    [
      "calls it in a pipe below a case",
      "case $1 in a) : | home_versions ;; esac",
      "new calls home_versions of python",
    ],
    ["calls it by a trap", "trap probe_away EXIT", "new calls probe_away of probe"],
    ["calls what is nowhere", "no_such_function 1", "new calls no_such_function of nobody"],
    ["runs a program that may do harm", 'chmod 644 "$1"', "new calls chmod of nobody"],
    ["reads what another keeps", 'printf "%s" "$CONFIG"', "new reads $CONFIG, which is not its own"],
    [
      "reads what another has set",
      'awk "$DIRECTIVE_FILTER" /x',
      "new reads $DIRECTIVE_FILTER, which is not its own",
    ],
    ["reads it by a default", 'echo "${LIBRARY:-none}"', "new reads $LIBRARY, which is not its own"],
    ["reads it in a calculation", 'echo "$((attempt + 1))"', "new reads $attempt, which is not its own"],
  ])("is told: it %s", (_, shell, breach) => {
    expect(breaches(shell)).toEqual([breach]);
  });

  it("is none any more once it says what it needs", () => {
    expect(breaches("built_version", [check("apache")])).toEqual([]);
    expect(breaches('printf "%s" "$CONFIG"', [check("config")])).toEqual([]);
    expect(breaches("built_version", [check("config")])).toHaveLength(1);
  });

  it("is told where it needs shell that only users ask for", () => {
    expect(breaches("probe_away", [check("probe")])).toEqual(["new calls probe_away of probe"]);
  });

  it("is not told for words that only look like it", () => {
    const shell = `
      # built_version
      part listing printf '%s\\n' 'built_version $CONFIG' "server_root"
      awk 'function shown(x) { return trace(x) } { print $1 }' /x
      for at in /a; do echo "$at built_version"; done
      while IFS= read -r line; do echo "\${line#*/}"; done`;
    expect(breaches(shell)).toEqual([]);
  });

  it("is not read at all where it is no shell", () => {
    expect(() => pieceOf("new", "collect_new() { if true; then }")).toThrow(/^shell, at character/);
  });
});

describe("what a check says it needs", () => {
  const textsOf = (id: string) =>
    filesOf(id)
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(new URL(`${id}/${file}`, folder), "utf8"))
      .join("\n");

  it.each([...every, applications])("it uses: $id", ({ id, needs }) => {
    const shell = pieces.get(id);
    const used = new Set([...(shell?.commands ?? []), ...(shell?.words ?? []), ...(shell?.reads ?? [])]);
    const text = textsOf(id);
    const idle = needs.filter(({ id: need, facts }) => {
      const { defines, sets } = pieceBy(need);
      // What stands beside the check in its file takes what it knows.
      const beside = new RegExp(`import \\{[^}]*,[^}]*\\} from "../${need}/index.js"`);
      if (beside.test(text)) return false;
      const named = [`other("${need}")`, ...Object.keys(facts).map((fact) => `"${fact}"`)];
      return (
        ![...defines, ...sets].some((name) => used.has(name)) && !named.some((each) => text.includes(each))
      );
    });
    expect(idle.map((need) => need.id)).toEqual([]);
  });
});
