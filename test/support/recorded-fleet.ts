import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { CAST } from "../../src/demo/cast.js";
import { onScript, playTranscript } from "../../src/demo/server.js";
import type { Transcript } from "../../src/model/snapshot.js";
import { readSnapshots } from "../../src/snapshot/read.js";
import { HOST_KEY, sshServer, type TestServer, USER_KEY } from "./servers.js";

export const PROGRAM = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));

/** The demo's hosts behind servers of this process, that can be told to keep silent. */
export interface RecordedFleet {
  names: string[];
  /** A file. */
  inventory: string;
  /** A command line about them. */
  words(command: string, ...more: string[]): string[];
  /** Hosts that take the script and say nothing. */
  silent: Set<string>;
  /** Hosts that were asked, in that order. */
  asked: string[];
  close(): void;
}

const recordings = async () => {
  const file = fileURLToPath(new URL("../../src/demo/fleet.snapshot.jsonl", import.meta.url));
  return new Map((await readSnapshots([file])).hosts.map(({ host, transcript }) => [host.name, transcript]));
};

export async function startRecordedFleet(directory: string): Promise<RecordedFleet> {
  const recorded = await recordings();
  const [silent, asked] = [new Set<string>(), [] as string[]];
  const serve = (name: string, transcript: Transcript) =>
    sshServer({
      exec: (channel, { command }) =>
        onScript(
          channel,
          (nonce) => {
            asked.push(name);
            if (!silent.has(name)) playTranscript(channel, transcript, nonce);
          },
          command,
        ),
    });
  const cast = Object.entries(CAST);
  const servers = await Promise.all(
    cast.map(([name, { recording }]) => {
      const transcript = recorded.get(recording);
      if (!transcript) throw new Error(`no recording ${recording}`);
      return serve(name, transcript);
    }),
  );
  const inventory = writeInventory(directory, cast, servers);
  return {
    names: cast.map(([name]) => name),
    inventory,
    words: (command, ...more) => [command, "-i", inventory, "--no-ssh-config", ...more],
    silent,
    asked,
    close: () => {
      for (const server of servers) server.close();
    },
  };
}

function writeInventory(
  directory: string,
  cast: [string, { group: string }][],
  servers: readonly TestServer[],
): string {
  const [identity, known, file] = ["id", "known_hosts", "inventory.yaml"].map((name) =>
    join(directory, name),
  );
  if (!identity || !known || !file) throw new Error("no directory");
  writeFileSync(identity, USER_KEY.private, { mode: 0o600 });
  writeFileSync(known, servers.map(({ port }) => `[127.0.0.1]:${port} ${HOST_KEY.public.trim()}\n`).join(""));
  const defaults = { user: "audit", agent: false, identity_file: identity, known_hosts: known };
  const hosts = cast.map(([name, { group }], index) => [
    name,
    { address: "127.0.0.1", port: servers[index]?.port ?? 0, groups: [group] },
  ]);
  const groups = Object.fromEntries(cast.map(([, { group }]) => [group, {}]));
  writeFileSync(file, stringify({ defaults, groups, hosts: Object.fromEntries(hosts) }));
  return file;
}
