import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatInventoryError } from "../../src/inventory/own/format-error.js";
import { refusal, resolveOne } from "../support/inventory.js";

const SECRET = "Tr0ub4dor";

describe("a literal secret is refused without being repeated", () => {
  test.each([
    ["plain", `defaults:\n  password: ${SECRET}`],
    ["passphrase", `defaults:\n  passphrase: ${SECRET}`],
    ["flow", `defaults: { prot: 1, password: ${SECRET}, prt: 22 }`],
    ["JSON", `{"defaults":{"password":"${SECRET}","prot":1}}`],
    ["beside another mistake", `hosts:\n  a: { password: ${SECRET}, prot: 1 }`],
    ["on the next line", `defaults:\n  password:\n    ${SECRET}`],
    ["as a key", `defaults:\n  password:\n    ${SECRET}: x`],
    ["as a block", `defaults:\n  password: |\n    ${SECRET}\n  prot: 1`],
    ["as a list", `defaults:\n  password:\n  - ${SECRET}\n  prot: 1`],
    ["in quotes over two lines", `hosts: { a: { password: "x\n ${SECRET}", prot: 1 } }`],
    ["misspelled reference", `defaults:\n  password: { evn: ${SECRET} }`],
    ["two references", `defaults:\n  password: { env: A, file: ${SECRET} }`],
    ["name that is none", `defaults:\n  password: { env: "${SECRET} x" }`],
    ["anchored elsewhere", `defaults:\n  password: *p\nx: &p ${SECRET}`],
    ["anchored before", `hosts: { a: { user: &p ${SECRET}, prot: 1 }, b: { password: *p } }`],
    ["under another tool's key", `defaults:\n  ansible_ssh_pass: ${SECRET}`],
    ["in a nested group", `groups: { a: { children: { b: { password: ${SECRET} } } } }`],
    ["under a doubled key", `defaults:\n  password: { env: A }\n  password: ${SECRET}`],
    ["alias by accident", `defaults:\n  password: *${SECRET}`],
    ["tag by accident", `defaults:\n  password: !${SECRET} x`],
    ["block header by accident", `defaults:\n  password: |${SECRET}`],
    ["reserved character", `defaults:\n  password: @${SECRET}`],
    ["directive", `defaults:\n  password: %${SECRET}`],
    ["mapping by accident", `defaults:\n  password: ${SECRET}: x`],
    ["quote left open", `defaults:\n  password: "${SECRET}\n  port: 22`],
    ["after its quote", `defaults:\n  password: "x" ${SECRET}`],
    ["forgotten colon", `defaults:\n  password ${SECRET}`],
    ["forgotten colon in a mapping", `defaults:\n  port: 22\n  password ${SECRET}:`],
    ["equals sign", `defaults:\n  password=${SECRET}:`],
    ["not indented", `defaults:\n  password:\n  ${SECRET}`],
    ["below a comment", `defaults:\n  password:\n# why\n    ${SECRET}: [`],
    ["explicit key", `defaults:\n  ? password\n  : ${SECRET}`],
  ])("%s", (_, text) => {
    const error = refusal(text);
    expect(formatInventoryError(error)).not.toContain(SECRET);
    expect(JSON.stringify([error.message, error.source, error.stack])).not.toContain(SECRET);
  });

  test("whatever it consists of, and however it is written", () => {
    const text = fc.constantFrom(
      (secret: string) => `defaults:\n  password: ${secret}\n  prot: 1\n`,
      (secret: string) => `defaults: { password: ${secret}, prot: 1 }\n`,
      (secret: string) => `defaults:\n  password: ${JSON.stringify(secret)}\n  prot: 1\n`,
      (secret: string) => `defaults:\n  port: 1\n   password: ${secret}\n`,
    );
    const marks = fc.string({ unit: fc.constantFrom(..."*&!|>%@`'\"{}[],:#? -".split("")), maxLength: 4 });
    fc.assert(
      fc.property(text, marks, marks, (write, before, after) => {
        expect(formatInventoryError(refusal(write(`${before}${SECRET}${after}`)))).not.toContain(SECRET);
      }),
      { numRuns: 5_000 },
    );
  });

  test("and the refusal says what to write", () => {
    expect(formatInventoryError(refusal(`defaults:\n  password: ${SECRET}`))).toBe(
      [
        "inv.yaml:2:13: a secret is given by reference: { env: NAME }, { file: PATH } or { command: COMMAND }; a literal is refused",
        "    password: [redacted]",
        "              ^",
      ].join("\n"),
    );
  });
});

test("what has nothing to do with a secret is shown", () => {
  const text =
    "# about the password\ndefaults:\n  # passphrase:\n    prot: 1\n    password: { env: A }\n    prt: 2";
  const shown = formatInventoryError(refusal(text));
  expect(shown).toContain("\n      prot: 1\n");
  expect(shown).toContain("\n      prt: 2\n");
});

test.each([
  ["{ env: AUDIT_PASSWORD }", { env: "AUDIT_PASSWORD" }],
  ["{ file: ~/secret }", { file: "/home/me/secret" }],
  ["{ command: pass show audit }", { command: "pass show audit" }],
])("the reference %s is carried along", (reference, expected) => {
  const { target } = resolveOne(`hosts: { a: { password: ${reference}, passphrase: ${reference} } }`, "a");
  expect(target).toMatchObject({ password: expected, passphrase: expected });
});
