import { createHash } from "node:crypto";
import { tool } from "../base/version.js";
import { type HostRecord, SNAPSHOT_SCHEMA, type Snapshot } from "../model/snapshot.js";
import { unframe } from "../script/unframe.js";

/** The first mark that a script prints, with the nonce of the print. */
const FIRST = /(?:^|\n)@([0-9a-f]{16,64}) begin /;

/** Bytes that are looked through for the first mark: a login may print before it. */
export const PRINTED_HEAD = 64 * 1024;

const nonceIn = (bytes: Buffer): string | undefined =>
  FIRST.exec(bytes.toString("latin1", 0, PRINTED_HEAD))?.[1];

/** Whether a file is what `wsgi-audit script --standalone` printed somewhere. */
export const isPrinted = (bytes: Buffer): boolean => nonceIn(bytes) !== undefined;

/**
 * Takes the lines that the script has marked as standard error out of the one stream, wherever they fell into it.
 * @internal
 */
export function splitStreams(bytes: Buffer, nonce: string): { stdout: Buffer; stderr: Buffer } {
  const mark = Buffer.from(`@${nonce} e `);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let at = 0;
  for (let found = bytes.indexOf(mark); found >= 0; found = bytes.indexOf(mark, at)) {
    const newline = bytes.indexOf(0x0a, found);
    const end = newline < 0 ? bytes.length : newline + 1;
    stdout.push(bytes.subarray(at, found));
    stderr.push(bytes.subarray(found + mark.length, end));
    at = end;
  }
  return { stdout: Buffer.concat([...stdout, bytes.subarray(at)]), stderr: Buffer.concat(stderr) };
}

/** `out/web01.example.org.txt` is the host web01.example.org. */
const hostOf = (file: string): string => file.replace(/^.*[/\\]/, "").replace(/\.(out|txt|log)(\.gz)?$/, "");

/** A snapshot of one host from what the script printed there. `time` is when the file was written. Pure. */
export function printedSnapshot(bytes: Buffer, file: string, time: Date): Snapshot {
  const nonce = nonceIn(bytes) ?? "";
  const { stdout, stderr } = splitStreams(bytes, nonce);
  const transcript = unframe(stdout, stderr, nonce);
  const name = hostOf(file);
  const startedAt = time.toISOString();
  const record: HostRecord = {
    record: "host",
    host: { name, address: "", groups: [], expect: {} },
    status: "ok",
    startedAt,
    durationMs: 0,
    ...(!transcript.complete && {
      error: { stage: "output", code: "truncated", message: "the output ends before its end mark" },
    }),
    transcript,
  };
  return {
    header: {
      record: "header",
      schema: SNAPSHOT_SCHEMA,
      tool,
      run: { id: idOf(nonce, name), startedAt, inventory: "printed by scripts" },
      selected: [name],
      compareBy: "group",
      script: "",
    },
    hosts: [record],
    end: { record: "end", finishedAt: startedAt, interrupted: false },
  };
}

/** In the form of a UUID, and the same for the same file. */
function idOf(nonce: string, name: string): string {
  const digest = createHash("sha256").update(`${nonce} ${name}`).digest("hex");
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
