import { describe, expect, it } from "vitest";
import { budgetOfHost } from "../../src/base/budget.js";
import { userCheck } from "../../src/checks/index.js";
import { parseInventory } from "../../src/inventory/own/parse.js";
import type { UserFact } from "../../src/model/snapshot.js";
import { runChecks, shells } from "../support/shells.js";

const fact = (id: string, command: string, more: Partial<UserFact> = {}): UserFact => ({
  id: `user.${id}`,
  label: id,
  command,
  type: "string",
  ...more,
});

const FACTS: (UserFact & { expected: unknown })[] = [
  { ...fact("plain", "echo ' two words '"), expected: "two words" },
  { ...fact("empty", ":"), expected: "" },
  { ...fact("group", "echo version 3.11.2", { pattern: "version (\\d+\\.\\d+)" }), expected: "3.11" },
  { ...fact("whole", "echo version 3.11.2", { pattern: "[\\d.]+" }), expected: "3.11.2" },
  { ...fact("none", "echo nothing", { pattern: "\\d" }), expected: { outcome: "absent" } },
  { ...fact("number", "echo 42", { type: "number" }), expected: 42 },
  { ...fact("no_number", "echo many", { type: "number" }), expected: { outcome: "failed" } },
  { ...fact("yes", "true", { type: "boolean" }), expected: true },
  { ...fact("no", "false", { type: "boolean" }), expected: false },
  { ...fact("neither", "exit 7", { type: "boolean" }), expected: { outcome: "failed" } },
  { ...fact("list", "printf 'a=1\\nb=2\\nc\\n'", { type: "list", pattern: "=(.*)" }), expected: ["1", "2"] },
  { ...fact("denied", "echo 'cat: x: Permission denied' >&2; exit 1"), expected: { outcome: "denied" } },
  { ...fact("missing", "no-such-command-here"), expected: { outcome: "failed" } },
  // Whatever it holds, it ends itself and nothing else.
  { ...fact("quotes", "echo \"it's\" '}' $((1+1))"), expected: "it's } 2" },
  { ...fact("broken", "echo 'unclosed"), expected: { outcome: "absent" } },
  { ...fact("leaves", "exit 0; echo never"), expected: "" },
  { ...fact("library_path", 'echo "${LD_LIBRARY_PATH-unset}"'), expected: "unset" },
];

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "the inventory's facts under %s",
  (_name, shell) => {
    it("are values, or say why there is none", async () => {
      const check = userCheck(FACTS);
      if (!check) throw new Error("no check");
      const { transcript } = await runChecks(shell, [check], {
        environment: { LD_LIBRARY_PATH: "/opt/lib" },
      });
      expect(transcript.complete).toBe(true);
      const [section] = transcript.sections;
      if (!section) throw new Error("no section");
      const parsed = check.parse({ section, other: () => undefined, known: {}, budget: budgetOfHost() });
      for (const { id, expected } of FACTS) {
        if (typeof expected === "object" && !Array.isArray(expected))
          expect({ id, ...Object(parsed[id]) }).toMatchObject(Object(expected));
        else expect({ id, value: parsed[id] }).toEqual({ id, value: expected });
      }
    });
  },
);

describe("facts in an inventory", () => {
  const read = (yaml: string) => parseInventory(`hosts: { a: {} }\nfacts:\n${yaml}\n`, "inv.yaml");

  it("have a label and a type by default", () => {
    expect(read("  user.kernel: { command: uname -r }").facts).toEqual([
      { id: "user.kernel", label: "user.kernel", command: "uname -r", type: "string" },
    ]);
  });

  it.each([
    ["an id of another namespace", "  apache.version: { command: id }", /user\./],
    ["no command", "  user.x: { label: X }", /command|text/],
    ["a pattern that is none", "  user.x: { command: id, pattern: '(' }", /does not compile/],
    ["an unknown type", "  user.x: { command: id, type: float }", /number/],
  ])("are refused with %s", (_what, yaml, message) => {
    expect(() => read(yaml)).toThrow(message);
  });
});
