import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import { until } from "../support/until.js";
import { directory } from "../support/world.js";
import { isWhole } from "./good-hosts.js";
import { isGood, type Row } from "./matrix.js";
import { ENVIRONMENT, type Ended, ended, PROGRAM, startProgram } from "./program.js";

/** Seconds that the host which says nothing has: whatever ends before them does not wait for it. */
export const SILENCE = 600;
/** Seconds; a run of good hosts takes a few, on a machine that has much else to do many. */
const BOUND = 150;

/** One line that says what could not be written, and no stack. */
export const ONE_LINE = /^wsgi-audit: cannot write [^\n]*\n$/;

export const collecting = (inventory: string, file: string) => [
  ...["collect", "-i", inventory, "--no-ssh-config", "-o", file],
];
export const running = (inventory: string, ...more: string[]) => [
  ...["run", "-i", inventory, "--no-ssh-config", "-f", "json", "--fail-on", "none", ...more],
];

let files = 0;
export const fresh = () => join(directory, `auditor-${++files}`);

/** The program below a shell that takes something away from it first. */
export const startBelow = (shell: string, words: readonly string[], env = {}): ChildProcess =>
  spawn("sh", ["-c", `${shell} exec "$@"`, "sh", process.execPath, PROGRAM, ...words], {
    env: { ...ENVIRONMENT, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });

export const endedBelow = (shell: string, words: readonly string[], env = {}) =>
  ended(startBelow(shell, words, env));

/** The report of what a run has left. Counts that do not add up, or anything on standard error, fail. */
export async function left(file: string): Promise<Audit> {
  const { stdout, stderr } = await ended(startProgram(["report", file, "-f", "json"]));
  expect(stderr).toBe("");
  const audit = JSON.parse(stdout) as Audit;
  const { selected, ...states } = audit.totals.hosts;
  expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(selected);
  expect(audit.hosts).toHaveLength(selected);
  return audit;
}

const counts = ({ totals: { hosts } }: Audit) =>
  Object.entries(hosts)
    .filter(([state, count]) => state !== "selected" && count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(", ");

/** Every good host is whole, or said to be skipped. */
const isWholeOrSkipped = (audit: Audit): boolean =>
  audit.hosts
    .filter(({ name }) => name.startsWith("good-"))
    .every(({ name, status }) => status === "skipped" || isWhole(audit, name));

/** What shows that nothing else was harmed: the audit that is left, or something else. */
export type Evidence = Audit | { words: string; whole: boolean };

const stateOf = ({ code, signal }: Ended) => (signal ? `killed by ${signal}` : `exit ${code}`);

/** The rows of the table, in the order of the tests. */
export class Rows {
  readonly rows: Row[] = [];

  /** Adds the row that the assertions are about, whether they hold or not. */
  add(fault: string, outcome: Ended, evidence: Evidence, assertions: () => void): void {
    const isAudit = "totals" in evidence;
    const added: Row = {
      fault,
      state: stateOf(outcome),
      stage: isAudit ? counts(evidence) : evidence.words,
      seconds: outcome.seconds,
      bound: BOUND,
      othersWhole: isAudit ? isWholeOrSkipped(evidence) : evidence.whole,
      asExpected: false,
    };
    this.rows.push(added);
    assertions();
    added.asExpected = true;
    expect(added).toSatisfy(isGood);
  }
}

const hostsIn = (file: string) =>
  existsSync(file) ? readFileSync(file, "utf8").split('"record":"host"').length - 1 : 0;

/** Waits until a run has written that many hosts. */
export const untilWritten = (file: string, hosts: number) => until(() => hostsIn(file) >= hosts);
