import { afterAll, beforeAll, expect, it } from "vitest";
import { generateKey } from "../../src/demo/server.js";
import { type RecordedHost, recordings, startRecordedHost } from "../support/recorded-host.js";
import { sshServer, type TestServer } from "../support/servers.js";
import { describeHome, type UserHome, userHome } from "../support/user-home.js";

describeHome("-v", () => {
  let home: UserHome;
  let host: RecordedHost;
  let talker: TestServer;

  beforeAll(async () => {
    home = await userHome({ agent: false });
    const recording = (await recordings()).get("bookworm");
    if (!recording) throw new Error("no recording");
    host = await startRecordedHost(recording, home.publicKey);
    const key = generateKey();
    // A command that never answers, and prints what would move a cursor.
    talker = await sshServer({
      hostKeys: [key.private],
      userKey: home.publicKey,
      methods: ["publickey"],
      exec: (channel) => {
        channel.write(`\n@${"0".repeat(32)} begin \x1b[2J\n`.repeat(5000));
        channel.exit(0);
        channel.end();
      },
    });
    home.file(".ssh/known_hosts", `${host.known}[127.0.0.1]:${talker.port} ${key.public.trim()}\n`);
  });
  afterAll(async () => {
    host?.close();
    talker?.close();
    await home?.close();
  });

  const place = () => `127.0.0.1:${host.port}`;

  it.each(["ssh2", "openssh"])("shows each step, over %s, on standard error alone", async (transport) => {
    const line = `wsgi-audit check audit@${place()} --fail-on none --set transport=${transport}`;
    const quiet = await home.run(line);
    const { code, stdout, stderr } = await home.run(`${line} -v`);
    expect(quiet).toMatchObject({ code: 0, stderr: "" });
    expect(code).toBe(0);
    const lasting = (text: string) => text.replace(/, \d{4}-\S+|took +\S+ s/g, "");
    expect(lasting(stdout)).toBe(lasting(quiet.stdout));
    const lines = stderr.trimEnd().split("\n");
    for (const each of lines) expect(each).toMatch(/^127\.0\.0\.1 \d+\.\d\d \S/);
    for (const step of [
      `dials audit@${place()}, transport ${transport}`,
      "host keys (strict): ",
      `keys: ${home.directory}/.ssh/id_ed25519`,
      `is in by ${transport}; `,
      "let in by publickey",
      "runs: ",
      "> the script, ",
      "< begin host 0",
      "< fin",
      "the command has ended: code 0; ",
    ])
      expect(stderr).toContain(step);
    // What both sides say until the login is done, in the words of the client.
    expect(stderr).toMatch(transport === "ssh2" ? /Received USERAUTH_SUCCESS/ : /debug1: Authentication/);
    expect(lines.length).toBeLessThan(400);
  });

  it("shows why nobody is let in, and tries that follow", async () => {
    const refused = await home.run(`wsgi-audit hosts --check -v -i 127.0.0.1:1,`);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toMatch(/^127\.0\.0\.1 \S+ failed in phase dial \(refused\): /m);
    const unknown = await home.run(
      `wsgi-audit collect --verbose -o x.jsonl -i ${place()}, --set known_hosts=/dev/null`,
    );
    expect(unknown.code).toBe(4);
    expect(unknown.stderr).toMatch(/^127\.0\.0\.1 \S+ failed in phase hostkey \(hostkey-unknown\): /m);
  });

  it("repeats no host without end, and nothing that a terminal would take for its own", async () => {
    const { stderr } = await home.run(`wsgi-audit run -v -i 127.0.0.1:${talker.port},`);
    expect(stderr).toContain("… and more, which is not shown");
    expect(stderr.split("\n").length).toBeLessThan(2200);
    expect(stderr).not.toContain("\x1b");
  });

  it("shows nothing of what it is not asked for", async () => {
    expect(await home.run(`wsgi-audit hosts -v -i ${place()},`)).toMatchObject({ code: 0, stderr: "" });
  });
});
