import { groupBy } from "../../base/group-by.js";
import { foldNames } from "../../inventory/select/ranges.js";
import type { Audit, HostAudit } from "../../model/audit.js";
import { forShell, forTerminal } from "../escape.js";
import type { Names } from "./names.js";
import { wrapped } from "./wrap.js";

/** Hosts without a whole answer: stage, reason and what mends it, once for all hosts with the same trouble. */
export function troubleLines(audit: Audit, { list, hostOf }: Names, width: number): string[] {
  const troubled = audit.hosts.filter(({ status }) => status !== "ok");
  if (troubled.length === 0) return [];
  const alike = groupBy(troubled, (host) => JSON.stringify([reasonOf(host), host.error?.hint]));
  const lines = [...alike.values()].flatMap((hosts) => {
    const [first] = hosts;
    if (!first) return [];
    const hint = first.error?.hint;
    return [
      ...wrapped(
        `${list(hosts.map(({ name }) => hostOf(name)))}  ${forTerminal(reasonOf(first))}`,
        width,
        "  ",
        4,
      ),
      ...(hint ? wrapped(forTerminal(hint), width, "      ") : []),
    ];
  });
  return ["Hosts without a whole answer:", ...lines, ""];
}

/** Why there is no whole answer. */
export function reasonOf({ status, error, checks }: HostAudit): string {
  if (error) return `${status} (${error.stage}, ${error.code}): ${error.message}`;
  const failed = Object.entries(checks).filter(([, { outcome }]) => outcome === "failed");
  const reasons = failed.map(([check, { reason }]) => (reason ? `${check}: ${reason}` : check));
  return reasons.length > 0 ? `${status}: ${reasons.join("; ")}` : status;
}

/** Hosts that answered and have nothing to audit. */
export function emptyLines(audit: Audit, { list, hostOf }: Names, width: number): string[] {
  const empty = audit.hosts.filter(({ status, installations }) => status === "ok" && !installations.length);
  if (empty.length === 0) return [];
  return wrapped(`no httpd on: ${list(empty.map(({ name }) => hostOf(name)))}`, width, "", 2);
}

/** The command that asks those hosts again that gave no whole answer; it takes ranges. */
export function rerunLines(audit: Audit, command: string): string[] {
  const again = audit.hosts.filter(({ status }) => status !== "ok").map(({ name }) => name);
  return again.length > 0 ? [`re-run: ${command} ${forShell(foldNames(again))}`] : [];
}
