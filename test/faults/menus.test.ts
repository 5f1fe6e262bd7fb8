import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Audit, HostAudit } from "../../src/model/audit.js";
import { authorizedKey, makeHostKeys, SSHD, type Sshd, startSshd } from "../support/sshd.js";
import { directory, freshFile } from "../support/world.js";
import { nameOf } from "./bad-host.js";
import { ended, startProgram } from "./program.js";

/** Commands that a server runs in the place of any that it is asked for; `$TAKEN` gets the lines that they read. */
const FORCED: Readonly<Record<string, { command: string; says: RegExp }>> = {
  "a menu": {
    command:
      'printf "1) web logs\\nq) quit\\n> "; while IFS= read -r line; do printf "%s\\n" "$line" >>"$TAKEN"; echo "no such choice"; done',
    says: /something else than a shell answers.* "1\) web logs q\) quit/,
  },
  "a menu of one key": {
    command: 'echo "press a key"; while key=$(head -c 1) && [ "$key" ]; do :; done',
    says: /it says "press a key"/,
  },
  "a sentence": {
    command: "echo This account is for tunnels only; exit 1",
    says: /exit status 1.*: it says "This account is for tunnels only"/,
  },
  "the command itself as a sentence": {
    command: 'echo "not allowed: $SSH_ORIGINAL_COMMAND"; exit 2',
    says: /exit status 2.*: it says "not allowed: /,
  },
  "an echo": { command: "exec cat", says: /no shell answers|something else than a shell answers/ },
  "nothing that it says": { command: "exec sleep 600", says: /no shell answers/ },
};

describe.runIf(SSHD)("an account that has no shell", () => {
  const servers: Sshd[] = [];
  let audit: Audit;
  const taken = (name: string) => join(directory, `taken-${name.replaceAll(" ", "-")}`);

  beforeAll(async () => {
    const key = authorizedKey(directory, "menu");
    const hostKeys = makeHostKeys(directory);
    const hosts: Record<string, object> = {};
    let known = "";
    for (const [index, [name, { command }]] of Object.entries(FORCED).entries()) {
      const file = join(directory, `forced-${index}`);
      writeFileSync(file, `#!/bin/sh\nTAKEN=${taken(name)}\n${command}\n`);
      chmodSync(file, 0o755);
      const sshd = await startSshd(directory, hostKeys, [`ForceCommand ${file}`]);
      servers.push(sshd);
      known += `[127.0.0.1]:${sshd.port} ${sshd.hostKeys.ed25519}\n`;
      for (const transport of ["ssh2", "openssh"])
        hosts[nameOf(`${name} ${transport}`)] = { address: "127.0.0.1", port: sshd.port, transport };
    }
    const defaults = {
      user: userInfo().username,
      identity_file: key,
      known_hosts: freshFile(known),
      connect_timeout: "10s",
      deadline: "60s",
    };
    const inventory = freshFile(JSON.stringify({ defaults, hosts }));
    const run = await ended(startProgram(["run", "-i", inventory, "--no-ssh-config", "-f", "json"]));
    expect(run.stderr).toBe("");
    audit = JSON.parse(run.stdout) as Audit;
  }, 240_000);
  afterAll(() => Promise.all(servers.map((sshd) => sshd.stop())));

  const hostOf = (name: string) => audit.hosts.find((host) => host.name === name) as HostAudit;

  describe.each(["ssh2", "openssh"])("over %s", (transport) => {
    it.each(Object.entries(FORCED))(
      "but %s is told as what it says, before its deadline",
      (name, { says }) => {
        const { status, error, durationMs } = hostOf(nameOf(`${name} ${transport}`));
        expect({ status, code: error?.code }).toEqual({ status: "failed", code: "no-shell" });
        expect(error?.message).toMatch(says);
        expect(error?.message).not.toMatch(/deadline/);
        expect(error?.hint).toMatch(/ForceCommand/);
        expect(durationMs).toBeLessThan(55_000);
      },
    );
  });

  it("gets one line of each session, and no script", () => {
    expect(readFileSync(taken("a menu"), "utf8").trim().split("\n")).toHaveLength(2);
  });
});
