import { evaluate } from "../../src/audit/evaluate.js";
import type { Audit, HostAudit } from "../../src/model/audit.js";
import { SNAPSHOT_SCHEMA } from "../../src/model/snapshot.js";
import { sshServer, type TestServer } from "../support/servers.js";
import { PATIENT } from "./fault.js";
import { answerWith, host, transcriptOf } from "./played.js";
import type { Reachable } from "./program.js";

/** Hosts on which nothing is wrong, by the platform that they play. */
const PLATFORMS = ["sles-prefork", "macos-homebrew", "alpine", "freebsd"];

export interface GoodHosts {
  hosts: Reachable[];
  servers: TestServer[];
}

/** So many hosts on each of the servers. */
export async function startGoodHosts(copies = 1): Promise<GoodHosts> {
  const servers = await Promise.all(PLATFORMS.map((platform) => sshServer(host(answerWith(platform)))));
  const hosts = servers.flatMap(({ port }, index) =>
    Array.from({ length: copies }, (_, copy) => ({
      name: `good-${PLATFORMS[index]}-${copy}`,
      port,
      settings: PATIENT,
    })),
  );
  return { hosts, servers };
}

const platformOf = (name: string) => name.replace(/^good-(.*)-\d+$/, "$1");

/** What all of them say where nothing else is going on. */
const calm = evaluate({
  header: {
    record: "header",
    schema: SNAPSHOT_SCHEMA,
    tool: { name: "wsgi-audit", version: "" },
    run: { id: "", startedAt: "", inventory: "" },
    selected: PLATFORMS,
    compareBy: "group",
    script: "",
  },
  hosts: PLATFORMS.map((platform) => ({
    record: "host",
    host: { name: platform, address: "", groups: [], expect: {} },
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

export const isWhole = (audit: Audit, name: string): boolean =>
  told(hostIn(audit, name)) === told(hostIn(calm, platformOf(name)));

/** Those of the good hosts that an audit does not have whole. */
export const harmedIn = (audit: Audit, good: readonly Reachable[]): string[] =>
  good.map(({ name }) => name).filter((name) => !isWhole(audit, name));
