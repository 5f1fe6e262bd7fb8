import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HostToCollect } from "../collect.js";
import type { Snapshot, Transcript } from "../model.js";
import { readSnapshots } from "../snapshot-file.js";
import { generateKey, type KeyPair, type RecordedServer, serveTranscript } from "./server.js";

export interface DemoFleet {
  hosts: HostToCollect[];
  compareBy: string;
  close(): void;
}

/** The recorded fleet: a snapshot taken from real hosts, shipped with the program. */
export const recordedFleet = (): Snapshot =>
  readSnapshots([new URL("./fleet.snapshot.jsonl", import.meta.url).pathname]);

/** Starts a server on loopback for every recorded host, with keys made for this run only. */
export async function startDemoFleet(recorded: Snapshot): Promise<DemoFleet> {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-demo-"));
  const user = generateKey();
  writeFileSync(join(directory, "id_ed25519"), user.private, { mode: 0o600 });
  const servers = await Promise.all(
    recorded.hosts.map(({ transcript }) => serveTranscript(orSilent(transcript), user)),
  );
  writeFileSync(join(directory, "known_hosts"), servers.map(knownHost).join(""));
  return {
    hosts: recorded.hosts.map(({ host }, index) => toCollect(host, servers[index]?.port ?? 0, directory)),
    compareBy: recorded.header.compareBy,
    close: () => {
      for (const server of servers) server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const orSilent = (transcript: Transcript | undefined): Transcript =>
  transcript ?? { complete: false, sections: [], noise: "" };

const knownHost = ({ port, hostKey }: RecordedServer) => `[127.0.0.1]:${port} ${hostKey}\n`;

const toCollect = (identity: HostToCollect["identity"], port: number, directory: string): HostToCollect => ({
  identity: { ...identity, address: `audit@127.0.0.1:${port}` },
  target: {
    name: identity.name,
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
  },
});

export type { KeyPair };
