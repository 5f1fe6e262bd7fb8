import { evaluate } from "../../src/evaluate.js";
import { type Audit, type HostAudit, SNAPSHOT_SCHEMA } from "../../src/model.js";
import { sshServer, type TestServer } from "../transport/servers.js";
import { PATIENT } from "./fault.js";
import { answerWith, host, transcriptOf } from "./played.js";
import type { Reachable } from "./program.js";

/** Hosts on which nothing is wrong, by the platform that they play. */
const PLATFORMS = ["sles-prefork", "macos-homebrew", "alpine", "freebsd"];

const nameOf = (platform: string) => `good-${platform}`;

export interface GoodHosts {
  hosts: Reachable[];
  servers: TestServer[];
}

export async function startGoodHosts(): Promise<GoodHosts> {
  const servers = await Promise.all(PLATFORMS.map((platform) => sshServer(host(answerWith(platform)))));
  const hosts = servers.map(({ port }, index) => ({
    name: nameOf(PLATFORMS[index] ?? ""),
    port,
    settings: PATIENT,
  }));
  return { hosts, servers };
}

/** What all of them say where nothing else is going on. */
const calm = evaluate({
  header: {
    record: "header",
    schema: SNAPSHOT_SCHEMA,
    tool: { name: "wsgi-audit", version: "" },
    run: { id: "", startedAt: "", inventory: "" },
    selected: PLATFORMS.map(nameOf),
    compareBy: "group",
    script: "",
  },
  hosts: PLATFORMS.map((platform) => ({
    record: "host",
    host: { name: nameOf(platform), address: "", groups: [], expect: {} },
    status: "ok",
    startedAt: "",
    durationMs: 0,
    transcript: transcriptOf(platform),
  })),
});

/** What a host told, without when and from where. */
const told = (found: HostAudit | undefined) =>
  JSON.stringify(found && [found.status, found.facts, found.checks, found.installations]);

const hostIn = ({ hosts }: Audit, name: string) => hosts.find((each) => each.name === name);

/** Those of the good hosts that an audit does not have whole. */
export const harmedIn = (audit: Audit): string[] =>
  PLATFORMS.map(nameOf).filter((name) => told(hostIn(audit, name)) !== told(hostIn(calm, name)));
