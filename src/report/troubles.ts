import { isIP } from "node:net";
import { hostIn } from "../base/address.js";
import { groupBy } from "../base/group-by.js";
import { foldNames } from "../inventory/select/ranges.js";
import type { HostAudit } from "../model/audit.js";
import { forShell } from "./escape.js";

/** Hosts that gave no whole answer for one reason. */
export interface Trouble {
  hosts: readonly HostAudit[];
  /** Of several hosts in words that fit them all: `HOST port 22 refuses connections`. */
  reason: string;
  hint?: string;
}

/** What is true of a host that is skipped, and nothing else is. */
export const NOT_ASKED = "not asked before the run ended";

/** Why there is no whole answer. */
export function reasonOf({ status, error, checks }: HostAudit): string {
  if (error) return `${status} (${error.stage}, ${error.code}): ${error.message}`;
  if (status === "skipped") return `skipped: ${NOT_ASKED}`;
  const failed = Object.entries(checks).filter(([, { outcome }]) => outcome === "failed");
  const reasons = failed.map(([check, { reason }]) => (reason ? `${check}: ${reason}` : check));
  return reasons.length > 0 ? `${status}: ${reasons.join("; ")}` : status;
}

/** Told once for all hosts that fare alike: that a message names the host it is about makes no other one of it. */
export function troublesOf(hosts: readonly HostAudit[]): Trouble[] {
  const told = hosts.map((host) => ({
    host,
    own: tellingOf(host, (text) => text),
    any: tellingOf(host, unnamed(host)),
  }));
  return [...groupBy(told, ({ any }) => JSON.stringify(any)).values()].flatMap((alike) => {
    const [first] = alike;
    if (!first) return [];
    const isOne = alike.every(({ own }) => own.reason === first.own.reason && own.hint === first.own.hint);
    return [{ hosts: alike.map(({ host }) => host), ...(isOne ? first.own : first.any) }];
  });
}

function tellingOf(host: HostAudit, wording: (text: string) => string): Pick<Trouble, "reason" | "hint"> {
  const hint = host.error?.hint;
  return { reason: wording(reasonOf(host)), ...(hint !== undefined && { hint: wording(hint) }) };
}

/** Name and address of a host, and addresses of the network, as whole words. */
function unnamed({ name, address }: HostAudit): (text: string) => string {
  const own = new Set([name, hostIn(address)]);
  return (text) =>
    text
      .split(/([\s,;()[\]"'`]+)/)
      .map((word) => {
        const [, bare = "", end = ""] = /^(.*?)([:.]*)$/s.exec(word) ?? [];
        return own.has(bare) || isIP(bare) > 0 ? `HOST${end}` : word;
      })
      .join("");
}

/** The command that asks hosts again; it takes ranges. A container is asked with its host. */
export const askAgain = (hosts: readonly HostAudit[], command: string): string =>
  `${command} ${forShell(foldNames([...new Set(hosts.map(({ name, containerOf }) => containerOf ?? name))]))}`;
