import type { Audit, HostAudit, InstallationAudit } from "../../model/audit.js";
import { HOST_STATUSES } from "../../model/fact.js";
import { applicationPiece, packagesBy } from "./application.js";
import { runtimeOf } from "./installation.js";
import { type Doubt, type Lack, lackAt, type Note, type Piece, Pieces, textAt, worst } from "./pieces.js";

export type { Note, Owner, Piece } from "./pieces.js";

/** What a fleet runs: its hosts, their installations, and of these the parts, applications and packages. */
export interface Software {
  /** It needs the hosts. */
  root: Piece;
  /** Everything but the root. */
  pieces: readonly Piece[];
}

/** Whose software it is: of the whole fleet, or of one application on all of its hosts. */
export type Subject = Pick<Piece, "kind" | "name" | "group">;

type PackagesOf = ReturnType<typeof packagesBy>;

/** Which applications there are is read from the configuration. */
function unreadApplications({ checks }: InstallationAudit): Lack[] {
  const { outcome, reason = "" } = checks.applications ?? { outcome: "ok" };
  if (outcome === "ok") return [];
  const doubt = outcome === "absent" ? "unknown" : "incomplete";
  return [{ note: ["unknown:applications", `${outcome}: ${reason}`], doubt }];
}

function installationPiece(
  pieces: Pieces,
  host: HostAudit,
  side: InstallationAudit,
  packagesOf: PackagesOf,
): Piece {
  const runtime = runtimeOf(pieces, host, side);
  const { httpd, modWsgi, python, openssl, lacks } = runtime;
  const applications = side.applications.map((each) =>
    applicationPiece(pieces, each, runtime, packagesOf(each)),
  );
  const told = [...lacks, ...unreadApplications(side)];
  const doubt = worst(told.map((each) => each.doubt));
  const parts = [httpd, modWsgi, python, ...openssl, ...applications].filter((each) => each !== undefined);
  return pieces.add({
    kind: "installation",
    name: side.id,
    notes: told.map(({ note }) => note),
    needs: [...new Set(parts)],
    ...(doubt && { doubt }),
  });
}

function systemPiece(pieces: Pieces, host: HostAudit): Piece | undefined {
  const name = textAt(host, "host.os");
  const version = textAt(host, "host.os_version");
  return name === undefined
    ? undefined
    : pieces.add({ kind: "system", name, ...(version && { version }), notes: [], needs: [] });
}

/** Of a host that gave no answer nothing is known; of one that gave a part, a part. */
const doubtOf = ({ status }: HostAudit): Doubt | undefined =>
  status === "ok" ? undefined : status === "partial" ? "incomplete" : "unknown";

function notesOf(host: HostAudit, system: Piece | undefined): Note[] {
  const { status, error, groups } = host;
  return [
    ["host:status", status],
    ...(error ? [["host:error", error.message] as const] : []),
    ...groups.map((group) => ["host:group", group] as const),
    ...(system || status === "unreachable" ? [] : [lackAt(host, "host.os").note]),
  ];
}

function hostPiece(pieces: Pieces, host: HostAudit, packagesOf: PackagesOf): Piece {
  const system = systemPiece(pieces, host);
  const installations = host.installations.map((each) => installationPiece(pieces, host, each, packagesOf));
  const doubt = doubtOf(host);
  return pieces.add({
    kind: host.containerOf === undefined ? "host" : "container",
    name: host.name,
    notes: notesOf(host, system),
    needs: [...(system ? [system] : []), ...new Set(installations)],
    ...(doubt && { doubt }),
  });
}

/** The software of an audit, or of the part of one that is shown; whether any host is missing is told by the whole. */
export function softwareOf(audit: Audit, whole: Audit, subject: Subject): Software {
  const pieces = new Pieces();
  const packagesOf = packagesBy(pieces);
  const hosts = audit.hosts.map((host) => hostPiece(pieces, host, packagesOf));
  const { totals, run } = whole;
  const isWhole = !run.interrupted && totals.hosts.ok === totals.hosts.selected;
  const root: Piece = {
    ...subject,
    notes: [
      ["run:inventory", run.inventory],
      ["run:interrupted", String(run.interrupted)],
      ["run:hosts:selected", String(totals.hosts.selected)],
      ...HOST_STATUSES.map((status) => [`run:hosts:${status}`, String(totals.hosts[status])] as const),
    ],
    needs: hosts,
    ...(!isWhole && { doubt: "incomplete" }),
  };
  return { root, pieces: pieces.all() };
}
