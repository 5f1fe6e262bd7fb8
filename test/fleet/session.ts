import { loadInventory } from "../../src/inventory/load.js";
import { resolveHosts } from "../../src/inventory/resolve/resolve.js";
import type { Connection } from "../../src/model/snapshot.js";
import { COMMAND } from "../../src/transport/session.js";
import { createTransports } from "../../src/transport/transports.js";

export interface Seen extends Connection {
  /** What `id -un` says there. */
  login: string;
}

/** One login to a host of an inventory, without the user's ssh_config. Rejects with a TransportError. */
export async function logInTo(
  inventory: string,
  name: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<Seen> {
  const hosts = resolveHosts(await loadInventory(inventory), { user: "auditor", home: "/nonexistent" });
  const host = hosts.find(({ identity }) => identity.name === name);
  if (!host) throw new Error(`no host ${name}`);
  const transport = createTransports({
    environment: { PATH: process.env.PATH, ...environment },
    config: "none",
  });
  let login = "";
  try {
    const session = await transport.open(host.target, { signal: new AbortController().signal });
    await session.exec({
      command: COMMAND,
      stdin: "{ id -un; exit 0\n}\n",
      maxStdout: 1000,
      maxStderr: 1000,
      onStdout: (chunk) => {
        login += Buffer.from(chunk).toString();
      },
      onStderr: () => {},
    });
    await session.close();
    return { ...session.connection, login: login.trim() };
  } finally {
    await transport.close();
  }
}
