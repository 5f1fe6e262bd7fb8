import { gzipSync } from "node:zlib";
import type { FleetHost } from "./fleet.js";

/** Writes a file on a host, past SSH. Packed, as a single argument may have no more than 128 kB. */
export async function writeOn(host: FleetHost, path: string, text: string): Promise<void> {
  const { exitCode, stderr } = await host.exec([
    "sh",
    "-c",
    `mkdir -p "$(dirname "$2")" && printf '%s' "$1" | base64 -d | gzip -d >"$2" && chmod 755 "$2"`,
    "sh",
    gzipSync(text).toString("base64"),
    path,
  ]);
  if (exitCode !== 0) throw new Error(`${host.name}: cannot write ${path}: ${stderr}`);
}
