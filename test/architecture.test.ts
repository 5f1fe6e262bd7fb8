import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { groupBy } from "../src/base/group-by.js";

const root = new URL("../src/", import.meta.url).pathname;

const all = readdirSync(root, { recursive: true, encoding: "utf8" });
const files = all.filter((file) => file.endsWith(".ts"));
const textOf = (file: string) => readFileSync(join(root, file), "utf8");

interface Import {
  file: string;
  /** `ssh2`, `node:fs`, or a path below src. */
  target: string;
  typeOnly: boolean;
}

/** `import … from`, `export … from`, a bare `import "…"`, and one that waits until it is needed. */
const IMPORT =
  /^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)";|^import\s+"([^"]+)";|\bimport\("([^"]+)"\)/gm;

const importsIn = (file: string, text: string): Import[] =>
  [...text.matchAll(IMPORT)].map(([, type, from = "", bare = "", dynamic = ""]) => {
    const target = from || bare || dynamic;
    const inside = target.startsWith(".")
      ? normalize(join(dirname(file), target)).replace(/\.js$/, ".ts")
      : target;
    return { file, target: inside, typeOnly: type !== undefined };
  });

const imports = files.flatMap((file) => importsIn(file, textOf(file)));
const inside = imports.filter(({ target }) => target.endsWith(".ts"));

/** The stage that a module belongs to is its first folder. The two entry points are the program and the library. */
const stageOf = (file: string) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : file);

interface Stage {
  name: string;
  mayUse: readonly string[];
  because: string;
}

const COMMON = ["base", "model", "checks", "script", "transport", "inventory", "snapshot"];

/** From left to right: a stage uses what stands above it here, and of that only what its row names. */
const STAGES: readonly Stage[] = [
  {
    name: "base",
    mayUse: [],
    because: "knows no stage: errors, words and patterns that any of them may need",
  },
  {
    name: "model",
    mayUse: [],
    because: "the documents stand for themselves, so that others can read them alone",
  },
  {
    name: "apache-config",
    mayUse: ["base"],
    because: "reads Apache's language, and knows no host and no fact",
  },
  {
    name: "checks",
    mayUse: ["base", "model", "apache-config"],
    because: "a check is shell and a pure parser: it neither reaches a host nor judges one",
  },
  {
    name: "script",
    mayUse: ["base", "model", "checks"],
    because: "composes what checks bring, and takes it apart",
  },
  {
    name: "transport",
    mayUse: ["base", "model"],
    because: "carries bytes to a host and back, whoever asks and whatever is asked",
  },
  {
    name: "inventory",
    mayUse: ["base", "model", "checks", "transport"],
    because:
      "says who is asked, how they are reached (the words for that are the transport's) and what is expected of which fact; asks nobody",
  },
  {
    name: "observe",
    mayUse: ["base", "model", "inventory", "transport"],
    because: "asks a live server for one page",
  },
  {
    name: "collect",
    mayUse: ["base", "model", "checks", "script", "transport", "inventory", "observe"],
    because: "the only stage with effects on hosts; it understands nothing of what they answer",
  },
  {
    name: "snapshot",
    mayUse: ["base", "model", "script"],
    because:
      "evidence as files: what was collected, whoever did it, can be read without knowing what it means",
  },
  {
    name: "facts",
    mayUse: ["base", "model", "checks", "script"],
    because:
      "a pure function of the evidence: yesterday's can be read with today's parsers; what a container says stands framed inside of what its host says",
  },
  {
    name: "resume",
    mayUse: ["base", "model", "snapshot", "facts"],
    because: "goes on with a file; it has to know which answers in it are whole",
  },
  {
    name: "rules",
    mayUse: ["base", "model", "checks", "facts"],
    because:
      "a rule sees facts and nothing else, so that its test is a row of a table; of the checks it has their types",
  },
  {
    name: "audit",
    mayUse: ["base", "model", "inventory", "snapshot", "checks", "facts", "rules"],
    because: "compares and judges facts; of the inventory it needs how names and mistakes are written",
  },
  {
    name: "api",
    mayUse: [...COMMON, "collect", "facts", "audit"],
    because: "the verbs of the library, each of which is a way through the stages",
  },
  {
    name: "history",
    mayUse: ["base", "model", "snapshot", "audit", "api"],
    because: "runs over time are snapshots that are judged one after the other",
  },
  {
    name: "report",
    mayUse: ["base", "model", "inventory", "facts", "audit"],
    because: "(audit, options) => text: of the inventory it needs how ranges of names are written",
  },
  {
    name: "demo",
    mayUse: ["model", "script", "transport", "snapshot", "collect"],
    because: "a fleet of recorded hosts; nothing of the product leans on it",
  },
  {
    name: "cli",
    mayUse: [...COMMON, "collect", "resume", "facts", "rules", "audit", "api", "history", "report", "demo"],
    because: "options -> library -> reporter -> write; nothing else may use it",
  },
  {
    name: "index.ts",
    mayUse: [...COMMON, "collect", "facts", "rules", "audit", "api", "history", "report"],
    because: "the library: everything but the program and its demo",
  },
  { name: "bin.ts", mayUse: ["cli"], because: "the program is its command line" },
];

const stages = new Map(STAGES.map((stage) => [stage.name, stage]));

/** Files over 250 lines, each with the reason why it is not two. */
const LONG: Readonly<Record<string, string>> = {
  "checks/config/collect.sh": "one section: the dumps of httpd, or the files where it gives none",
};

const wrong = (files: readonly Import[]) => files.map(({ file, target }) => `${file} imports ${target}`);

function isAllowed({ file, target }: Import): boolean {
  const [from, to] = [stageOf(file), stageOf(target)];
  return from === to || stages.get(from)?.mayUse.includes(to) === true;
}

