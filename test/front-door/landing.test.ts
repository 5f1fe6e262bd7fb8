import { mkdirSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Reach } from "../../src/facts/reachability.js";
import { fingerprint } from "../../src/transport/known-hosts/host-key.js";
import { keygen, makeHostKeys, publicOf, SSHD, type Sshd, startSshd } from "../support/sshd.js";
import { describeHome, type UserHome, userHome } from "../support/user-home.js";

if (!SSHD && process.env.CI) throw new Error("install openssh: where ssh lands is seen with it");

const NAMES = ["web1", "web2", "db7", "gate.example.org"];
const SERVERS = ["one", "two", "three"] as const;
const CONFIGURATIONS = 10;
const NOWHERE = "nowhere";

/** What stands for a port or a user that is known when the servers are up. */
const fill = (text: string, values: Record<string, string | number>) =>
  text.replaceAll(/<(\w+)>/g, (_, name: string) => `${values[name]}`);

const one = (...words: string[]) => fc.constantFrom(...words);
const pattern = one("web1", "web*", '"web2"', "db?", "*.org", "!web2 *", "web1 db7", "*", "WEB1");
const head = fc.oneof(
  { weight: 4, arbitrary: pattern.map((words) => `Host ${words}`) },
  one("Match all", "Match host web1", "Match originalhost db7", "Match user <user>", "Match exec true"),
  one("Match final host 127.0.0.1", 'Match exec "test %n = web2"', "Match !host web1 all"),
);
/** What leads somewhere, and more seldom what leads nowhere. */
const option = fc.oneof(
  { weight: 6, arbitrary: one("Port <one>", "Port <two>", "port=<three>", 'Port "<two>"', "PORT\t<three>") },
  {
    weight: 4,
    arbitrary: one("HostName 127.0.0.1", "HostName %h", "HostName localhost", "hostname = 127.1"),
  },
  { weight: 3, arbitrary: one("User <user>", "ProxyJump none", "HostKeyAlias farm", "CheckHostIP yes") },
  { weight: 2, arbitrary: one("ProxyJump hop", "ProxyJump <user>@hop", "ProxyCommand ssh -W %h:%p hop") },
  one(
    "UserKnownHostsFile ~/.ssh/known_hosts",
    "UserKnownHostsFile %d/.ssh/other_hosts",
    "HashKnownHosts yes",
  ),
  one("IdentityFile ~/.ssh/id_ed25519", "IdentityFile %d/.ssh/other", "IdentitiesOnly yes"),
  one(
    "Compression yes",
    "RequestTTY force",
    "SessionType none",
    "StdinNull yes",
    "ForkAfterAuthentication yes",
  ),
  one("Port <closed>", "User no-such-user", "HostKeyAlias stranger"),
);
const block = fc
  .tuple(head, fc.array(option, { minLength: 1, maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest.map((line) => `  ${line}`)].join("\n"));
const configuration = fc.record({
  // A file that includes itself would be read a million times.
  included: fc.option(
    one("Include ~/.ssh/parts/*", "Include parts/second", "Host web1 db7\n  Include parts/first"),
  ),
  blocks: fc.array(block, { minLength: 1, maxLength: 4 }),
  parts: fc.tuple(block, block),
});

type Configuration = typeof configuration extends fc.Arbitrary<infer T> ? T : never;

if (SSHD)
  describeHome("where ssh lands", () => {
    let home: UserHome;
    const servers = new Map<string, Sshd>();
    const keys = new Map<string, string>();

    beforeAll(async () => {
      home = await userHome({
        agent: false,
        hosts: `127.0.0.1 ${NAMES.join(" ")}\n`,
        inventory: `hosts: { ${NAMES.map((name) => `${name}: {}`).join(", ")} }\n`,
      });
      for (const name of SERVERS) {
        const folder = join(home.directory, name);
        mkdirSync(folder);
        home.file(`${name}/authorized_keys`, `${home.publicKey}\n`);
        const sshd = await startSshd(folder, makeHostKeys(folder), [`SetEnv HOME=${folder} WHERE=${name}`]);
        servers.set(name, sshd);
        for (const key of Object.values(sshd.hostKeys))
          keys.set(fingerprint(Buffer.from(key.split(" ")[1] ?? "", "base64")), name);
      }
      keygen(join(home.directory, ".ssh"), "other", "-t", "ed25519");
      const [first, second, third] = SERVERS.map((name) => servers.get(name) as Sshd);
      if (!first || !second || !third) throw new Error("no servers");
      const known = [
        `[*]:${first.port} ${first.hostKeys.ed25519}`,
        `[127.0.0.1]:${second.port},[localhost]:${second.port} ${second.hostKeys.rsa}`,
        `[*]:${third.port} ${third.hostKeys.ed25519}`,
        `farm,[farm]:${second.port} ${second.hostKeys.ed25519}`,
      ];
      home.file(".ssh/known_hosts", `${known.join("\n")}\n`);
      home.file(
        ".ssh/other_hosts",
        `[*]:${second.port} ${publicOf(join(home.directory, "one/host-ed25519"))}\n`,
      );
    });
    afterAll(async () => {
      for (const server of servers.values()) await server.stop();
      await home?.close();
    });

    function write({ included, blocks, parts }: Configuration): string {
      const ports = Object.fromEntries(Array.from(servers, ([name, { port }]) => [name, port]));
      const values = { ...ports, closed: 1, user: userInfo().username };
      // The hop is reached by itself, whatever else is said: ssh would go on calling itself.
      const hop = "Host hop\n  HostName 127.0.0.1\n  Port <three>\n  ProxyCommand none\n  User <user>";
      const last = "Host *\n  Port <one>";
      const text = fill([hop, included ?? "", ...blocks, last].join("\n"), values);
      home.file(".ssh/parts/first", `${fill(parts[0] ?? "", values)}\n`);
      home.file(".ssh/parts/second", `${fill(parts[1] ?? "", values)}\n`);
      home.file(".ssh/config", `${text}\n`);
      return text;
    }

    /** The name of the server that each host leads ssh to, by what it says of itself. */
    async function bySsh(): Promise<Record<string, string>> {
      const options =
        "-n -o BatchMode=yes -o ForkAfterAuthentication=no -o SessionType=default -o RequestTTY=no -o LogLevel=ERROR";
      const lines = NAMES.map((name) => `ssh ${options} ${name} 'echo $WHERE' || echo ${NOWHERE}`);
      const { stdout } = await home.run(lines.join("; "));
      const landed = stdout.trim().split("\n");
      return Object.fromEntries(NAMES.map((name, index) => [name, landed[index] ?? ""]));
    }

    async function byAudit(): Promise<Record<string, string>> {
      const { stdout, stderr } = await home.run("wsgi-audit hosts --check -f json");
      if (stdout === "") return Object.fromEntries(NAMES.map((name) => [name, stderr]));
      const found = (JSON.parse(stdout) as Reach[]).map(({ host, status, hostKey }) => [
        host,
        status === "ok" ? keys.get(hostKey?.split(" ")[1] ?? "") : NOWHERE,
      ]);
      return Object.fromEntries(found);
    }

    it("the audit lands, and where it is refused, so is the audit: generated ssh_config files", async () => {
      const landings = new Set<string>();
      await fc.assert(
        fc.asyncProperty(configuration, async (parts) => {
          const text = write(parts);
          const [ssh, audit] = [await bySsh(), await byAudit()];
          expect({ text, landed: audit }).toEqual({ text, landed: ssh });
          for (const name of Object.values(ssh)) landings.add(name);
        }),
        { numRuns: CONFIGURATIONS },
      );
      // Otherwise nothing was compared.
      expect(landings.size).toBeGreaterThan(1);
    });
  });
