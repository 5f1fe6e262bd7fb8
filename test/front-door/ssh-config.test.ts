import { rmSync } from "node:fs";
import { userInfo } from "node:os";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RecordedHost, recordings, startRecordedHost } from "../support/recorded-host.js";
import { makeHostKeys, SSHD, type Sshd, startSshd } from "../support/sshd.js";
import { describeHome, type UserHome, userHome } from "../support/user-home.js";

if (!SSHD && process.env.CI) throw new Error("install openssh: the user's ssh_config is tested with it");

const WAYS = ["auto", "ssh2", "openssh"];

for (const transport of SSHD ? WAYS : [])
  describeHome(`the user's ssh_config, over ${transport}`, () => {
    let home: UserHome;
    let host: RecordedHost;
    let gate: Sshd;
    const inventory = `hosts:\n  web01: { transport: ${transport} }\n`;

    beforeAll(async () => {
      home = await userHome({ inventory });
      const recording = (await recordings()).get("bookworm");
      if (!recording) throw new Error("no recording");
      host = await startRecordedHost(recording, home.publicKey);
      home.file("gate/authorized_keys", `${home.publicKey}\n`);
      const folder = `${home.directory}/gate`;
      gate = await startSshd(folder, makeHostKeys(folder));
      home.file(".ssh/known_hosts", `${host.known}[127.0.0.1]:${gate.port} ${gate.hostKeys.ed25519}\n`);
    });
    afterAll(async () => {
      host?.close();
      await gate?.stop();
      await home?.close();
    });

    /** The user's ssh_config: what it says of the host, then other blocks. */
    const say = (more: string[] = [], blocks: string[] = []) => {
      const about = ["HostName 127.0.0.1", "User deploy", `Port ${host.port}`, ...more];
      home.file(".ssh/config", `${["Host web01", ...about, ...blocks].join("\n")}\n`);
    };

    it("says where a host is, and as whom to log in", async () => {
      say();
      const shown = await home.run("wsgi-audit hosts");
      expect(shown).toMatchObject({ code: 0, stderr: "" });
      const [, line = ""] = shown.stdout.split("\n");
      expect(line).toContain(`deploy@127.0.0.1:${host.port} `);
      expect(line).toMatch(/ssh_config: .*\baddress\b/);
      expect(line).toMatch(/ssh_config: .*\buser\b/);
      const audit = await home.run("wsgi-audit");
      expect(audit).toMatchObject({ code: 0, stderr: "" });
      expect(audit.stdout).toContain("hosts 1: 1 ok, 0 partial");
      expect(host.logins.at(-1)).toBe("deploy");
    });

    it("says what the way is: the gate is logged in to first", async () => {
      const login = `User ${userInfo().username}`;
      say(["ProxyJump gate"], ["Host gate", "HostName 127.0.0.1", `Port ${gate.port}`, login]);
      const before = gate.log().length;
      const checked = await home.run("wsgi-audit hosts --check");
      expect(checked).toMatchObject({ code: 0, stderr: "" });
      expect(checked.stdout).toContain("1 of 1 hosts can be audited");
      expect(gate.log().slice(before)).toMatch(/Accepted publickey for/);
    });

    it("says which keys are revoked: such a host is refused", async () => {
      const file = home.file("revoked", `${host.hostKey}\n`);
      say([`RevokedHostKeys ${file}`]);
      const before = host.logins.length;
      const refused = await home.run("wsgi-audit");
      expect(refused).toMatchObject({ code: 4, stderr: "" });
      expect(refused.stdout).toMatch(
        /web01 {2}unreachable \(hostkey, hostkey-revoked\): .* (revoked by file|revokes)/,
      );
      expect(refused.stdout).not.toMatch(/keyscan|accept-new/);
      rmSync(file);
      const unread = await home.run("wsgi-audit");
      expect(unread).toMatchObject({ code: 4, stderr: "" });
      expect(unread.stdout).toMatch(/cannot read .*RevokedHostKeys names/);
      expect(unread.stdout).not.toMatch(/keyscan|accept-new/);
      expect(host.logins.length).toBe(before);
    });

    it("takes neither the command nor its input away", async () => {
      for (const option of [
        "StdinNull yes",
        "SessionType none",
        "ForkAfterAuthentication yes",
        "Tunnel yes",
      ]) {
        say([option, "RemoteCommand uptime", "RequestTTY force"]);
        const checked = await home.run("wsgi-audit hosts --check");
        expect(checked.stdout, option).toContain("1 of 1 hosts can be audited");
      }
    });

    it("may be of no use for one host, which costs that host", async () => {
      say();
      home.file("fleet/two.yaml", `${inventory}  web02: { ssh_args: "-o Port=none-at-all" }\n`);
      const checked = await home.run("wsgi-audit hosts --check -i two.yaml");
      expect(checked.stdout).toContain("1 of 2 hosts can be audited");
      expect(checked.stdout).toMatch(/web02: resolve: ssh -G web02 fails: .*none-at-all/);
      home.file(
        ".ssh/config",
        `${home.read(".ssh/config")}Port none-at-all
`,
      );
      const broken = await home.run("wsgi-audit hosts --check -i two.yaml");
      expect(broken).toMatchObject({ code: 2, stdout: "" });
      expect(broken.stderr).toMatch(/\.ssh\/config.* line 5/);
    });

    it("is left alone with --no-ssh-config, and stood in for by that of -F", async () => {
      say(["User nobody-at-all"]);
      const unread = await home.run("wsgi-audit hosts --no-ssh-config");
      expect(unread).toMatchObject({ code: 0, stderr: "" });
      expect(unread.stdout).toContain(`${userInfo().username}@web01`);
      home.file("fleet/other", `Host web01\nUser other\nHostName 127.0.0.1\nPort ${host.port}\n`);
      const other = await home.run("wsgi-audit hosts -F other --check");
      expect(other).toMatchObject({ code: 0, stderr: "" });
      expect(host.logins.at(-1)).toBe("other");
    });
  });
