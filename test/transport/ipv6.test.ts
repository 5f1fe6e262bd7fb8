import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TransportError } from "../../src/base/errors.js";
import { authorizedKey, makeHostKeys, SSHD, type Sshd, startSshd } from "../support/sshd.js";
import { directory, failureOf, freshFile, loaded, reach } from "../support/world.js";

const user = userInfo().username;

async function hasIpv6(): Promise<boolean> {
  const server = createServer().listen(0, "::1");
  try {
    await once(server, "listening");
    server.close();
    return true;
  } catch {
    return false;
  }
}

const IPV6 = SSHD !== undefined && (await hasIpv6());
if (!IPV6 && process.env.CI)
  throw new Error("IPv6 on loopback and an sshd are needed: ::1 is tested with them");
if (!IPV6) process.stderr.write("\n*** There is no ::1 or no sshd here: IPv6 was NOT tested. ***\n\n");

describe.runIf(IPV6)("IPv6", () => {
  let sshd: Sshd;
  let key: string;

  beforeAll(async () => {
    key = authorizedKey(directory, "user");
    sshd = await startSshd(directory, makeHostKeys(directory), ["ListenAddress ::1"]);
  });
  afterAll(() => sshd?.stop());

  const inventory = (transport: string, known: string, web: string) =>
    [
      `defaults: { user: ${user}, identity_file: ${key}, agent: false, transport: ${transport}, known_hosts: ${known} }`,
      `hosts: { web: { port: ${sshd.port}, ${web} } }`,
    ].join("\n");
  const knownBy = (...names: string[]) =>
    freshFile(names.map((name) => `[${name}]:${sshd.port} ${sshd.hostKeys.ed25519}\n`).join(""));

  describe.each(["ssh2", "openssh"] as const)("over %s", (transport) => {
    it.each(["'::1'", "'[::1]'"])("as the address %s, known as [::1]:port", async (address) => {
      const { connection } = await reach(inventory(transport, knownBy("::1"), `address: ${address}`));
      expect(connection.hostKey?.type).toBe("ssh-ed25519");
    });

    /** Only link-local addresses have one; that the resolver is asked for it as it is shows that nothing expands it. */
    it("with a zone, which ssh would read as a token", async () => {
      const opening = reach(inventory(transport, knownBy("::1%lo"), "address: '::1%lo'"));
      const outcome = await opening.then(
        ({ connection }) => connection.authenticatedBy,
        ({ code, message }: TransportError) => `${code}: ${message}`,
      );
      expect(outcome).toMatch(/^publickey$|^dns: .*::1%lo/);
    });

    it("as HostName of ssh_config", async () => {
      const config = "Host web\n  HostName ::1\n";
      const hosts = inventory(transport, knownBy("::1"), "agent: false");
      expect((await reach(hosts, config)).connection.authenticatedBy).toBe("publickey");
      expect((await loaded(hosts, config)).hosts[0]?.identity.address).toBe(`${user}@[::1]:${sshd.port}`);
    });

    it("is no other host than that", async () => {
      const error = await failureOf(reach(inventory(transport, knownBy("127.0.0.1"), "address: '::1'")));
      expect(error).toMatchObject({ stage: "hostkey", code: "hostkey-unknown" });
    });

    it("as a jump host, and behind one", async () => {
      const known = knownBy("::1", "127.0.0.1");
      const jump = (hop: string) => `jump: "${user}@${hop}:${sshd.port}"`;
      for (const [hop, address] of [
        ["[::1]", "127.0.0.1"],
        ["127.0.0.1", "::1"],
      ] as const) {
        const { connection } = await reach(
          inventory(transport, known, `address: '${address}', ${jump(hop)}`),
        );
        expect(connection.via).toEqual([`${user}@${hop}:${sshd.port}`]);
      }
    });

    it("as ProxyJump of ssh_config", async () => {
      const config = `Host web\n  HostName 127.0.0.1\n  ProxyJump ${user}@[::1]:${sshd.port}\n`;
      const hosts = inventory(transport, knownBy("::1", "127.0.0.1"), "agent: false");
      const { connection } = await reach(hosts, config);
      expect(connection.via).toEqual([`${user}@[::1]:${sshd.port}`]);
    });

    it("stored where new hosts are welcome", async () => {
      const known = join(directory, `fresh-${transport}`);
      await reach(inventory(transport, known, "address: '::1', host_keys: accept-new"));
      expect(readFileSync(known, "utf8")).toMatch(new RegExp(`^\\[::1\\]:${sshd.port} ssh-ed25519 \\S+\n$`));
    });
  });
});
