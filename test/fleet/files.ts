import { gzipSync } from "node:zlib";
import type { FleetHost } from "./fleet.js";

/** A single argument may have no more than 128 kB. */
const LONGEST_ARGUMENT = 100_000;

/** Writes a file on a host, past SSH. Packed, and in as many arguments as that takes. */
export async function writeOn(host: FleetHost, path: string, text: string): Promise<void> {
  const packed = gzipSync(text).toString("base64");
  const pieces = packed.match(new RegExp(`.{1,${LONGEST_ARGUMENT}}`, "g")) ?? [];
  const { exitCode, stderr } = await host.exec([
    "sh",
    "-c",
    `path=$1 && shift && mkdir -p "$(dirname "$path")" && printf '%s' "$@" | base64 -d | gzip -d >"$path" && chmod 755 "$path"`,
    "sh",
    path,
    ...pieces,
  ]);
  if (exitCode !== 0) throw new Error(`${host.name}: cannot write ${path}: ${stderr}`);
}
