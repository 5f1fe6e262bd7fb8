import type { ServerChannel } from "ssh2";
import {
  type Misbehaviour,
  rawServer,
  type SshServerOptions,
  sshServer,
  type TestServer,
} from "../support/servers.js";
import { type Fault, unreachable } from "./fault.js";
import { answerWith, host } from "./played.js";

const behind = () => sshServer(host(answerWith("alpine")));

type Forward = (inside: Misbehaviour, accept: () => ServerChannel) => void;

/** Logs in whoever comes, and forwards as it is told. */
const gate = (forward: Forward): SshServerOptions => ({
  onConnection: (connection, inside) =>
    void connection.on("tcpip", (accept) => forward(inside, accept as () => ServerChannel)),
});

const forwarding = (forward: Forward) => (): Promise<TestServer> => sshServer(gate(forward));

/** The host is well; what is wrong is its jump host. */
export const bastionFaults: Readonly<Record<string, Fault>> = {
  "bastion mute after TCP": {
    start: behind,
    gate: () => rawServer(() => {}),
    expect: unreachable("jump", "timeout"),
    endedBy: "connect_timeout",
  },
  "bastion that never forwards": {
    start: behind,
    gate: forwarding(() => {}),
    expect: unreachable("dial", "timeout"),
    endedBy: "connect_timeout",
  },
  "bastion that never forwards, a patient host": {
    start: behind,
    gate: forwarding(() => {}),
    expect: unreachable("dial", "timeout"),
    endedBy: "deadline",
  },
  "bastion that forwards to nobody": {
    start: behind,
    gate: forwarding((_inside, accept) => void accept()),
    expect: unreachable("ident", "timeout"),
    endedBy: "connect_timeout",
  },
  "bastion reset when it forwards": {
    start: behind,
    gate: forwarding(({ _sock }) => void _sock.resetAndDestroy()),
    expect: unreachable("jump", "reset"),
    endedBy: "itself",
  },
};
