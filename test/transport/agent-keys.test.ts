import { copyFileSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Agent, keygen, makeHostKeys, SSHD, type Sshd, startAgent, startSshd } from "../support/sshd.js";
import { directory, failureOf, freshFile, reach } from "../support/world.js";

const user = userInfo().username;

if (!SSHD && process.env.CI) throw new Error("install openssh: agents are tested with it");

describe.runIf(SSHD)("an agent that holds eight keys", () => {
  let agent: Agent;
  let hostKeys: Sshd["hostKeys"];
  const keys: string[] = [];
  const servers: Sshd[] = [];

  beforeAll(async () => {
    hostKeys = makeHostKeys(directory);
    for (let index = 1; index <= 8; index += 1) keys.push(keygen(directory, `key-${index}`, "-t", "ed25519"));
    agent = await startAgent(directory);
    agent.add(...keys);
  });
  afterAll(() => Promise.all([agent, ...servers].map((each) => each?.stop())));

  /** A server of its own, so that its log is about one login; the key of that number is the right one. */
  const server = async (right: number) => {
    const more = [`AuthorizedKeysFile ${keys[right - 1]}.pub`, "LogLevel VERBOSE"];
    const sshd = await startSshd(directory, hostKeys, more);
    servers.push(sshd);
    return sshd;
  };
  const login = (sshd: Sshd, transport: string, settings: string[] = []) => {
    const known = freshFile(`[127.0.0.1]:${sshd.port} ${sshd.hostKeys.ed25519}\n`);
    const all = ["address: 127.0.0.1", `port: ${sshd.port}`, `transport: ${transport}`, ...settings];
    return reach(
      `defaults: { user: ${user}, known_hosts: ${known} }\nhosts: { web: { ${all.join(", ")} } }`,
      "Host *\n  IdentityFile none\n",
      { env: { SSH_AUTH_SOCK: agent.socket } },
    );
  };
  const offers = (sshd: Sshd) => sshd.log().match(/^Failed publickey/gm)?.length ?? 0;
  const connections = (sshd: Sshd) => sshd.log().match(/^Connection from/gm)?.length ?? 0;

  describe.each(["ssh2", "openssh"])("over %s", (transport) => {
    it.each([6, 8])(
      "logs in with the one of number %i that the inventory names, by its public half",
      async (right) => {
        const sshd = await server(right);
        const half = join(directory, `half-${transport}-${right}`);
        copyFileSync(`${keys[right - 1]}.pub`, `${half}.pub`);
        const { connection } = await login(sshd, transport, [`identity_file: ${half}`]);
        expect(connection.authenticatedBy).toMatch(/^(agent|publickey)$/);
        expect(offers(sshd)).toBe(0);
      },
    );

    it("finds one of the first by itself", async () => {
      const sshd = await server(3);
      await login(sshd, transport);
      expect(connections(sshd)).toBe(1);
    });

    it("says what to do about the eighth, and knocks once", async () => {
      const sshd = await server(8);
      const error = await failureOf(login(sshd, transport));
      expect(error).toMatchObject({
        stage: "auth",
        code: "auth-failed",
        retryable: false,
        hint: "name the right identity_file for web",
      });
      expect(connections(sshd)).toBe(1);
      expect(offers(sshd)).toBeLessThanOrEqual(6);
    });
  });

  it("says how many of them it has offered in process, one less than servers bear", async () => {
    const sshd = await server(6);
    const error = await failureOf(login(sshd, "ssh2"));
    expect(error.message).toContain("5 of the agent's 8 keys were offered");
    expect(offers(sshd)).toBe(5);
  });

  it("is left alone where the inventory says so", async () => {
    const sshd = await server(1);
    const own = keygen(directory, "own", "-t", "ed25519");
    for (const transport of ["ssh2", "openssh"])
      expect(
        await failureOf(login(sshd, transport, ["agent: false", `identity_file: ${own}`])),
      ).toMatchObject({ code: "auth-failed" });
    expect(offers(sshd)).toBe(2);
  });
});

describe.runIf(SSHD)("keys that an agent has for OpenSSH's client only", () => {
  let sshd: Sshd;
  let agent: Agent;
  let key: string;
  let known: string;

  beforeAll(async () => {
    const folder = join(directory, "for-openssh");
    mkdirSync(folder);
    key = keygen(folder, "constrained", "-t", "ed25519");
    const more = [`AuthorizedKeysFile ${key}.pub`];
    sshd = await startSshd(folder, makeHostKeys(folder), more);
    known = freshFile(`[127.0.0.1]:${sshd.port} ${sshd.hostKeys.ed25519}\n`);
    agent = await startAgent(folder);
  });
  afterAll(() => Promise.all([agent, sshd].map((each) => each?.stop())));

  const login = (socket: string, settings: string[] = [], file = "none") =>
    reach(
      `defaults: { user: ${user}, known_hosts: ${known} }\nhosts: { web: { ${["address: 127.0.0.1", `port: ${sshd.port}`, ...settings].join(", ")} } }`,
      `Host *\n  IdentityFile ${file}\n`,
      { env: { SSH_AUTH_SOCK: socket } },
    );

  it("are signed with over it, where they are constrained to destinations", async () => {
    agent.add("-h", "web", "-H", freshFile(`web ${sshd.hostKeys.ed25519}\n`), key);
    expect((await login(agent.socket)).connection).toMatchObject({
      transport: "openssh",
      because: "a key that the agent did not sign with",
    });
  });

  it("are told where that is not wanted", async () => {
    const error = await failureOf(login(agent.socket, ["transport: ssh2"]));
    expect(error).toMatchObject({
      code: "auth-failed",
      message: expect.stringContaining("the agent did not sign"),
    });
  });

  it("are left to it, where they are security keys", async () => {
    const word = (text: string | Buffer) => {
      const bytes = Buffer.from(text);
      return Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
    };
    const blob = [word("sk-ssh-ed25519@openssh.com"), word(Buffer.alloc(32, 1)), word("ssh:")];
    const list = [Buffer.from([12, 0, 0, 0, 1]), word(Buffer.concat(blob)), word("key")];
    const failure = word(Buffer.from([5]));
    const socket = join(directory, "security");
    const holder = createServer((client) =>
      // 11 asks for the list.
      client
        .on("error", () => {})
        .on("data", (data) => client.write(data[4] === 11 ? word(Buffer.concat(list)) : failure)),
    );
    await new Promise<void>((resolve) => holder.listen(socket, resolve));
    try {
      expect((await login(socket, [], key)).connection).toMatchObject({
        transport: "openssh",
        because: "a security key in the agent",
      });
    } finally {
      holder.close();
    }
  });
});
