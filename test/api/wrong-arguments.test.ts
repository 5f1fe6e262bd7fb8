import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import * as library from "../../src/index.js";
import { runProgram } from "../support/command-line.js";
import { auditOf, sampleFleet } from "../support/sample.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-arguments-"));
afterAll(() => rmSync(directory, { recursive: true }));

const audit = auditOf(sampleFleet());
const inventory = library.parseInventory("hosts: { a: {}, b: {} }", "inventory.yaml");
const [firstRule] = library.rules;
const [firstCheck] = library.checks;
const snapshot = library.parseSnapshot(
  `${JSON.stringify({
    record: "header",
    schema: library.SNAPSHOT_SCHEMA,
    tool: { name: "wsgi-audit", version: "0" },
    run: { id: "1", startedAt: "2026-01-01T00:00:00Z", inventory: "i" },
    selected: [],
    compareBy: "group",
    script: "",
  })}\n`,
  "a.jsonl",
);
const host = {
  record: "host",
  host: { name: "a", address: "", groups: [], expect: {} },
  status: "ok",
  startedAt: "",
  durationMs: 1,
} as const;
const write = () => {};

/** A caller without a compiler. */
// biome-ignore lint/suspicious/noExplicitAny: that is what is tested
const untyped = library as any;

/** Every function of the library that takes options: a call with those, and options that it takes. */
const TAKING: Readonly<Record<string, { call: (options: unknown) => unknown; options: object }>> = {
  report: { call: (options) => untyped.report(audit, "text", options), options: { width: 80 } },
  "reporters.csv": { call: (options) => untyped.reporters.csv(audit, options), options: { apps: true } },
  evaluate: { call: (options) => untyped.evaluate(snapshot, options), options: { today: "2026-12-24" } },
  auditSnapshots: { call: (options) => untyped.auditSnapshots(["no.jsonl"], options), options: {} },
  parseHost: { call: (options) => untyped.parseHost(host, options), options: { facts: [] } },
  selectHosts: {
    call: (options) => untyped.selectHosts(library.membersOf(inventory), options),
    options: { patterns: [], pick: 1 },
  },
  resolveHosts: {
    call: (options) => untyped.resolveHosts(inventory, { user: "u", home: "/" }, options),
    options: { commandLine: {} },
  },
  resolveFleet: {
    call: (options) => untyped.resolveFleet(inventory, options),
    options: { sshConfig: false },
  },
  collectSnapshot: {
    call: (options) => untyped.collectSnapshot([], options),
    options: { inventory: "i", limits: { handshakes: 1, running: 1 }, write },
  },
  composeScript: {
    call: (options) => untyped.composeScript(library.checks, options),
    options: { nonce: "0123456789abcdef", seconds: 10 },
  },
  createTransports: { call: (options) => untyped.createTransports(options), options: { environment: {} } },
  createSsh2Transport: { call: (options) => untyped.createSsh2Transport(options), options: {} },
  createOpensshTransport: { call: (options) => untyped.createOpensshTransport(options), options: {} },
  "History.prune": {
    call: (options) => new untyped.History(directory).prune(options),
    options: { count: 1 },
  },
};

/** What a call throws, or rejects with. */
async function failureOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

const isTypeError = (error: unknown, words: string) => {
  expect(error, words).toBeInstanceOf(TypeError);
  expect((error as Error).message).toContain(words);
  expect((error as Error).message).not.toContain("\n");
};

describe.each(Object.entries(TAKING))("%s", (name, { call, options }) => {
  it("takes what it is for", async () => {
    expect(await failureOf(() => call(options))).not.toBeInstanceOf(TypeError);
  });

  it("throws a TypeError that names an option that there is none of", async () => {
    const word = fc.stringMatching(/^[a-z]{3,12}Zz$/);
    await fc.assert(
      fc.asyncProperty(word, fc.anything(), async (key, value) => {
        isTypeError(await failureOf(() => call({ ...options, [key]: value })), key);
      }),
      { numRuns: 20 },
    );
  });

  it.each([["a text"], [1], [[]], [null]])("throws a TypeError for options that are %j", async (wrong) => {
    isTypeError(await failureOf(() => call(wrong)), name.replace("reporters.csv", "report"));
  });

  it.each(Object.keys(options))(
    "throws a TypeError that names %s where it is of another kind",
    async (key) => {
      for (const wrong of [Symbol("x"), 7n])
        isTypeError(await failureOf(() => call({ ...options, [key]: wrong })), key);
    },
  );
});

