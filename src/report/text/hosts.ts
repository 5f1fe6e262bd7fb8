import type { Audit } from "../../model/audit.js";
import { forTerminal } from "../escape.js";
import { askAgain, troublesOf } from "../troubles.js";
import type { Names } from "./names.js";
import { wrapped } from "./wrap.js";

/** Hosts without a whole answer: stage, reason and what mends it, once for all hosts with the same trouble. */
export function troubleLines(audit: Audit, { list, hostOf }: Names, width: number): string[] {
  const troubled = audit.hosts.filter(({ status }) => status !== "ok");
  if (troubled.length === 0) return [];
  const lines = troublesOf(troubled).flatMap(({ hosts, reason, hint }) => [
    ...wrapped(`${list(hosts.map(({ name }) => hostOf(name)))}  ${forTerminal(reason)}`, width, "  ", 4),
    ...(hint ? wrapped(forTerminal(hint), width, "      ") : []),
  ]);
  return [...wrapped("Hosts without a whole answer:", width), ...lines, ""];
}

/** Hosts that answered and have nothing to audit, nor have containers that have. */
export function emptyLines(audit: Audit, { list, hostOf }: Names, width: number): string[] {
  const around = new Set(audit.hosts.map(({ containerOf }) => containerOf));
  const empty = audit.hosts.filter(
    ({ name, status, installations }) => status === "ok" && !installations.length && !around.has(name),
  );
  if (empty.length === 0) return [];
  return wrapped(`no httpd on: ${list(empty.map(({ name }) => hostOf(name)))}`, width, "", 2);
}

/** The command that asks those hosts again that gave no whole answer. */
export function rerunLines(audit: Audit, command: string): string[] {
  const silent = audit.hosts.filter(({ status }) => status !== "ok");
  return silent.length > 0 ? [`re-run: ${askAgain(silent, command)}`] : [];
}
