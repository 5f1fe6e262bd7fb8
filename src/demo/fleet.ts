import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HostToCollect } from "../collect/fleet.js";
import type { Transcript } from "../model/snapshot.js";
import { readSnapshots } from "../snapshot/read.js";
import { CAST } from "./cast.js";
import { generateKey, type RecordedServer, serveTranscript } from "./server.js";

export interface DemoFleet {
  hosts: HostToCollect[];
  close(): void;
}

const SILENT: Transcript = { complete: false, sections: [], noise: "" };

/** Recordings by name: a snapshot taken from the real test fleet, shipped with the program. */
async function recordings(): Promise<Map<string, Transcript>> {
  const { hosts } = await readSnapshots([fileURLToPath(new URL("./fleet.snapshot.jsonl", import.meta.url))]);
  return new Map(hosts.map(({ host, transcript }) => [host.name, transcript ?? SILENT]));
}

/** Starts a server on loopback for every host of the cast, with keys made for this run only. */
export async function startDemoFleet(): Promise<DemoFleet> {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-demo-"));
  const user = generateKey();
  writeFileSync(join(directory, "id_ed25519"), user.private, { mode: 0o600 });
  const recorded = await recordings();
  const cast = Object.entries(CAST);
  const servers = await Promise.all(
    cast.map(([, { recording }]) => serveTranscript(recorded.get(recording) ?? SILENT, user)),
  );
  writeFileSync(join(directory, "known_hosts"), servers.map(knownHost).join(""));
  return {
    hosts: cast.map(([name, { group }], index) =>
      toCollect(name, group, servers[index]?.port ?? 0, directory),
    ),
    close: () => {
      for (const server of servers) server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const knownHost = ({ port, hostKey }: RecordedServer) => `[127.0.0.1]:${port} ${hostKey}\n`;

const toCollect = (name: string, group: string, port: number, directory: string): HostToCollect => ({
  identity: { name, address: `audit@127.0.0.1:${port}`, groups: [group], expect: {} },
  target: {
    name,
    address: "127.0.0.1",
    port,
    user: "audit",
    identityFiles: [join(directory, "id_ed25519")],
    agent: false,
    knownHosts: [join(directory, "known_hosts")],
    hostKeys: "strict",
    connectTimeoutMs: 10_000,
    deadlineMs: 30_000,
    algorithms: "modern",
    transport: "ssh2",
  },
});
