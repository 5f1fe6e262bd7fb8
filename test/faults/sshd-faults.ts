import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { machine, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, type Server, unreachable } from "./fault.js";
import { Machine } from "./machine.js";

const SETTINGS = { user: userInfo().username };

/** Acts once it holds; gives up when nobody waits any more. */
async function once(holds: () => boolean, act: () => void): Promise<void> {
  for (let left = 2000; left > 0 && !holds(); left -= 1) await sleep(50);
  if (holds()) act();
}

/** A machine to which something happens while the script waits for a tool. */
async function inMidScript(name: string, happen: (machine: Machine) => void): Promise<Server> {
  const host = new Machine(name);
  const mark = join(host.home, "mid-script");
  host.write("bin/getconf", `#!/bin/sh\n: >${mark}\nexec sleep 300\n`);
  const server = await host.start();
  void once(
    () => existsSync(mark),
    () => happen(host),
  );
  return server;
}

/** A machine that takes one login at a time, and on which somebody is about to log in; `leave` after a while. */
async function throttled(name: string, leave: boolean): Promise<Server> {
  const host = new Machine(name);
  const server = await host.start("MaxStartups 1", "LoginGraceTime 300");
  const holder: Socket = connect(server.port, "127.0.0.1").on("error", () => {});
  await new Promise((resolve) => holder.once("data", resolve));
  if (leave)
    void once(
      () => host.log.includes("MaxStartups"),
      () => holder.destroy(),
    );
  const close = async () => {
    holder.destroy();
    await server.close?.();
  };
  return { port: server.port, close };
}

const fault = (start: () => Promise<Server>, more: Omit<Fault, "start" | "settings" | "hostKey">): Fault => ({
  start,
  settings: SETTINGS,
  get hostKey() {
    return Machine.hostKeys.ed25519;
  },
  ...more,
});

/** What the first parts have said before the script comes to `getconf`. */
const kept = { "host.arch": machine() };

/** A real sshd, which runs the real script on this machine. */
export const sshdFaults: Readonly<Record<string, Fault>> = {
  "sshd killed in mid-script": fault(
    () => inMidScript("killed", (host) => host.signal("SIGKILL", (program) => program.startsWith("sshd"))),
    { expect: { status: "partial", stage: "exec", code: "reset" }, endedBy: "itself", kept },
  ),
  "host frozen in mid-script": fault(() => inMidScript("frozen", (host) => host.signal("SIGSTOP")), {
    expect: { status: "partial", stage: "exec", code: "timeout" },
    endedBy: "deadline",
    kept,
  }),
  "MaxStartups reached": fault(() => throttled("full", false), {
    expect: { ...unreachable("ident", "throttled"), hint: /MaxStartups/ },
    endedBy: "itself",
  }),
  "MaxStartups reached for a while": fault(() => throttled("busy", true), {
    expect: { status: "ok" },
    endedBy: "itself",
    kept,
  }),
  "a background child of a login": fault(
    () => new Machine("background").write(".bashrc", "sleep 300 &\n").start(),
    { expect: { status: "ok" }, endedBy: "itself", kept },
  ),
};
