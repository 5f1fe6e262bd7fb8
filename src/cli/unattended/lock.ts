import { spawn } from "node:child_process";
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { pid } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { InterruptedError, UsageError } from "../../base/errors.js";
import { writingReason } from "../../base/file-error.js";

/** Who has a lock, as far as it says so. */
interface Holder {
  pid: number;
  /** ISO time. */
  since: string;
}

export interface LockOptions {
  /** How long to wait for another holder; at once a UsageError by default. */
  waitMs?: number;
  /** How often to look meanwhile. */
  pollMs?: number;
  /** Aborting it ends the waiting with an InterruptedError. */
  signal?: AbortSignal;
  /** Called once, before the first wait. */
  onWaiting?(holder: Holder | undefined): void;
  /** PATH says where the system's locking programs are; the process's own by default. */
  environment?: NodeJS.ProcessEnv;
}

export interface Lock {
  /** Idempotent. */
  release(): void;
}

/**
 * What locks an open file for whoever has it open. Node cannot; but a lock of flock(2) belongs to the open file, not to
 * the process: the child takes it on the descriptor that it is given and goes, and the lock stays until this process
 * closes its own. So nothing has to be recovered, whatever the holder died of, and no pid is ever guessed about.
 */
const LOCKERS = [
  ["flock", "-n", "3"],
  [
    "perl",
    "-e",
    'use Fcntl ":flock"; open(my $f, "+<&=", 3) or exit 2; exit(flock($f, LOCK_EX | LOCK_NB) ? 0 : $!{EWOULDBLOCK} ? 1 : 2)',
  ],
] as const;

const NOTE = '{"pid":';
const HOLDER = /^\{"pid":(\d{1,10}),"since":"(\d{4}-\d\d-\d\dT[\d:.]{8,15}Z)"\}\n$/;

const POLL_MS = 500;

/**
 * Locks a file against every other process, and writes into it who holds it. The kernel gives it up with this process.
 * Rejects with a UsageError where another process holds it (after `waitMs`), or where it cannot be locked at all.
 */
export async function takeLock(file: string, options: LockOptions = {}): Promise<Lock> {
  const { waitMs = 0, pollMs = POLL_MS, signal, onWaiting } = options;
  const until = Date.now() + waitMs;
  for (let waiting = false; ; waiting = true) {
    const lock = await tryToTake(file, options.environment);
    if (lock) return lock;
    if (Date.now() >= until) throw held(file, waitMs);
    if (!waiting) onWaiting?.(holderOf(file));
    await waitFor(Math.min(pollMs, until - Date.now()), signal);
  }
}

/** Undefined where another one has it. */
async function tryToTake(file: string, environment?: NodeJS.ProcessEnv): Promise<Lock | undefined> {
  const descriptor = open(file);
  let lock: Lock | undefined;
  try {
    if (!(await isLocked(descriptor, file, environment))) return undefined;
    if (isStill(descriptor, file)) {
      sign(descriptor, file);
      lock = lockOn(descriptor, file);
    }
  } finally {
    if (!lock) closeSync(descriptor);
  }
  return lock ?? tryToTake(file, environment);
}

/** A holder removes its file when it goes: a lock on one that is no longer there keeps nobody out. */
function isStill(descriptor: number, file: string): boolean {
  const now = statSync(file, { throwIfNoEntry: false });
  const { dev, ino } = fstatSync(descriptor);
  return now?.dev === dev && now.ino === ino;
}

/**
 * A symbolic link is not followed: in a directory that everybody may write to, another user could have put it there.
 */
function open(file: string): number {
  try {
    return openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  } catch (error) {
    throw new UsageError(`cannot lock ${file}: ${writingReason(error)}`);
  }
}

async function isLocked(descriptor: number, file: string, environment = process.env): Promise<boolean> {
  for (const [program, ...words] of LOCKERS) {
    const code = await codeOf(program, words, descriptor, environment.PATH);
    if (code === 0 || code === 1) return code === 0;
  }
  throw new UsageError(`cannot lock ${file}: neither flock nor perl can do it here; --no-lock goes without`);
}

/** Undefined where there is no such program. */
function codeOf(program: string, words: readonly string[], descriptor: number, path = "/usr/bin:/bin") {
  return new Promise<number | undefined>((resolve) => {
    const child = spawn(program, words, {
      stdio: ["ignore", "ignore", "ignore", descriptor],
      env: { PATH: path },
    });
    child.once("error", () => resolve(undefined));
    child.once("exit", (code) => resolve(code ?? undefined));
  });
}

const waitFor = (milliseconds: number, signal: AbortSignal | undefined) =>
  pause(milliseconds, undefined, signal && { signal }).catch(() => {
    throw new InterruptedError("interrupted while another run had the lock; nothing was done");
  });

function held(file: string, waitMs: number): UsageError {
  const holder = holderOf(file);
  const who = holder ? ` (pid ${holder.pid}, since ${holder.since})` : "";
  const what = waitMs > 0 ? `still, after ${waitMs / 1000} s` : "--lock-wait 10m would wait for it";
  return new UsageError(`another run holds ${file}${who}: nothing was done; ${what}`);
}

/** A file that was named by mistake keeps its content. A note that a full disk has cut short does not matter. */
function sign(descriptor: number, file: string): void {
  const before = Buffer.alloc(NOTE.length);
  const length = readSync(descriptor, before, 0, NOTE.length, 0);
  if (length > 0 && before[0] !== 0 && before.toString("latin1") !== NOTE)
    throw new UsageError(`${file} is no lock but has a content of its own; a lock needs a file for itself`);
  attempt(() => {
    ftruncateSync(descriptor);
    writeSync(descriptor, `${NOTE}${pid},"since":"${new Date().toISOString()}"}\n`, 0);
  });
}

function lockOn(descriptor: number, file: string): Lock {
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    // Only while it is still ours, and before the lock goes: the next file of that name belongs to another run.
    if (isStill(descriptor, file)) attempt(() => rmSync(file));
    closeSync(descriptor);
  };
  return { release };
}

/** The kernel knows who has the lock; what the file says is for people. */
function attempt(write: () => void): void {
  try {
    write();
  } catch {}
}

/** Undefined for one that has not said so yet. */
function holderOf(file: string): Holder | undefined {
  try {
    const [, number, since] = HOLDER.exec(readFileSync(file, "latin1")) ?? [];
    return number !== undefined && since !== undefined ? { pid: Number(number), since } : undefined;
  } catch {
    return undefined;
  }
}
