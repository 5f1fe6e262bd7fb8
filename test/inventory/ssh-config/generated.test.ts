import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { SshConfig } from "../../../src/inventory/ssh-config/client.js";

const SSH = spawnSync("ssh", ["-V"]).status === 0;
if (!SSH && process.env.CI) throw new Error("install the OpenSSH client: ssh_config is compared with it");

const home = mkdtempSync(join(tmpdir(), "wsgi-audit-generated-"));
afterAll(() => rmSync(home, { recursive: true }));
mkdirSync(join(home, "parts"));

const NAMES = ["web1", "web2", "db7", "gate.example.org"];
const USER = "me";

const one = (...words: string[]) => fc.constantFrom(...words);
const quoted = fc
  .tuple(one("web1", "web*", "db?", "db7", "*.org", "!web2", "gate.example.org", "*"), fc.nat(5))
  .map(([word, way]) =>
    way === 0 ? `"${word}"` : way === 1 ? `'${word}'` : way === 2 ? `${word[0]}"${word.slice(1)}"` : word,
  );
const patterns = fc.array(quoted, { minLength: 1, maxLength: 3 }).map((words) => words.join(" "));
const keyword = (name: string) => one(name, name.toLowerCase(), name.toUpperCase(), `"${name}"`);
const between = one(" ", "\t", "  ", " = ", "=");
const head = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(keyword("Host"), one(" ", "\t", " = "), patterns).map((parts) => parts.join("")),
  },
  one(
    "Match all",
    "Match host web1",
    "Match user bob",
    "Match originalhost db7",
    "Match final host 192.0.2.1",
  ),
);
const option = fc.oneof(
  fc.tuple(keyword("User"), between, one("alice", "bob", '"carol"', USER)).map((parts) => parts.join("")),
  fc.tuple(keyword("Port"), between, one("22", "2022", "022")).map((parts) => parts.join("")),
  fc
    .tuple(keyword("HostName"), between, one("192.0.2.1", "%h.internal", "127.1"))
    .map((parts) => parts.join("")),
  one(
    "ProxyJump none",
    "ProxyJump gate",
    "ProxyJump %r@gate-%n:%p",
    "ProxyCommand none",
    "Compression yes",
    "# User eve",
  ),
);
const block = fc
  .tuple(head, fc.array(option, { maxLength: 3 }), one("", "  ", "\t"))
  .map(([first, rest, indent]) => [first, ...rest.map((line) => indent + line)].join("\n"));
const config = fc.record({
  before: fc.array(option, { maxLength: 1 }),
  blocks: fc.array(block, { minLength: 1, maxLength: 4 }),
  included: fc.option(block),
  ending: one("\n", "\r\n"),
});

let files = 0;
function written({
  before,
  blocks,
  included,
  ending,
}: typeof config extends fc.Arbitrary<infer T> ? T : never): string {
  const name = ++files;
  if (included !== null) writeFileSync(join(home, `parts/${name}.conf`), `${included}\n`, { mode: 0o600 });
  const include = included === null ? [] : [`Include ${home}/parts/${name}.*`];
  const text = [...before, ...include, ...blocks].join("\n").replaceAll("\n", ending);
  const file = join(home, `config-${name}`);
  writeFileSync(file, text + ending, { mode: 0o600 });
  return file;
}

function asked(file: string, host: string): { code: number | null; options: Map<string, string> } {
  const { status, stdout } = spawnSync("ssh", ["-F", file, "-G", "--", host], { encoding: "utf8" });
  const lines = stdout.split("\n").map((line) => line.split(/ (.*)/s));
  return { code: status, options: new Map(lines.map(([name = "", value = ""]) => [name, value])) };
}

describe.runIf(SSH)("generated ssh_config", () => {
  const local = spawnSync("id", ["-un"], { encoding: "utf8" }).stdout.trim();

  it("comes out as ssh -G has it, for every host", async () => {
    await fc.assert(
      fc.asyncProperty(config, async (parts) => {
        const file = written(parts);
        const environment = { PATH: process.env.PATH };
        const reader = new SshConfig({ file, home, user: local, uid: 1000, environment });
        for (const host of NAMES) {
          const { code, options } = asked(file, host);
          if (code !== 0) continue;
          const settings = (await reader.of(host)) ?? {};
          const jump = settings.jump?.join(",") || undefined;
          const [user, port] = [options.get("user") ?? "", options.get("port") ?? ""];
          const address = options.get("hostname") ?? "";
          const tokens: Record<string, string> = { r: user, n: host, p: port, h: address };
          expect({
            user: settings.user ?? local,
            port: String(settings.port ?? 22),
            address: settings.address ?? host,
            jump,
          }).toEqual({
            user,
            port,
            address,
            jump: options.get("proxyjump")?.replace(/%(.)/g, (_, token: string) => tokens[token] ?? ""),
          });
        }
      }),
      { numRuns: 25 },
    );
  });

  it("tells a default that is written from one that is not", async () => {
    const of = async (lines: string[], host = "web1") => {
      const file = join(home, `config-${++files}`);
      writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
      const environment = { PATH: process.env.PATH };
      return (await new SshConfig({ file, home, user: local, uid: 1000, environment }).of(host)) ?? {};
    };
    const jumpless = { jump: [] };
    expect(await of(["Host web1", `User ${local}`, "Compression yes"])).toMatchObject({ user: local });
    expect(await of(["Host web1", "Port 22"])).toMatchObject({ port: 22 });
    expect(await of(["Host web1", "ProxyJump none"])).toMatchObject(jumpless);
    expect(await of(["Host web1", "ProxyCommand none"])).toMatchObject(jumpless);
    expect(await of(["Match host web1", "Port 22"])).toMatchObject({ port: 22 });
    for (const block of ["Host web2", "Match host web2", "Match user nobody-else"])
      expect(
        await of([block, `User ${local}`, "Port 22", "ProxyJump none", "Host web1", "User bob"]),
      ).toEqual(expect.not.objectContaining({ port: 22 }));
    const final = ["Match final host 192.0.2.1", "  Port 22", "Host web1", "  HostName 192.0.2.1"];
    expect(await of(final)).toMatchObject({ port: 22, address: "192.0.2.1" });
    expect(await of(["Host web1", "ConnectTimeout 7", "Host *", "User bob"])).not.toHaveProperty("port");
  });
});
