import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { absent, type Check } from "../../src/checks/check.js";
import { composeInstalled, composeScript, scriptDigest } from "../../src/script/compose.js";
import { composeQuestion } from "../../src/script/question.js";
import { unframe } from "../../src/script/unframe.js";
import { NONCE, processesWith, shells } from "../support/shells.js";
import { until } from "../support/until.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-installed-"));
afterAll(() => rmSync(directory, { recursive: true }));

const facts = {
  "one.x": { label: "x", description: "x", type: "string" as const, source: "`true`", example: "x" },
};
const one: Check = {
  id: "one",
  title: "one",
  level: "host",
  needs: [],
  collect: { shell: "collect_one() { echo here; sleep ${SLEEP-0}; }" },
  seconds: 3600,
  facts,
  parse: () => ({ "one.x": absent("not parsed here") }),
};
const file = join(directory, "collect");
writeFileSync(file, composeInstalled([one], "1.2.3"));

/** What it answers to that on standard input, which then stays open. */
async function answerTo(shell: readonly string[], input: string, environment: Record<string, string> = {}) {
  const [program = "sh", ...words] = shell;
  const env = { PATH: process.env.PATH ?? "", MARKER: directory, ...environment };
  const child = spawn(program, [...words, file], { env });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    if (environment.SLEEP && stdout.includes("here")) child.stdin.end();
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin.on("error", () => {});
  child.stdin.write(input);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { stdout, stderr, code, transcript: unframe(Buffer.from(stdout), Buffer.from(stderr), NONCE) };
}

describe.concurrent.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "the installed script, with %s",
  (_, shell) => {
    it("answers the auditor's first line with its own script, and says which it is", async () => {
      const { transcript, code } = await answerTo(shell, composeQuestion(NONCE, 30));
      expect(code).toBe(0);
      expect(transcript).toMatchObject({
        complete: true,
        noise: "",
        script: `${scriptDigest([one])} 1.2.3`,
        sections: [{ check: "one", status: 0, parts: [{ stdout: "here\n" }] }],
      });
    });

    it.each([
      ["a command", "id; echo run >&2\n"],
      ["a command as the nonce", "NONCE=$(id) LIMIT=30; id\n"],
      ["a command in the limit", `NONCE=${NONCE} LIMIT=$(id); id\n`],
      ["a command before it", `id; NONCE=${NONCE} LIMIT=30\n`],
      ["a nonce that is too short", "NONCE=abc LIMIT=30; id\n"],
      ["a time limit of days", `NONCE=${NONCE} LIMIT=900000; id\n`],
      ["a script that nobody has asked for", composeScript([one], { nonce: NONCE, seconds: 30 })],
      ["no nonce", "\n\n"],
    ])("runs nothing for %s", async (_name, input) => {
      const { stdout, stderr, code } = await answerTo(shell, `${input}\n`);
      expect({ stdout, code }).toEqual({ stdout: "", code: 64 });
      expect(stderr).toMatch(/^wsgi-audit: this script answers an auditor/);
    });

    it("takes nothing from the environment that a client may set, and ends with the connection", async () => {
      const MARKER = join(directory, `${shell.join("-")}.run`);
      const environment = { ALONE: "1", MORE: "1", SECRET: "1", SLEEP: "3600", MARKER };
      const { transcript } = await answerTo(
        shell,
        composeScript([one], { nonce: NONCE, seconds: 3600 }),
        environment,
      );
      expect(transcript.complete).toBe(false);
      await until(() => processesWith(MARKER).length === 0);
    });
  },
);
