import { SSHD, type Sshd, startSshd } from "../support/sshd.js";
import { addresses } from "./addresses.js";
import type { World } from "./world.js";

/** sshd listens at no more than 16 addresses, and one of them is 127.0.0.1. */
const MOST_HOSTS = 15;

/** A real sshd at the bench's addresses, behind which each host is this machine. Rejects where there is no sshd. */
export async function startRealServer(
  { folder, hostKeys }: World,
  count: number,
  more: readonly string[] = [],
): Promise<Sshd> {
  if (!SSHD) throw new Error("the bench needs sshd: install openssh-server");
  if (count > MOST_HOSTS) throw new RangeError(`sshd listens at ${MOST_HOSTS} addresses at most`);
  const listen = addresses(count).map((address) => `ListenAddress ${address}`);
  // Refuses none of many connections at a time, as its default would by chance.
  const sshd = await startSshd(folder, hostKeys, [...more, ...listen, "MaxStartups 100"]);
  const end = () => process.kill(sshd.pid);
  process.once("exit", end);
  const stop = () => {
    process.off("exit", end);
    return sshd.stop();
  };
  return { ...sshd, stop };
}

/** What sshd and ssh of this time prefer, where nobody has chosen. */
export const DEFAULT_KEY_EXCHANGE =
  "KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org";
