import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { networkInterfaces, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { keygen, makeHostKeys, publicOf, SSHD, type Sshd, startSshd } from "../support/sshd.js";
import { describeHome, type UserHome, userHome } from "../support/user-home.js";

if (!SSHD && process.env.CI) throw new Error("install openssh: what ssh refuses is tried with it");

/** ssh does not look up loopback by its address. */
const ADDRESS = Object.values(networkInterfaces())
  .flat()
  .find((each) => each?.family === "IPv4" && !each.internal)?.address;

for (const transport of SSHD ? ["auto", "ssh2", "openssh"] : [])
  describeHome(`what ssh refuses, over ${transport}`, () => {
    let home: UserHome;
    let sshd: Sshd;
    let other: string;

    beforeAll(async () => {
      home = await userHome({ agent: false });
      const folder = join(home.directory, "server");
      mkdirSync(folder);
      home.file("server/authorized_keys", `${home.publicKey}\n`);
      const listen = ADDRESS ? [`ListenAddress ${ADDRESS}`] : [];
      sshd = await startSshd(folder, makeHostKeys(folder), listen);
      other = publicOf(keygen(folder, "other", "-t", "ed25519"));
    });
    afterEach(() => {
      for (const name of ["config", "known_hosts", "known_hosts2"])
        rmSync(join(home.directory, ".ssh", name), { force: true });
    });
    afterAll(async () => {
      await sshd?.stop();
      await home?.close();
    });

    const check = async (options = "", { address = "127.0.0.1", env = {} } = {}) => {
      home.file(
        "fleet/inventory.yaml",
        `defaults: { transport: ${transport}, user: ${userInfo().username} }\nhosts: { web01: { address: "${address}", port: ${sshd.port} } }\n`,
      );
      const { stdout } = await home.run(`wsgi-audit hosts --check ${options}`, { env });
      return stdout;
    };
    const known = (name = "127.0.0.1", key = sshd.hostKeys.ed25519) => `[${name}]:${sshd.port} ${key}\n`;
    const REACHED = "1 of 1 hosts can be audited";

    it("is a key that known_hosts2 revokes, which else knows hosts as known_hosts does", async () => {
      home.file(".ssh/known_hosts2", known());
      expect(await check()).toContain(REACHED);
      home.file(".ssh/known_hosts", known());
      home.file(".ssh/known_hosts2", `@revoked * ${sshd.hostKeys.ed25519}\n`);
      const refused = await check("--accept-new");
      expect(refused).toMatch(/REVOKED|revoke/);
      expect(refused).not.toMatch(/keyscan|accept-new|1 of 1/);
    });

    it("is a key that has changed, which no hint tells to store", async () => {
      home.file(".ssh/known_hosts2", known("127.0.0.1", other));
      const refused = await check("--accept-new");
      expect(refused).toMatch(/another key|has changed/);
      expect(refused).toContain(`-f ${join(home.directory, ".ssh/known_hosts2")}`);
      expect(refused).not.toMatch(/keyscan|accept-new|1 of 1/);
    });

    it("is a private key that others may read", async () => {
      home.file(".ssh/known_hosts", known());
      const key = join(home.directory, ".ssh/id_ed25519");
      for (const mode of [0o644, 0o640, 0o604]) {
        chmodSync(key, mode);
        const refused = await check();
        expect(refused).toContain(`0${mode.toString(8)}`);
        expect(refused).toContain(`chmod 600 ${key}`);
        expect(refused).not.toContain(REACHED);
      }
      chmodSync(key, 0o600);
      expect(await check()).toContain(REACHED);
    });

    it.runIf(ADDRESS)("is an address that is known by another key, under CheckHostIP yes", async () => {
      const address = ADDRESS ?? "";
      home.file(".ssh/config", "Host web01\n  CheckHostIP yes\n  HostKeyAlias farm\n");
      const name = `farm ${sshd.hostKeys.ed25519}\n`;
      home.file(".ssh/known_hosts", name + known(address, other));
      const refused = await check("", { address });
      expect(refused).toMatch(/another key|differs/);
      expect(refused).not.toMatch(/keyscan|accept-new|1 of 1/);
      home.file(".ssh/known_hosts", name + known(address));
      expect(await check("", { address })).toContain(REACHED);
      home.file(".ssh/config", "Host web01\n  CheckHostIP no\n  HostKeyAlias farm\n");
      home.file(".ssh/known_hosts", name + known(address, other));
      expect(await check("", { address })).toContain(REACHED);
    });

    it("is looked up under the canonical form of an address, and stored so", async () => {
      home.file(".ssh/known_hosts", `@revoked ${known()}`);
      expect(await check("", { address: "127.1" })).toMatch(/REVOKED|revoke/);
      home.file(".ssh/known_hosts", "");
      const unknown = await check("", { address: "0x7f.1" });
      expect(unknown).toContain(`ssh-keyscan -p ${sshd.port} 127.0.0.1 >> `);
      expect(await check("--accept-new", { address: "127.1" })).toContain(REACHED);
      expect(home.read(".ssh/known_hosts")).toBe(
        known("127.0.0.1", sshd.hostKeys.ed25519.replace(/ \S*$/, "")),
      );
      expect(await check()).toContain(REACHED);
    });

    it("is looked for in the home of the user database, wherever HOME is", async () => {
      const elsewhere = join(home.directory, "elsewhere");
      home.file("elsewhere/.ssh/known_hosts", known());
      home.file(".ssh/known_hosts", known("127.0.0.1", other));
      const refused = await check("", { env: { HOME: elsewhere } });
      expect(refused).toMatch(/another key|has changed/);
      expect(refused).not.toContain(elsewhere);
      home.file(".ssh/known_hosts", known());
      expect(await check("", { env: { HOME: elsewhere } })).toContain(REACHED);
    });
  });
