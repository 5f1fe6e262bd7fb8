import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { absent, type Check } from "../../src/checks/check.js";
import { ask } from "../../src/collect/host.js";
import type { HostError } from "../../src/model/snapshot.js";
import { createLocalTransport } from "../../src/transport/local.js";
import { directory, target } from "../support/world.js";

const check: Check = {
  id: "one",
  title: "one",
  level: "host",
  needs: [],
  collect: { shell: "collect_one() { echo here; }" },
  seconds: 5,
  facts: { "one.x": { label: "x", description: "x", type: "string", source: "echo", example: "here" } },
  parse: () => ({ "one.x": absent("not parsed here") }),
};

const explain = (failure: unknown): HostError => {
  const { stage = "exec", code = "internal", message, hint } = failure as HostError;
  return { stage, code, message, ...(hint !== undefined && { hint }) };
};

/** What a host makes of it that has that program in the place of `sh`, and the lines that the program was sent. */
async function asked(program: string, more: Parameters<typeof target>[1] = {}) {
  const folder = mkdtempSync(join(directory, "no-shell-"));
  const taken = join(folder, "taken");
  writeFileSync(join(folder, "sh"), `#!/bin/bash\nTAKEN=${taken}\n${program}\n`);
  chmodSync(join(folder, "sh"), 0o755);
  const transport = createLocalTransport({ PATH: `${folder}:${process.env.PATH}`, HOME: folder });
  const to = target(22, { connectTimeoutMs: 1500, deadlineMs: 60_000, ...more });
  const session = await transport.open(to, { signal: new AbortController().signal });
  const outcome = await ask(session, { target: to }, { checks: [check] }, explain);
  const lines = existsSync(taken) ? readFileSync(taken, "utf8").split("\n").slice(0, -1) : [];
  return { outcome, lines };
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** The login's shell is there, and what is started in its place reads lines. */
const menu = (greeting: string, answer: string) =>
  `printf %s ${quoted(greeting)}; while IFS= read -r line; do printf '%s\\n' "$line" >>"$TAKEN"; printf %s ${quoted(answer)}; done`;

describe("what is no shell", () => {
  const words = fc.string({ unit: "binary-ascii", maxLength: 60 }).filter((text) => !text.includes("\0"));

  it("is sent one line and no script, whatever it says", async () => {
    await fc.assert(
      fc.asyncProperty(words, words, async (greeting, answer) => {
        const silent = greeting === "" && answer === "";
        const { outcome, lines } = await asked(menu(greeting, answer), silent ? { deadlineMs: 4500 } : {});
        expect(lines).toHaveLength(1);
        expect(lines[0]).toMatch(/^NONCE=[0-9a-f]{32} LIMIT=\d+; printf /);
        expect(outcome).toMatchObject({ status: "failed", error: { stage: "exec", code: "no-shell" } });
        expect(outcome.error?.message).toMatch(/^(something else than a|no) shell answers/);
      }),
      { numRuns: 12 },
    );
  }, 240_000);

  it.each([
    ["sends back what it is sent", "exec cat"],
    [
      "sends back what it is sent, word by word",
      'while read -ra words; do printf "%s\\n" "${words[@]}"; done',
    ],
    ["calculates", "exec bc -q 2>&1"],
    [
      "says that it does not know the command",
      'while read -r word _; do echo "$word: unknown command" >&2; done',
    ],
    ["is silent", "exec sleep 600"],
  ])("is told apart from one where it %s", async (_name, program) => {
    const { outcome } = await asked(program, { deadlineMs: 4500 });
    expect(outcome).toMatchObject({ status: "failed", error: { code: "no-shell" } });
    expect(outcome.error?.hint).toMatch(/forced command/);
  });

  it("has its own words told, without what it was sent", async () => {
    const { outcome } = await asked(
      menu("1) web logs\n2) restart \u001b[31mservice\nq) quit\n> ", "unknown choice\n> "),
    );
    expect(outcome.error?.message).toBe(
      'something else than a shell answers, and was not sent the script: it says "1) web logs 2) restart service q) quit > unknown choice >"',
    );
    expect((await asked("exec cat")).outcome.error?.message).not.toContain("NONCE");
  });

  it("is told as soon as it ends, with its last words and its status", async () => {
    const { outcome, lines } = await asked("echo Welcome; echo 'This account is for tunnels only'; exit 3");
    expect(lines).toEqual([]);
    expect(outcome.error).toMatchObject({
      code: "no-shell",
      message:
        '`exec sh -s` did not run the script (exit status 3): it says "Welcome This account is for tunnels only"',
    });
  });

  it("is not taken for a refusal of sudo, which is told as one", async () => {
    const always = { become: "always" } as const;
    const folder = mkdtempSync(join(directory, "sudo-"));
    const saying = async (text: string) => {
      writeFileSync(join(folder, "sudo"), `#!/bin/bash\necho ${quoted(text)} >&2; exit 1\n`);
      chmodSync(join(folder, "sudo"), 0o755);
      const to = target(22, always);
      const transport = createLocalTransport({ PATH: `${folder}:${process.env.PATH}` });
      const session = await transport.open(to, { signal: new AbortController().signal });
      return (await ask(session, { target: to }, { checks: [check] }, explain)).error;
    };
    expect(await saying("sudo: a password is required")).toMatchObject({ code: "become-refused" });
    expect(await saying("Sorry, user audit is not allowed to do that")).toMatchObject({
      code: "become-refused",
    });
    expect(await saying("This account is for tunnels only")).toMatchObject({
      code: "no-shell",
      message: expect.stringContaining("for tunnels only"),
    });
  });

  it("is no shell that has much to say before it begins", async () => {
    const noisy = "printf 'Welcome'; echo noise >&2; sleep 0.2; PATH=${PATH#*:}; exec sh \"$@\"";
    const { outcome } = await asked(noisy, { connectTimeoutMs: 30_000 });
    expect(outcome).toMatchObject({
      status: "ok",
      transcript: { complete: true, noise: expect.stringContaining("Welcome") },
    });
    expect(outcome.error).toBeUndefined();
  });

  it("is no script of another version, which says so itself", async () => {
    const older =
      "read -r line; [ \"$line\" = '{' ] || { echo 'wsgi-audit: this script answers an auditor, who sends a nonce' >&2; exit 64; }";
    expect((await asked(older)).outcome.error).toMatchObject({
      code: "script-mismatch",
      hint: expect.stringContaining("--install"),
    });
  });
});
