import { hostIn } from "../../base/address.js";
import type { SshConfig } from "../ssh-config/client.js";

/** Names of an ssh_config, and those that are no hosts to audit, with the reason. */
export interface Known {
  hosts: string[];
  leftOut: Map<string, string>;
}

/** The login of services that keep repositories, not applications. */
const REPOSITORIES = "git";

/**
 * The hosts that an ssh_config names one by one: patterns name nobody. Rejects with an InventoryError where `ssh` cannot
 * make sense of it.
 */
export async function hostsOfSshConfig(config: SshConfig): Promise<Known> {
  const names = [...new Set(config.names)];
  const asked = await Promise.all(names.map(async (name) => ({ name, said: await config.of(name) })));
  const hops = new Set(asked.flatMap(({ said }) => said?.jump ?? []).map(hostIn));
  const reasonFor = ({ name, said }: (typeof asked)[number]) => {
    if (said?.user === REPOSITORIES) return `its login is ${REPOSITORIES}`;
    return hops.has(name) ? "other hosts are reached through it" : undefined;
  };
  const leftOut = new Map<string, string>();
  for (const each of asked) {
    const reason = reasonFor(each);
    if (reason !== undefined) leftOut.set(each.name, reason);
  }
  return { hosts: names.filter((name) => !leftOut.has(name)), leftOut };
}
