import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { InventoryError } from "../../../src/base/errors.js";
import { type Given, SshConfig, type SshConfigOptions } from "../../../src/inventory/ssh-config/client.js";

const SSH = spawnSync("ssh", ["-V"]).status === 0;
if (!SSH && process.env.CI) throw new Error("install the OpenSSH client: ssh_config is read with it");

const home = mkdtempSync(join(tmpdir(), "wsgi-audit-ssh-config-"));
afterAll(() => rmSync(home, { recursive: true }));
mkdirSync(join(home, "parts"));

let files = 0;
const config = (...lines: string[]) => {
  files += 1;
  const file = join(home, `config-${files}`);
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  return file;
};
const reader = (file: string, more: Partial<SshConfigOptions> = {}) =>
  new SshConfig({
    file,
    home,
    user: "me",
    uid: 1000,
    environment: { PATH: process.env.PATH, KEYS: "/keys" },
    ...more,
  });
const of = (lines: string[], host: string, given?: Given) => reader(config(...lines)).of(host, given);

describe.runIf(SSH)("ssh_config", () => {
  it("brings what the inventory has keys for", async () => {
    const lines = [
      "Host web*",
      "  HostName %h.internal",
      "  User audit",
      "  Port 2200",
      "  IdentityFile ~/.ssh/%r_%h",
      "  IdentitiesOnly yes",
      "  IdentityAgent none",
      "  ProxyJump me@a:22,b",
      "  HostKeyAlias farm",
      "  UserKnownHostsFile /known/one /known/two",
      "  GlobalKnownHostsFile none",
      "  StrictHostKeyChecking accept-new",
      "  ConnectTimeout 7",
      "  Ciphers aes256-ctr",
    ];
    expect(await of(lines, "web1")).toEqual({
      address: "web1.internal",
      user: "audit",
      port: 2200,
      identityFiles: [join(home, ".ssh/audit_web1.internal")],
      identitiesOnly: true,
      agentSocket: "none",
      jump: ["me@a:22", "b"],
      hostKeyAlias: "farm",
      knownHosts: ["/known/one", "/known/two"],
      newKeysIn: "/known/one",
      hostKeys: "accept-new",
      connectTimeoutMs: 7000,
      algorithms: { cipher: ["aes256-ctr"] },
    });
  });

  it("does not ask ssh for hosts that nothing could be about", async () => {
    const nobody = { program: "/nonexistent/ssh" };
    const file = config("Host *", "  SendEnv LANG", "Host db !db9", "  User x");
    expect(await reader(file, nobody).of("web1")).toBeUndefined();
    expect(await reader(file, nobody).of("db9")).toBeUndefined();
    await expect(reader(file, nobody).of("db")).rejects.toThrow(/no ssh to read it with/);
  });

  it("follows Include, and asks for every host where a Match stands", async () => {
    writeFileSync(join(home, "parts/10.conf"), "Host db\n  User included\n", { mode: 0o600 });
    expect(await of([`Include ${home}/parts/*.conf`], "db")).toMatchObject({ user: "included" });
    expect(await of(["Match host db", "  User matched"], "db")).toMatchObject({ user: "matched" });
    expect(await of(["Match user root", "  Port 2"], "db", { user: "root" })).toMatchObject({ port: 2 });
  });

  it("names what only OpenSSH's own client serves", async () => {
    const needed = async (...lines: string[]) => (await of(["Host h", ...lines], "h"))?.needsOpenssh;
    expect(await needed("CertificateFile ~/c")).toBe("CertificateFile");
    expect(await needed("ProxyCommand nc %h %p")).toBe("ProxyCommand");
    expect(await needed("IdentityFile /k/%C")).toBe("a path with tokens");
    expect(await needed("IdentityFile /k/%%h")).toBeUndefined();
    expect(await needed("User x")).toBeUndefined();
  });

  it("never takes over that host keys are not checked", async () => {
    expect(await of(["Host h", "StrictHostKeyChecking no"], "h")).toEqual({});
  });

  it("says what ssh says of a configuration that it cannot read", async () => {
    const failing = of(["Host h", "  Nonsense yes"], "h");
    await expect(failing).rejects.toBeInstanceOf(InventoryError);
    await expect(of(["Host h", "  Nonsense yes"], "h")).rejects.toThrow(/bad configuration/i);
  });

  it("keeps outcomes until a file changes, in a file of the user's own", async () => {
    const file = config("Host h", "  User first");
    const cacheFile = join(home, "cache/ssh-config.json");
    const first = reader(file, { cacheFile });
    expect(await first.of("h")).toEqual({ user: "first" });
    first.save();
    expect(statSync(cacheFile).mode & 0o777).toBe(0o600);
    writeFileSync(file, "Host h\n  User second, longer\n".replace(", longer", "er"));
    expect(await reader(file, { cacheFile }).of("h")).toEqual({ user: "seconder" });
  });
});
