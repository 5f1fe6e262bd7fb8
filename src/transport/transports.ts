import { createLocalTransport } from "./local.js";
import { createOpensshTransport } from "./openssh.js";
import type { Target, Transport } from "./session.js";
import { createSsh2Transport, type Ssh2Options } from "./ssh2.js";

/** Every way to reach a host; each one goes the way that its inventory names, by default SSH in process. */
export function createTransports(options: Ssh2Options = {}): Transport {
  const { environment = process.env } = options;
  const ways: Readonly<Record<Target["transport"], Transport>> = {
    ssh2: createSsh2Transport(options),
    openssh: createOpensshTransport({ environment }),
    local: createLocalTransport(environment),
  };
  return {
    name: "auto",
    open: (target, opening) => ways[target.transport].open(target, opening),
    close: async () => {
      await Promise.all(Object.values(ways).map((way) => way.close()));
    },
  };
}