/** The first circle that is found, as the way round it; types count, as they bind the reader. */
function circleIn(edges: readonly (readonly [from: string, to: string])[]): string[] | undefined {
  const next = groupBy(edges, ([from]) => from);
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const [, to] of next.get(node) ?? []) {
      const circle = visit(to, [...path, node]);
      if (circle) return circle;
    }
    done.add(node);
    return undefined;
  };
  return [...next.keys()].map((node) => visit(node, [])).find((circle) => circle !== undefined);
}

/** Types cost nothing at run time: only what is loaded counts here. */
const loadersOf = (pattern: RegExp) =>
  [
    ...new Set(
      imports.filter(({ target, typeOnly }) => !typeOnly && pattern.test(target)).map(({ file }) => file),
    ),
  ].sort();

describe("architecture", () => {
  it("finds the source files and what they import", () => {
    expect(files.length).toBeGreaterThan(40);
    expect(imports.length).toBeGreaterThan(100);
    const text =
      'import type { A } from "./a.js";\nexport * from "../b/c.js";\nimport "ssh2";\nawait import("./d.js");';
    expect(importsIn("x/y.ts", text)).toEqual([
      { file: "x/y.ts", target: "x/a.ts", typeOnly: true },
      { file: "x/y.ts", target: "b/c.ts", typeOnly: false },
      { file: "x/y.ts", target: "ssh2", typeOnly: false },
      { file: "x/y.ts", target: "x/d.ts", typeOnly: false },
    ]);
  });

  it.each(STAGES)("$name: $because", ({ name }) => {
    expect(
      wrong(inside.filter(({ file }) => stageOf(file) === name).filter((each) => !isAllowed(each))),
    ).toEqual([]);
  });

  it("lets a stage use only what stands to its left", () => {
    const places = new Map(STAGES.map(({ name }, place) => [name, place]));
    const backwards = STAGES.flatMap(({ name, mayUse }) =>
      mayUse
        .filter((use) => (places.get(use) ?? Number.NaN) >= (places.get(name) ?? 0))
        .map((use) => `${name}: ${use}`),
    );
    expect(backwards).toEqual([]);
  });

  it("names nothing that is not used", () => {
    const used = new Set(inside.map(({ file, target }) => `${stageOf(file)} ${stageOf(target)}`));
    const named = STAGES.filter(({ name }) => !["api", "index.ts"].includes(name)).flatMap(
      ({ name, mayUse }) => mayUse.map((use) => `${name} ${use}`),
    );
    expect(named.filter((each) => !used.has(each))).toEqual([]);
  });

  it("has no file outside of the stages but the entry points", () => {
    expect(files.filter((file) => !stages.has(stageOf(file)))).toEqual([]);
    expect(all.filter((file) => !file.includes("/") && file.includes("."))).toEqual(
      expect.arrayContaining(["bin.ts", "index.ts", "wsgi-audit.cts"]),
    );
    expect(all.filter((file) => !file.includes("/") && file.includes(".")).length).toBe(3);
  });

  it("has no circle", () => {
    expect(
      circleIn([
        ["a", "b"],
        ["b", "c"],
        ["c", "b"],
      ]),
    ).toEqual(["b", "c", "b"]);
    expect(circleIn(inside.map(({ file, target }) => [file, target]))).toBeUndefined();
  });

  it("gives rules the types of the checks' facts, which none of them forces, and nothing of their code", () => {
    const loaded = inside.filter(({ file, typeOnly }) => stageOf(file) === "rules" && !typeOnly);
    expect(wrong(loaded.filter(({ target }) => stageOf(target) === "checks"))).toEqual([]);
    const forced = files.filter(
      (file) => stageOf(file) === "rules" && /\bas (unknown|any|never)\b/.test(textOf(file)),
    );
    expect(forced).toEqual([]);
  });

  it("keeps ssh2 in one file of the transport, and in the demo's server", () => {
    expect(loadersOf(/^ssh2$/)).toEqual(["demo/server.ts", "transport/ssh2/ssh2.ts"]);
  });

  it("keeps concurrency in one file", () => {
    expect(loadersOf(/^p-limit$/)).toEqual(["collect/fleet.ts"]);
  });

  it("keeps the file system in a short list", () => {
    const readers = loadersOf(/^node:fs(\/promises)?$/).filter((file) => !file.startsWith("cli/"));
    expect(readers).toEqual([
      "base/executable.ts",
      "base/standard-input.ts",
      "base/version.ts",
      "base/whole-file.ts",
      "demo/fleet.ts",
      "history/directory.ts",
      "inventory/files.ts",
      "inventory/load.ts",
      "inventory/ssh-config/cache.ts",
      "inventory/ssh-config/configuration.ts",
      "inventory/ssh-config/written.ts",
      "report/page/html.ts",
      "resume/read.ts",
      "script/body.ts",
      "snapshot/bytes.ts",
      "snapshot/read.ts",
      "snapshot/write.ts",
      "transport/credentials.ts",
      "transport/known-hosts/revoked-keys.ts",
      "transport/known-hosts/store.ts",
      "transport/openssh/log-pipe.ts",
    ]);
  });

  it("leaves console and process to the command line", () => {
    const users = files.filter((file) => /\b(console|process)\.(?!env\b)/.test(withoutComments(file)));
    expect(users.filter((file) => !file.startsWith("cli/") && file !== "bin.ts")).toEqual([]);
  });

  it("keeps files short enough to be read", () => {
    const sources = all.filter((file) => /\.(ts|cts|js|sh|css)$/.test(file));
    const long = sources.filter((file) => textOf(file).trimEnd().split("\n").length > 250);
    expect(long.sort()).toEqual(Object.keys(LONG).sort());
  });
});

const withoutComments = (file: string) => textOf(file).replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");