describe("a word that there is none of", () => {
  it.each<[string, () => unknown, string]>([
    ["severity", () => untyped.exitCode(audit, "warnings"), "failOn"],
    ["severity, as a number", () => untyped.exitCode(audit, 1), "failOn"],
    ["severity of the monitor", () => untyped.reporters.monitor(audit, { failOn: "warnings" }), "failOn"],
    ["severity in another case", () => untyped.report(audit, "monitor", { failOn: "Error" }), "failOn"],
    ["format", () => untyped.report(audit, "yaml"), "format"],
    ["format that objects have by themselves", () => untyped.report(audit, "constructor"), "format"],
    ["day", () => untyped.evaluate(snapshot, { today: "tomorrow" }), "today"],
    ["day that a calendar has not", () => untyped.evaluate(snapshot, { today: "2026-13-41" }), "today"],
    ["width", () => untyped.report(audit, "text", { width: Number.NaN }), "width"],
    ["ssh_config", () => untyped.resolveFleet(inventory, { sshConfig: true }), "sshConfig"],
    ["setting", () => untyped.resolveFleet(inventory, { settings: { hostkeys: "strict" } }), "hostkeys"],
    [
      "value of a setting",
      () => untyped.resolveFleet(inventory, { settings: { transport: "telnet" } }),
      "transport",
    ],
    ["shard", () => untyped.resolveFleet(inventory, { shard: { index: 3, count: 2 } }), "shard"],
    [
      "limit",
      () => untyped.collectSnapshot([], { inventory: "i", write, limits: { handshakes: 0, running: 1 } }),
      "handshakes",
    ],
    [
      "one limit of two",
      () => untyped.collectSnapshot([], { inventory: "i", write, limits: { running: 1 } }),
      "handshakes",
    ],
    ["list of files", () => untyped.auditSnapshots("a.jsonl"), "files"],
    ["list of patterns", () => untyped.resolveFleet(inventory, { patterns: "@web" }), "patterns"],
    ["audit", () => untyped.exitCode({ totals: {} }), "audit"],
    [
      "audit of another version",
      () => untyped.report({ ...audit, schema: "wsgi-audit/audit/9" }, "text"),
      "audit",
    ],
    ["audit before", () => untyped.driftBetween(snapshot, audit), "before"],
    ["audit after", () => untyped.driftBetween(audit, undefined), "after"],
    ["directory", () => new untyped.History(""), "directory"],
    ["retention", () => new untyped.History(directory).prune({ count: -1 }), "count"],
    [
      "acceptance",
      () => untyped.evaluate(snapshot, { accepted: [{ rule: "a/b", hosts: ["web1"] }] }),
      "hosts",
    ],
    [
      "rule's severity",
      () => untyped.evaluate(snapshot, { rules: [{ ...firstRule, severity: "fatal" }] }),
      "severity",
    ],
    [
      "rule's field",
      () => untyped.evaluate(snapshot, { rules: [{ ...firstRule, levels: "application" }] }),
      "levels",
    ],
    [
      "rule's fact",
      () => untyped.evaluate(snapshot, { rules: [{ ...firstRule, needs: ["no.such"] }] }),
      "no.such",
    ],
    [
      "rule of applications on installations",
      () => untyped.evaluate(snapshot, { rules: [{ ...firstRule, needs: ["app.mount"] }] }),
      "app.mount",
    ],
    ["rule, twice", () => untyped.evaluate(snapshot, { rules: [firstRule, firstRule] }), "twice"],
    [
      "rule, as of the fleet",
      () => untyped.evaluate(snapshot, { rules: [{ ...firstRule, id: "fleet/outlier" }] }),
      "twice",
    ],
    ["check's id", () => untyped.evaluate(snapshot, { checks: [{ ...firstCheck, id: "my-check" }] }), "id"],
    [
      "check's type of a fact",
      () =>
        untyped.evaluate(snapshot, {
          checks: [
            {
              ...firstCheck,
              facts: { "a.b": { label: "A", description: "A", source: "a", example: 1, type: "int" } },
            },
          ],
        }),
      "type",
    ],
    ["check, twice", () => untyped.parseHost(host, { checks: [firstCheck, firstCheck] }), "twice"],
    [
      "check without one that it needs",
      () => untyped.parseHost(host, { checks: library.checks.slice(5) }),
      "needs",
    ],
    ["host of the fake transport", () => untyped.createFakeTransport("web1"), "hosts"],
  ])("%s throws a TypeError that names the argument", async (_what, call, name) => {
    const error = await failureOf(call);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(new RegExp(name.replaceAll(".", "\\.")));
  });
});

describe("defaults", () => {
  it("are those of the command line: warnings count, nothing is coloured", () => {
    expect(library.exitCode(audit)).toBe(library.exitCode(audit, "warning"));
    expect(library.report(audit, "text")).toBe(library.reporters.text(audit, { color: false, fold: true }));
    expect(library.report(audit, "text")).not.toContain("\u001b");
  });

  it("hold for what is given as undefined", () => {
    expect(untyped.report(audit, "text", { width: undefined })).toBe(library.report(audit, "text"));
  });

  it("of the lists of checks and rules are all that there are", () => {
    const given = library.evaluate(snapshot, { checks: library.checks, rules: library.rules });
    expect(given).toEqual(library.evaluate(snapshot));
  });
});

describe("compare_by with a fact that hosts have not", () => {
  it("is a mistake of the inventory, before any host is contacted: all of them would be one group", async () => {
    const file = join(directory, "inventory.yaml");
    writeFileSync(file, "compare_by: host.os_verson\nhosts: { a: { address: 192.0.2.1 } }\n");
    const words = ["collect", "-i", file, "--no-ssh-config", "-o", join(directory, "a.jsonl")];
    const { code, stderr } = await runProgram(words, { HOME: directory });
    expect(code).toBe(2);
    expect(stderr).toContain(
      `${file}:1:13: there is no fact host.os_verson (did you mean "host.os_version"?)\n`,
    );
  });

  it("is one of a snapshot as well", () => {
    const header = { ...snapshot.header, compareBy: "host.os_verson" };
    expect(() => library.evaluate({ ...snapshot, header })).toThrow(library.UsageError);
  });
});
