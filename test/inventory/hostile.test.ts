import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { InventoryError, UsageError } from "../../src/base/errors.js";
import { nearest } from "../../src/base/suggestion.js";
import { Template } from "../../src/inventory/ansible/template.js";
import { formatInventoryError } from "../../src/inventory/own/format-error.js";
import { parseInventory } from "../../src/inventory/own/parse.js";
import { parseSetting } from "../../src/inventory/own/setting.js";
import { foldNames, splitNames } from "../../src/inventory/select/ranges.js";
import { selectHosts } from "../../src/inventory/select/select.js";
import { parseOptions, settingsOf } from "../../src/inventory/ssh-config/resolved.js";
import { resolveSecret } from "../../src/transport/credentials.js";
import { expandNames, refusal } from "../support/inventory.js";
import { cost, expectCheap, expectLinear } from "../support/linear.js";

const PROGRAM = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));

describe("broken files", () => {
  it("cost little for each of their errors, of which one is told", () => {
    const text = `hosts: { a: {} }\n${"]".repeat(32_000)}`;
    const limit = Error.stackTraceLimit;
    const withStacks = cost(() => parseDocument(text, { prettyErrors: false }));
    const ours = cost(() => expect(refusal(text)).toMatchObject({ line: 2, column: 1 }));
    expect(ours).toBeLessThan(0.6 * withStacks);
    expect(Error.stackTraceLimit).toBe(limit);
  });
});

describe("nested files", () => {
  it.each(["{{ ", "[", "{a: ", "- ", "? ", "- &a - "])(
    "of %j are refused before anything recurses into them",
    (piece) => {
      for (const depth of [300, 1000, 4000, 9000]) expect(refusal(piece.repeat(depth)).message).toBeTruthy();
      expect(refusal(`hosts: ${"[".repeat(3000)}`).message).toBe("the file is nested too deeply");
    },
  );

  it("do not end the process: exit 2, with a line that says why", () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [PROGRAM, "hosts", "--set", `jump=${"[".repeat(9000)}`],
      {
        encoding: "utf8",
      },
    );
    expect(stderr).toContain("jump: not understood");
    expect(status).toBe(2);
  });

  it("are read where they are as deep as people write", () => {
    const groups = Array.from(
      { length: 20 },
      (_, at) => `${"  ".repeat(at * 2 + 1)}g${at}:\n${"  ".repeat(at * 2 + 2)}children:`,
    );
    const text = `groups:\n${groups.join("\n")}\n${"  ".repeat(41)}last: { hosts: [a] }\n`;
    expect(parseInventory(text, "i").hosts.size).toBe(1);
  });
});

describe("names that every object answers to", () => {
  it.each(["toString", "valueOf", "hasOwnProperty"])("%s is an unknown key like any other", (key) => {
    expect(refusal(`${key}: 1`).message).toMatch(/^unknown key/);
  });

  it("are no variables of the environment", async () => {
    const text = "{{ lookup('env', 'toString') }}";
    const template = new Template("h", () => text, {});
    expect(template.readText("a")).toMatchObject({ kind: "unknown" });
    await expect(resolveSecret({ env: "constructor" }, {})).rejects.toThrow(/constructor/);
    const values = {
      ...{ alias: "a", address: "a", port: 22, user: "u", localUser: "u", home: "/h", uid: 0 },
      environment: {},
    };
    const options = parseOptions("identityagent $constructor\nidentityfile $" + "{toString}/k\n");
    expect(
      settingsOf(options, { defaults: parseOptions(""), written: new Set(), overrides: {} }, values),
    ).toMatchObject({
      agentSocket: "none",
      identityFiles: [],
    });
  });
});

describe("texts without an end", () => {
  it("are compared, split and matched in time", async () => {
    expect(nearest("x".repeat(300), ["y".repeat(300)])).toBeUndefined();
    expectLinear((size) => splitNames(",".repeat(size)));
    expect(splitNames("a[1,2],b, [c,d] ,e],f")).toEqual(["a[1,2]", "b", "[c,d]", "e]", "f"]);
    const hosts = [{ identity: { name: "a".repeat(200), groups: [] } }];
    const select = () => selectHosts(hosts, { patterns: [`${"*a".repeat(30)}*b`] });
    await expectCheap(() => expect(select).toThrow(UsageError), 1000);
    expect(selectHosts(hosts, { patterns: ["?*a"] })).toHaveLength(1);
    expect(() => selectHosts(hosts, { patterns: ["A*"] })).toThrow(UsageError);
  });
});

it("complaints move no cursor and turn no text", () => {
  const error = new InventoryError("no \u001b[2J\u202e", "f\u0007", 1, 2, "a\u2066\tb");
  expect(formatInventoryError(error)).toBe("f?:1:2: no ?[2J?\n  a?\tb\n   ^");
});

it("a setting that is nested too deeply is a mistake in a setting", () => {
  expect(() => parseSetting(`jump=${"{a: ".repeat(5000)}`)).toThrow(UsageError);
  expect(() => parseSetting(`jump=[a]${" }}".repeat(3000)}`)).toThrow("jump: not understood");
  expect(parseSetting("jump=[a, b]")).toEqual({ jump: ["a", "b"] });
});

it("fold names of hundreds of numbers in a time that grows with them, and lose none", () => {
  expectLinear((size) => foldNames(["a1".repeat(size)]), 2000);
  const names = ["a1".repeat(30), `${"a1".repeat(29)}a2`];
  expect(expandNames(foldNames(names)).sort()).toEqual(names.sort());
});
