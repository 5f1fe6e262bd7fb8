import { copyFileSync } from "node:fs";
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
