import { once } from "node:events";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { checkArgument, checkOptions, type Kinds, text, count as wholeNumber } from "../base/arguments.js";
import { UsageError, WriteError } from "../base/errors.js";
import { reason, writingReason } from "../base/file-error.js";
import { passingName } from "../base/whole-file.js";
import type { SnapshotHeader } from "../model/snapshot.js";

const SUFFIX = ".snapshot.jsonl.gz";
const DAY_MS = 86_400_000;

export interface Retention {
  /** The newest so many are kept. */
  count?: number;
  /** Days after which one goes. */
  days?: number;
}

const RETENTION: Kinds<Retention> = {
  count: wholeNumber,
  days: { is: (value) => typeof value === "number" && value > 0, expected: "a number above 0" },
};

/** Snapshots of earlier runs in a directory, one compressed file each, named by the time of the run. */
export class History {
  constructor(readonly directory: string) {
    checkArgument("History: directory", directory, text);
  }

  /** False before the first run. */
  exists(): boolean {
    return existsSync(this.directory);
  }

  /** Oldest first. A UsageError if the directory cannot be read. */
  files(): string[] {
    try {
      return readdirSync(this.directory)
        .filter((name) => name.endsWith(SUFFIX))
        .sort()
        .map((name) => join(this.directory, name));
    } catch (error) {
      throw new UsageError(`cannot read the history ${this.directory}: ${reason(error)}`);
    }
  }

  /**
   * Adds a snapshot. It appears whole or not at all, whoever else writes there: a full disk leaves the old ones as
   * they are, and nothing of the new one.
   */
  async add(snapshot: string, { run }: Pick<SnapshotHeader, "run">): Promise<void> {
    const name = `${run.startedAt.replaceAll(":", "-")}.${run.id.slice(0, 8)}${SUFFIX}`;
    const file = join(this.directory, name);
    const passing = passingName(file);
    try {
      mkdirSync(this.directory, { recursive: true, mode: 0o700 });
      await compress(snapshot, passing);
      renameSync(passing, file);
    } catch (error) {
      rmSync(passing, { force: true });
      throw new WriteError(`cannot write to the history ${this.directory}: ${writingReason(error)}`);
    }
  }

  /** Removes what is too old or too many; the newest one always stays. */
  prune(retention: Retention, now = Date.now()): void {
    checkOptions("History.prune", retention, RETENTION);
    const { count, days } = retention;
    const files = this.files();
    const old = files.filter((file, index) => {
      const tooMany = count !== undefined && index < files.length - count;
      return tooMany || (days !== undefined && now - timeOf(file) > days * DAY_MS);
    });
    // Another run may have removed it just before.
    for (const file of old.filter((each) => each !== files.at(-1))) rmSync(file, { force: true });
  }
}

async function compress(from: string, to: string): Promise<void> {
  const target = createWriteStream(to, { flags: "wx", mode: 0o600, flush: true });
  try {
    await pipeline(createReadStream(from), createGzip(), target);
  } catch (error) {
    // It may still be opening: a file that is removed before it is closed would come again.
    if (!target.closed) await once(target, "close");
    throw error;
  }
}

/** The time in its name; that of the file where somebody has renamed it. */
function timeOf(file: string): number {
  const match = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)/.exec(basename(file));
  return match ? Date.parse(`${match[1]}:${match[2]}:${match[3]}Z`) : statSync(file).mtimeMs;
}
