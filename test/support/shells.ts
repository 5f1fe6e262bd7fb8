import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import type { Check } from "../../src/checks/check.js";
import type { Transcript } from "../../src/model/snapshot.js";
import { composeScript } from "../../src/script/compose.js";
import { unframe } from "../../src/script/unframe.js";

export const NONCE = "0123456789abcdef0123456789abcdef";

const CANDIDATES = [
  ["dash"],
  ["bash"],
  ["busybox", "sh"],
  ["mksh"],
  ["ksh93"],
  ["yash"],
  ["zsh", "--emulate", "sh"],
  ["sh"],
] as const;

/** The shells of this machine that the script is meant for; there is always `sh`. */
export const shells: readonly (readonly string[])[] = CANDIDATES.filter(
  ([program]) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0,
);

export interface ShellRun {
  transcript: Transcript;
  stdout: string;
  code: number | null;
}

/**
 * Runs checks as a host would: the script on standard input, which stays open until it has said `hangUpOn`. Without
 * `seconds` it has an hour: more than a test.
 */
export async function runChecks(
  shell: readonly string[],
  checks: readonly Check[],
  options: {
    seconds?: number;
    environment?: Record<string, string>;
    hangUpOn?: string;
    containers?: readonly string[];
  } = {},
): Promise<ShellRun> {
  const [program = "sh", ...words] = shell;
  const child = spawn(program, [...words, "-s"], { env: { PATH: process.env.PATH, ...options.environment } });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => {
    out.push(chunk);
    if (options.hangUpOn && Buffer.concat(out).includes(options.hangUpOn)) child.stdin.end();
  });
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  child.stdin.on("error", () => {});
  child.stdin.write(
    composeScript(checks, {
      nonce: NONCE,
      seconds: options.seconds ?? 3600,
      ...(options.containers && { containers: options.containers }),
    }),
  );
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr] = [Buffer.concat(out), Buffer.concat(err)];
  return {
    transcript: unframe(stdout, stderr, NONCE),
    stdout: stdout.toString(),
    code,
  };
}

/** Processes that have this text in their environment: everything that a run started inherits it. */
export function processesWith(marker: string): string[] {
  return readdirSync("/proc").filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/environ`, "latin1").includes(marker);
    } catch {
      return false;
    }
  });
}
