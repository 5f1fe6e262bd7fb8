import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "unbash";
import { afterAll, describe, expect, it } from "vitest";
import { checksFor, observing } from "../../src/checks/index.js";
import { withoutComments } from "../../src/script/comments.js";
import { composeScript, type ScriptOptions } from "../../src/script/compose.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-comments-"));
afterAll(() => rmSync(directory, { recursive: true }));

const NONCE = "0123456789abcdef0123456789abcdef";
const checks = [...checksFor({ probe: true }), observing];
const composed = (options: Partial<ScriptOptions>) =>
  composeScript(checks, { nonce: NONCE, seconds: 90, ...options });

/** The syntax of a script, whatever line it stands in. In texts, which are awk's and sed's, no comments and no empty lines. */
function syntaxOf(shell: string): unknown {
  const { commands, errors = [] } = parse(shell);
  expect(errors).toEqual([]);
  const text = JSON.stringify(commands, (key, value) => {
    if (/(pos|end)$/i.test(key)) return undefined;
    return typeof value === "string" ? value.replace(/^[ \t]*(#.*)?(\n|$)/gm, "") : value;
  });
  return JSON.parse(text);
}

describe("the script as it is sent", () => {
  const kinds: [string, Partial<ScriptOptions>][] = [
    ["asks containers", {}],
    ["asks none", { containers: ["never"] }],
    ["goes on as root", { more: { secret: true } }],
    ["asks URLs", { observe: ["http://www.example.org/ 192.0.2.1 80"] }],
    ["stands alone", { standalone: true }],
  ];

  it.each(kinds)("is the same commands as the one that can be read, where it %s", (_, options) => {
    const [read, sent] = [composed(options), composed({ ...options, comments: false })];
    expect(sent.length).toBeLessThan(0.8 * read.length);
    expect(sent).not.toMatch(/^\s*(#.*)?$(?!\n*$)/m);
    expect(syntaxOf(sent)).toEqual(syntaxOf(read));
  });

  it("holds what shells in containers are told once", () => {
    const [all, none] = [composed({}), composed({ containers: ["never"] })];
    expect(all.length).toBeLessThan(1.1 * none.length);
    expect(all.match(/^collect_library\(\)/gm)).toHaveLength(1);
  });

  it("is that of the questions asked, whatever was asked before", () => {
    const asked = fc.record(
      {
        containers: fc.constantFrom(["auto"], ["never"], ["shop*", "!test"]),
        standalone: fc.boolean(),
        more: fc.constantFrom({ secret: true }, { secret: false, ways: "doas" }),
        inside: fc.constantFrom(checks, checksFor({ probe: false })),
        seconds: fc.constantFrom(30, 90),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(asked, (options) => {
        expect(composed({ ...options, comments: false })).toBe(`${withoutComments(composed(options))}\n`);
      }),
    );
  });
});
