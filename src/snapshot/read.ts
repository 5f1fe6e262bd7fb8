import { statSync } from "node:fs";
import { checkArgument, listOf, text } from "../base/arguments.js";
import type { Snapshot } from "../model/snapshot.js";
import { contentOf, headOf, STANDARD_STREAM } from "./bytes.js";
import { LineSplitter } from "./lines.js";
import { mergeEnds, mergeHeaders } from "./merge.js";
import { SnapshotBuilder, type Take } from "./parse.js";
import { isPrinted, PRINTED_HEAD, printedSnapshot } from "./script-output.js";

/**
 * Reads one or more snapshots, or outputs of the script, into one, a line at a time: memory holds what `take` keeps of
 * each host. A host that stands in two of them is a UsageError, and so are shards that do not make a whole; a shard
 * alone is read as it is.
 */
export async function readSnapshots(files: readonly string[]): Promise<Snapshot>;
export async function readSnapshots<Host>(
  files: readonly string[],
  take: Take<Host>,
): Promise<Snapshot<Host>>;
export async function readSnapshots(
  files: readonly string[],
  take: Take<unknown> = (record) => record,
): Promise<Snapshot<unknown>> {
  checkArgument("readSnapshots: files", files, listOf(text));
  const snapshots: (Snapshot<unknown> & { file: string })[] = [];
  for (const file of files) snapshots.push({ file, ...(await readOne(file, take)) });
  const header = mergeHeaders(snapshots);
  const end = mergeEnds(snapshots.map((snapshot) => snapshot.end));
  return { header, hosts: snapshots.flatMap(({ hosts }) => hosts), ...(end && { end }) };
}

async function readOne<Host>(file: string, take: Take<Host>): Promise<Snapshot<Host>> {
  const content = contentOf(file);
  const head = await headOf(content, PRINTED_HEAD);
  return isPrinted(head) ? readPrinted(file, head, content, take) : readRecords(file, head, content, take);
}

async function readRecords<Host>(
  file: string,
  head: Buffer,
  content: AsyncIterable<Buffer>,
  take: Take<Host>,
): Promise<Snapshot<Host>> {
  const builder = new SnapshotBuilder(file, take);
  const splitter = new LineSplitter();
  const add = (piece: Buffer) => {
    for (const line of splitter.take(piece)) builder.add(line);
  };
  add(head);
  for await (const piece of content) add(piece);
  return builder.build(splitter.end());
}

const writtenAt = (file: string): Date => (file === STANDARD_STREAM ? new Date() : statSync(file).mtime);

/** The output of one script, which is that of one host. */
async function readPrinted<Host>(
  file: string,
  head: Buffer,
  content: AsyncIterable<Buffer>,
  take: Take<Host>,
): Promise<Snapshot<Host>> {
  const pieces = [head];
  for await (const piece of content) pieces.push(piece);
  const { header, hosts, ...rest } = printedSnapshot(Buffer.concat(pieces), file, writtenAt(file));
  return { header, hosts: hosts.map((record) => take(record, header)), ...rest };
}
