import { appendFileSync, chmodSync, mkdirSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Reach } from "../../src/facts/reachability.js";
import type { Audit, HostAudit } from "../../src/model/audit.js";
import { keygen, makeHostKeys, publicOf, SSHD, type Sshd, startSshd } from "../support/sshd.js";
import { describeHome, type UserHome, userHome } from "../support/user-home.js";

if (!SSHD && process.env.CI) throw new Error("install openssh: what is reached is tried with it");

/** What a key may run instead of what is asked, and whether there is an audit then. */
const LOGINS: Record<string, { command?: string; audited: boolean }> = {
  plain: { audited: true },
  greeting: { command: "echo Welcome.; echo Mind the gap. >&2; eval $SSH_ORIGINAL_COMMAND", audited: true },
  slow: { command: "sleep 1; eval $SSH_ORIGINAL_COMMAND", audited: true },
  errexit: { command: "set -eu; eval $SSH_ORIGINAL_COMMAND", audited: true },
  "chatty-end": { command: "eval $SSH_ORIGINAL_COMMAND; echo Goodbye.; exit 3", audited: true },
  closed: { command: "echo This account is currently not available.; exit 1", audited: false },
  expired: {
    command: "echo Your password has expired. >&2; echo Change your password now. >&2; exit 1",
    audited: false,
  },
  silent: { command: "exit 0", audited: false },
  killed: { command: "kill -9 $$", audited: false },
  echoing: { command: "cat", audited: false },
  menu: {
    command: "echo '1) status'; echo '2) quit'; read -r choice; echo Unknown choice: $choice",
    audited: false,
  },
  mute: { command: "sleep 300", audited: false },
  flooding: { command: "yes no", audited: false },
};

const INSTALLED: Record<string, { options: string; audited: boolean }> = {
  "own-script": { options: "-i inventory.yaml", audited: true },
  "script-without-facts": { options: "", audited: false },
  "script-with-probe": { options: "-i inventory.yaml --probe", audited: false },
};

/** Facts of the user's own are part of the script. */
const HEAD = 'facts:\n  user.release: { label: Release, command: "uname -r" }\n';

/** Hosts that no session is had with, by what the inventory says of them. */
const UNREACHED: Record<string, string> = {
  "no-such-port": "address: 127.0.0.1, port: 1",
  "no-such-name": "address: no-such-host.invalid",
  stranger: "identity_file: KEYS/stranger",
  "no-key": "identity_file: KEYS/none",
  "other-host-key": "known_hosts: KEYS/other-known",
  "unknown-host-key": "known_hosts: KEYS/none-known",
  "no-command": "transport: { command: [no-such-engine, '{host}'] }",
  "behind-nobody": "jump: no-such-port",
};

for (const transport of SSHD ? ["auto", "openssh"] : [])
  describeHome(`hosts --check and run, over ${transport}`, () => {
    let home: UserHome;
    let sshd: Sshd;
    let checked: Map<string, Reach>;
    let audited: Map<string, HostAudit>;

    const logins = () => [...Object.entries(LOGINS), ...Object.entries(INSTALLED)];

    beforeAll(async () => {
      home = await userHome({ agent: false });
      const keys = join(home.directory, "keys");
      mkdirSync(keys);
      home.file("fleet/inventory.yaml", `${HEAD}hosts: { placeholder: {} }\n`);
      for (const [name, { options }] of Object.entries(INSTALLED)) {
        const { code, stderr } = await home.run(`wsgi-audit script --install ${options} >../keys/${name}.sh`);
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
        chmodSync(join(keys, `${name}.sh`), 0o755);
      }
      for (const [name] of logins()) {
        const key = keygen(keys, name, "-t", "ed25519");
        const command = name in INSTALLED ? join(keys, `${name}.sh`) : LOGINS[name]?.command;
        const forced = command === undefined ? "" : `restrict,command="${command.replaceAll('"', '\\"')}" `;
        appendFileSync(join(keys, "authorized_keys"), `${forced}${publicOf(key)}\n`);
      }
      keygen(keys, "stranger", "-t", "ed25519");
      sshd = await startSshd(keys, makeHostKeys(keys), ["MaxStartups 100"]);
      home.file(".ssh/known_hosts", `[127.0.0.1]:${sshd.port} ${sshd.hostKeys.ed25519}\n`);
      home.file("keys/other-known", `[127.0.0.1]:${sshd.port} ${publicOf(join(keys, "stranger"))}\n`);
      home.file("keys/none-known", "");
      home.file("fleet/inventory.yaml", inventory(keys));
      const check = await home.run("wsgi-audit hosts --check -f json");
      expect(check.stderr).toBe("");
      checked = new Map((JSON.parse(check.stdout) as Reach[]).map((each) => [each.host, each]));
      const run = await home.run("wsgi-audit run -f json --fail-on none");
      audited = new Map((JSON.parse(run.stdout) as Audit).hosts.map((each) => [each.name, each]));
      expect([check.code, run.code]).toEqual([4, 4]);
    }, 300_000);

    afterAll(async () => {
      await sshd?.stop();
      await home?.close();
    });

    const inventory = (keys: string) => {
      const here = `{ address: 127.0.0.1, port: ${sshd.port}, `;
      return [
        HEAD,
        `defaults: { transport: ${transport}, user: ${userInfo().username} }`,
        "hosts:",
        ...logins().map(
          ([name, { audited }]) =>
            `  ${name}: ${here}identity_file: ${keys}/${name}${audited ? "" : ", deadline: 20s"} }`,
        ),
        ...Object.entries(UNREACHED).map(
          ([name, settings]) =>
            `  ${name}: ${/^address/.test(settings) ? "{ " : here}${settings.replaceAll("KEYS", keys)} }`,
        ),
        "",
      ].join("\n");
    };

    it.each(logins())("call a login good alike, and audit it: %s", (name, { audited: good }) => {
      expect(checked.get(name)).toMatchObject(good ? { status: "ok" } : { error: expect.anything() });
      const host = audited.get(name);
      expect(["ok", "partial"].includes(host?.status ?? "")).toBe(good);
      if (good) expect(host?.installations).toBeDefined();
      else expect(host?.error).toEqual(checked.get(name)?.error);
    });

    it.each(Object.keys(UNREACHED))("say the same of a host that is not reached: %s", (name) => {
      expect(audited.get(name)).toMatchObject({ status: "unreachable", error: checked.get(name)?.error });
      expect(checked.get(name)).toMatchObject({ status: "unreachable", error: expect.anything() });
    });
  });
