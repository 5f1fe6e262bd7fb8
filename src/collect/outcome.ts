import type { Connection, Elevated, HostError, HostRecord, Transcript } from "../model/snapshot.js";
import { commandOf, type ExecRequest, type ExecResult, type Target } from "../transport/session.js";
import { endedEarly, wordsOf } from "./no-shell.js";
import { refusalOfSudo } from "./sudo-refusal.js";
import type { Unlocking } from "./unlock.js";

/** What became of one host. */
export type Outcome = Pick<HostRecord, "status"> & {
  error?: HostError;
  connection?: Connection;
  transcript?: Transcript;
  elevated?: Elevated;
};

/** A host with at least one section gave an answer, though it may be cut off; one without gave none. */
export function verdict(transcript: Transcript, error: HostError | undefined): Outcome {
  const status = transcript.sections.length > 0 ? "ok" : "failed";
  return { status, transcript, ...(error && { error }) };
}

/** What is wrong with an installed script of that digest and version; undefined where it is the expected one. */
export function stranger(script: string, expected: string): HostError | undefined {
  const [digest = "", version = "unknown"] = script.split(" ");
  if (digest === expected) return undefined;
  return {
    stage: "exec",
    code: "script-mismatch",
    message: `another script is installed: ${digest.slice(0, 12)} of version ${version}, not ${expected.slice(0, 12)}`,
    hint: "install that of `wsgi-audit script --install`; with -i, if the inventory has facts of its own",
  };
}

/**
 * Why an answer is not whole; undefined where it is. `limits`: bytes of each stream that were kept. `sent`: the line that a
 * shell had to answer first; undefined where one has answered already, so that only sudo can have refused.
 */
export function shortcoming(
  transcript: Transcript,
  result: ExecResult | undefined,
  target: Target,
  limits: Pick<ExecRequest, "maxStdout" | "maxStderr">,
  { sent, unlocking }: { sent?: string | undefined; unlocking?: Unlocking | undefined } = {},
): HostError | undefined {
  if (transcript.complete) return undefined;
  if (result?.truncated) {
    return {
      stage: "output",
      code: "too-much-output",
      message: `printed more than ${limits.maxStdout >> 20} MiB, or ${limits.maxStderr >> 20} MiB of errors; the rest was thrown away`,
    };
  }
  if (transcript.sections.length > 0) {
    return { stage: "output", code: "truncated", message: "the output ends before its end mark" };
  }
  const isSudo = sent === undefined || unlocking !== undefined || SUDO.test(transcript.noise);
  if (target.become === "always" && isSudo) return refusalOfSudo(target.user, transcript.noise, unlocking);
  const command = target.become === "always" && !target.becomePassword ? "sh -s as root" : commandOf(target);
  return endedEarly(command, ending(result), wordsOf(transcript.noise, sent ?? ""), target.user);
}

/** What sudo or doas says, in most languages. */
const SUDO = /\bsudo\b|^doas: |^not found: doas$|^Sorry, user /im;

function ending(result: ExecResult | undefined): string {
  if (!result || "unknown" in result.exit) return "no exit status";
  return "code" in result.exit ? `exit status ${result.exit.code}` : `signal ${result.exit.signal}`;
}
