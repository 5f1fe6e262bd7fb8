import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

const root = new URL("../src/", import.meta.url).pathname;

const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

interface Import {
  file: string;
  /** `ssh2`, `node:fs`, or a path below src. */
  target: string;
  typeOnly: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)";|^import\s+"([^"]+)";/gm;

const imports: Import[] = files.flatMap((file) =>
  [...readFileSync(join(root, file), "utf8").matchAll(IMPORT)].map(([, type, from = "", bare = ""]) => {
    const target = from || bare;
    const inside = target.startsWith(".")
      ? normalize(join(dirname(file), target)).replace(/\.js$/, ".ts")
      : target;
    return { file, target: inside, typeOnly: type !== undefined };
  }),
);

/** Types cost nothing and bind to nothing: only what is imported at run time counts. */
const importersOf = (pattern: RegExp) =>
  [
    ...new Set(
      imports.filter(({ target, typeOnly }) => !typeOnly && pattern.test(target)).map(({ file }) => file),
    ),
  ].sort();

/** The first folder, or the file itself, that a module belongs to. */
const stageOf = (file: string) =>
  file.includes("/") ? file.slice(0, file.indexOf("/")) : file.replace(/\.ts$/, "");

/** What each stage may use; every stage may use model and errors. The flow goes from left to right. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  model: [],
  errors: [],
  difference: [],
  "group-by": [],
  remembered: [],
  matcher: [],
  program: [],
  inventory: [
    "accept",
    "config/patterns",
    "observe/target",
    "program",
    "transport/glob",
    "transport/session",
  ],
  observe: ["transport/session"],
  transport: ["program"],
  check: [],
  checks: ["check", "config"],
  config: ["group-by"],
  script: ["check"],
  dialogue: ["script/unframe", "transport/session"],
  ask: ["check", "dialogue", "observe", "outcome", "script", "transport/session"],
  collect: ["ask", "check", "observe", "outcome", "transport/session"],
  outcome: ["transport/session"],
  snapshot: ["schema"],
  lines: [],
  "snapshot-content": [],
  "snapshot-writer": [],
  shard: [],
  merge: ["shard"],
  resume: ["parse", "shard"],
  "resume-file": ["resume", "snapshot", "snapshot-writer"],
  "snapshot-file": ["lines", "merge", "printed", "snapshot", "snapshot-content"],
  sharing: [],
  audit: ["evaluate", "snapshot-file"],
  printed: ["script/unframe", "version"],
  version: [],
  run: ["ask", "check", "checks", "collect", "elevated", "parse", "script", "shard", "version"],
  installation: ["check"],
  elevated: ["check", "checks"],
  parse: ["check", "checks", "elevated", "installation"],
  compare: [],
  place: [],
  rule: ["place"],
  rules: ["rule", "config/daemons", "matcher"],
  judge: ["place", "rule", "rules"],
  totals: [],
  drift: [],
  accept: ["transport/glob"],
  history: ["snapshot", "snapshot-file"],
  lock: [],
  reach: ["checks", "installation"],
  past: ["audit", "drift", "history"],
  "exit-code": [],
  evaluate: [
    "accept",
    "checks",
    "compare",
    "judge",
    "parse",
    "rules/outlier",
    "sharing",
    "snapshot",
    "totals",
  ],
  report: ["drift", "inventory/nearest", "inventory/ranges", "matcher", "rules/version-range"],
  schema: [],
  demo: ["collect", "script", "snapshot-file", "transport/without-native"],
};

const ANYWHERE = ["model", "errors", "difference", "group-by", "remembered"];

function allowed({ file, target }: Import): boolean {
  const [from, to] = [stageOf(file), stageOf(target)];
  if (from === to || ANYWHERE.includes(to) || !(from in MAY_USE)) return true;
  return MAY_USE[from]?.some((use) => use === to || target === `${use}.ts`) ?? true;
}

describe("architecture", () => {
  it("finds the source files and what they import", () => {
    expect(files.length).toBeGreaterThan(40);
    expect(imports.length).toBeGreaterThan(100);
  });

  it("lets every stage import from its left only", () => {
    const inside = imports.filter(({ target }) => target.endsWith(".ts") && !target.startsWith(".."));
    const wrong = inside
      .filter((each) => !allowed(each))
      .map(({ file, target }) => `${file} imports ${target}`);
    expect(wrong).toEqual([]);
  });

  it("has no file outside of the stages but the command line and the entry points", () => {
    const unknown = files
      .map(stageOf)
      .filter((stage) => !(stage in MAY_USE) && !["cli", "bin", "index"].includes(stage));
    expect(unknown).toEqual([]);
  });

  it("keeps ssh2 in one file of the transport, and in the demo's server", () => {
    expect(importersOf(/^ssh2$/)).toEqual(["demo/server.ts", "transport/ssh2.ts"]);
  });

  it("keeps concurrency in one file", () => {
    expect(importersOf(/^p-limit$/)).toEqual(["collect.ts"]);
  });

  it("keeps the file system in a short list", () => {
    const readers = importersOf(/^node:fs(\/promises)?$/).filter((file) => !file.startsWith("cli/"));
    expect(readers).toEqual([
      "demo/fleet.ts",
      "history.ts",
      "inventory/files.ts",
      "inventory/load.ts",
      "inventory/ssh-config/cache.ts",
      "inventory/ssh-config/configuration.ts",
      "lock.ts",
      "program.ts",
      "report/html.ts",
      "resume-file.ts",
      "script/compose.ts",
      "snapshot-content.ts",
      "snapshot-file.ts",
      "snapshot-writer.ts",
      "transport/credentials.ts",
      "transport/known-hosts-store.ts",
      "transport/openssh-log.ts",
      "version.ts",
    ]);
  });

  it("leaves console and process to the command line", () => {
    const users = files.filter((file) => /\b(console|process)\.(?!env\b)/.test(withoutComments(file)));
    expect(users.filter((file) => !file.startsWith("cli/") && file !== "bin.ts")).toEqual([]);
  });

  it("keeps files short enough to be read", () => {
    // model.ts holds the two documents, and types only.
    const code = files.filter((file) => file !== "model.ts");
    const long = code.filter((file) => readFileSync(join(root, file), "utf8").split("\n").length > 250);
    expect(long).toEqual([]);
  });
});

const withoutComments = (file: string) =>
  readFileSync(join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
