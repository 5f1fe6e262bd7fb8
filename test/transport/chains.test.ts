import { userInfo } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMAND } from "../../src/transport/session.js";
import { keygen, makeHostKeys, SSHD, type Sshd, startSshd } from "../support/sshd.js";
import { directory, failureOf, freshFile, reach, run } from "../support/world.js";

const user = userInfo().username;
const HOPS = ["outer", "middle", "inner", "web"] as const;
type Hop = (typeof HOPS)[number];

if (!SSHD && process.env.CI) throw new Error("install openssh: chains of jump hosts are tested with it");

describe.runIf(SSHD)("chains of jump hosts", () => {
  const servers = {} as Record<Hop | "closed", Sshd>;
  const keys = {} as Record<Hop, string>;
  let stranger: string;

  beforeAll(async () => {
    const hostKeys = makeHostKeys(directory);
    stranger = keygen(directory, "stranger", "-t", "ed25519");
    // Each lets in a key of its own only, so that a session proves the settings of every hop.
    for (const hop of HOPS) {
      keys[hop] = keygen(directory, `key-${hop}`, "-t", "ed25519");
      servers[hop] = await startSshd(directory, hostKeys, [`AuthorizedKeysFile ${keys[hop]}.pub`]);
    }
    servers.closed = await startSshd(directory, hostKeys, [
      `AuthorizedKeysFile ${keys.middle}.pub`,
      "AllowTcpForwarding no",
    ]);
  });
  afterAll(() => Promise.all(Object.values(servers).map((sshd) => sshd.stop())));

  const known = ({ port, hostKeys }: Sshd) => freshFile(`[127.0.0.1]:${port} ${hostKeys.ed25519}\n`);
  const line = (name: string, sshd: Sshd, key: string, ...more: string[]) =>
    `  ${name}: { ${["address: 127.0.0.1", `port: ${sshd.port}`, `identity_file: ${key}`, ...more].join(", ")} }`;
  const own = (hop: Hop, ...more: string[]) =>
    line(hop, servers[hop], keys[hop], `known_hosts: ${known(servers[hop])}`, ...more);
  const inventory = (transport: string, ...hosts: string[]) =>
    [`defaults: { user: ${user}, agent: false, transport: ${transport} }`, "hosts:", ...hosts].join("\n");
  const hello = { command: COMMAND, stdin: "{ echo hello; exit 0\n}\n" };
  const toWeb = { host: "web" };

  describe.each(["ssh2", "openssh"] as const)("over %s", (transport) => {
    it("of two, each with its own key and known_hosts", async () => {
      const hosts = [own("outer"), own("inner"), own("web", "jump: [outer, inner]")];
      const session = await reach(inventory(transport, ...hosts), "", toWeb);
      expect(session.connection.via).toEqual(["outer", "inner"]);
      expect(await run(session, hello)).toMatchObject({ stdout: "hello\n", exit: { code: 0 } });
    });

    it("of three, whose ways stand with each", async () => {
      const hosts = [
        own("outer"),
        own("middle", "jump: outer"),
        own("inner", "jump: middle"),
        own("web", "jump: inner"),
      ];
      const session = await reach(inventory(transport, ...hosts), "", toWeb);
      expect(session.connection.via).toEqual(["outer", "middle", "inner"]);
      expect(await run(session, hello)).toMatchObject({ stdout: "hello\n" });
    });

    const through = (...middle: string[]) => [
      own("outer"),
      ...middle,
      own("inner"),
      own("web", "jump: [outer, middle, inner]"),
    ];
    const failing = (...middle: string[]) =>
      failureOf(reach(inventory(transport, ...through(...middle)), "", toWeb));

    it("say that the middle one refuses the login", async () => {
      const middle = line("middle", servers.middle, stranger, `known_hosts: ${known(servers.middle)}`);
      expect(await failing(middle)).toMatchObject({
        stage: "jump",
        code: "auth-failed",
        message: expect.stringMatching(/^jump host middle: /),
      });
    });

    it("say that the middle one is not known", async () => {
      const middle = line("middle", servers.middle, keys.middle, `known_hosts: ${freshFile("")}`);
      expect(await failing(middle)).toMatchObject({
        stage: "jump",
        code: "hostkey-unknown",
        message: expect.stringMatching(/^jump host middle: .*SHA256:/),
      });
    });

    it("say that the middle one cannot be reached, and from where", async () => {
      const middle = own("middle").replace(/port: \d+/, "port: 1");
      expect(await failing(middle)).toMatchObject({
        stage: "jump",
        code: "refused",
        message: expect.stringMatching(/^jump host middle: 127\.0\.0\.1 port 1 .* from jump host outer/),
      });
    });

    it("say that the middle one does not answer", async () => {
      process.kill(servers.middle.pid, "SIGSTOP");
      try {
        // Over ssh the time of a hop includes that of the way to it.
        const hosts = [
          own("outer", "connect_timeout: 20s"),
          own("middle", "connect_timeout: 5s"),
          own("web", "jump: [outer, middle]"),
        ];
        const error = await failureOf(reach(inventory(transport, ...hosts), "", toWeb));
        expect(error).toMatchObject({
          stage: "jump",
          code: "timeout",
          message: expect.stringMatching(/^jump host middle: /),
        });
      } finally {
        process.kill(servers.middle.pid, "SIGCONT");
      }
    });

    it("say that the middle one does not forward", async () => {
      const middle = line("middle", servers.closed, keys.middle, `known_hosts: ${known(servers.closed)}`);
      expect(await failing(middle)).toMatchObject({
        stage: "jump",
        code: "forward-denied",
        message: expect.stringContaining("jump host middle forwards no connection"),
        hint: expect.stringContaining("AllowTcpForwarding"),
      });
    });

    it("say that the host behind them cannot be reached, which is no fault of theirs", async () => {
      const hosts = [
        own("outer"),
        own("inner"),
        own("web", "jump: [outer, inner]").replace(/port: \d+/, "port: 1"),
      ];
      const error = await failureOf(reach(inventory(transport, ...hosts), "", toWeb));
      expect(error).toMatchObject({ stage: "dial", code: "refused", retryable: false });
      expect(error.message).toContain("127.0.0.1 port 1 cannot be reached from jump host inner");
    });

    it.each(["-J outer,inner", "-o ProxyJump=outer,inner"])("come from ssh_args: %s", async (words) => {
      const hosts = [own("outer"), own("inner"), own("web", `ssh_args: "${words}"`)];
      const session = await reach(inventory(transport, ...hosts), "", toWeb);
      expect(session.connection.via).toEqual(["outer", "inner"]);
    });

    it("come from ProxyJump, with what ssh_config says of each hop", async () => {
      const about = (hop: Hop, ...more: string[]) => [
        `Host ${hop}`,
        "  HostName 127.0.0.1",
        `  Port ${servers[hop].port}`,
        `  IdentityFile ${keys[hop]}`,
        "  IdentitiesOnly yes",
        `  UserKnownHostsFile ${known(servers[hop])}`,
        ...more,
      ];
      const config = [...about("outer"), ...about("inner"), ...about("web", "  ProxyJump outer,inner")].join(
        "\n",
      );
      const session = await reach(inventory(transport, "  web:"), `${config}\n`, toWeb);
      expect(session.connection.via).toEqual(["outer", "inner"]);
      expect(await run(session, hello)).toMatchObject({ stdout: "hello\n" });
    });
  });

  it("are dialled by the system's ssh as a whole where one of them needs it", async () => {
    const middle = await startSshd(directory, servers.middle.hostKeys, [
      `AuthorizedKeysFile ${keys.middle}.pub`,
      "KexAlgorithms diffie-hellman-group-exchange-sha256",
    ]);
    try {
      const hop = line("middle", middle, keys.middle, `known_hosts: ${known(middle)}`);
      const hosts = [own("outer"), hop, own("web", "jump: [outer, middle]")];
      const { connection } = await reach(inventory("auto", ...hosts), "", toWeb);
      expect(connection).toMatchObject({
        transport: "openssh",
        because: "group-exchange",
        via: ["outer", "middle"],
      });
    } finally {
      await middle.stop();
    }
  });
});
