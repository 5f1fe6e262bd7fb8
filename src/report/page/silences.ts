import { isCutOff } from "../../audit/drift.js";
import type { Audit, HostAudit, Severity } from "../../model/audit.js";
import { forTerminal } from "../escape.js";
import { silences } from "../text/summary.js";
import { askAgain, troublesOf } from "../troubles.js";

/** Hosts without a whole answer that fare alike. */
export interface PageSilence {
  severity: Severity;
  /** `UNREACHABLE`, and how far it came. */
  word: string;
  what: string;
  /** The end of the run kept them from being asked, at all or to the end. */
  isCutOff: boolean;
  hosts: string[];
  reasons: { hosts: string[]; reason: string; hint: string }[];
  /** The command that asks them again. */
  again: string;
}

/** What kept whole answers away, worst first; the same as the text report says. */
export function silencesOf(audit: Audit, command: string): PageSilence[] {
  const hosts = new Map(audit.hosts.map((host) => [host.name, host]));
  return silences(audit).map(({ severity, word, what, hosts: names }) => {
    const alike = names.flatMap((name) => hosts.get(name) ?? []);
    return {
      severity,
      word,
      what: forTerminal(what),
      isCutOff: alike.some(isCutOff),
      hosts: names.map(forTerminal),
      reasons: reasonsOf(alike),
      again: askAgain(alike, command),
    };
  });
}

const reasonsOf = (hosts: readonly HostAudit[]): PageSilence["reasons"] =>
  troublesOf(hosts).map(({ hosts: alike, reason, hint }) => ({
    hosts: alike.map(({ name }) => forTerminal(name)),
    reason: forTerminal(reason),
    hint: forTerminal(hint ?? ""),
  }));
