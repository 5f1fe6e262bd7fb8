import { budgetOfHost } from "../base/budget.js";
import { reaching } from "../checks/index.js";
import { linesOf } from "../checks/sections.js";
import type { FactValue } from "../model/fact.js";
import type { HostRecord, TransportName } from "../model/snapshot.js";
import { parseSections } from "./sections.js";

/** What `hosts --check` found out about one host. */
export interface Reach {
  host: string;
  address: string;
  status: HostRecord["status"];
  /** Why it could not be asked, and what helps. */
  error?: HostRecord["error"];
  /** Jump hosts on the way. */
  via: string[];
  /** The transport, and why this one was taken if the user has not chosen it. */
  transport?: TransportName;
  because?: string;
  server?: string;
  hostKey?: string;
  authenticatedBy?: string;
  login: FactValue | null;
  os: FactValue | null;
  /** yes, password, tty, no; null where sudo is not installed or not needed, or the host could not be asked. */
  sudo: FactValue | null;
  /** What makes the login root, with its answer, such as `doas: yes`; `none`, or `not needed` by root; null as above. */
  waysToRoot: FactValue | null;
  /** Tools that the checks use and the host lacks. */
  missing: string[];
  roundTripMs: number | null;
  durationMs: number;
}

/** Without one of these, values are missing that the script cannot get in another way. */
const WANTED = ["awk", "grep", "sed", "tr", "od", "sort", "ls", "readlink"];

/** What a record of the checks of `reaching` says. Pure. */
export function reachOf({ host, status, error, connection, transcript, durationMs }: HostRecord): Reach {
  const sections = transcript?.sections ?? [];
  const { facts, sections: byCheck } = parseSections(
    reaching,
    sections,
    { sections: [], known: {} },
    budgetOfHost(),
  );
  const tools = linesOf(byCheck.get("host"), "tools");
  return {
    host: host.name,
    address: host.address,
    status,
    ...(error && { error }),
    via: connection?.via ?? [],
    ...(connection?.transport && { transport: connection.transport }),
    ...(connection?.because !== undefined && { because: connection.because }),
    ...(connection?.server && { server: connection.server }),
    ...(connection?.hostKey && { hostKey: `${connection.hostKey.type} ${connection.hostKey.fingerprint}` }),
    ...(connection?.authenticatedBy && { authenticatedBy: connection.authenticatedBy }),
    login: facts["host.user"] ?? null,
    os: facts["host.os"] ?? null,
    sudo: facts["host.sudo"] ?? null,
    waysToRoot: facts["host.ways_to_root"] ?? null,
    missing: status === "ok" ? WANTED.filter((tool) => !tools.includes(tool)) : [],
    roundTripMs: connection?.roundTripMs ?? null,
    durationMs,
  };
}
