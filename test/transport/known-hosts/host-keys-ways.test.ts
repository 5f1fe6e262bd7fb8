import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  authorizedKey,
  keygen,
  makeHostKeys,
  publicOf,
  SSHD,
  type Sshd,
  startSshd,
} from "../../support/sshd.js";
import { directory, failureOf, freshFile, reach } from "../../support/world.js";

const user = userInfo().username;

if (!SSHD && process.env.CI) throw new Error("install openssh: host keys are tested with it");

let hostKeys: Sshd["hostKeys"] | undefined;

describe.runIf(SSHD).each(["ssh2", "openssh"] as const)("host keys over %s", (transport) => {
  let sshd: Sshd;
  let key: string;
  let other: string;

  beforeAll(async () => {
    key = authorizedKey(directory, `user-${transport}`);
    other = publicOf(keygen(directory, `other-${transport}`, "-t", "ed25519"));
    hostKeys ??= makeHostKeys(directory);
    sshd = await startSshd(directory, hostKeys);
  });
  afterAll(() => sshd?.stop());

  const name = () => `[127.0.0.1]:${sshd.port}`;
  const to = (known: string, options: { settings?: string[]; config?: string; port?: number } = {}) =>
    reach(
      [
        `defaults: { user: ${user}, identity_file: ${key}, agent: false, transport: ${transport} }`,
        `hosts: { web: { ${["address: 127.0.0.1", `port: ${options.port ?? sshd.port}`, `known_hosts: ${known}`, ...(options.settings ?? [])].join(", ")} } }`,
      ].join("\n"),
      options.config,
    );
  const refused = (text: string, settings: string[] = []) => failureOf(to(freshFile(text), { settings }));

  it("that are unknown", async () => {
    const error = await refused("");
    expect(error).toMatchObject({ stage: "hostkey", code: "hostkey-unknown", retryable: false });
    expect(error.hint).toMatch(/ssh-keyscan -p \d+ 127\.0\.0\.1 >> .*--accept-new/);
  });

  it("that have changed, new hosts welcome or not", async () => {
    for (const settings of [[], ["host_keys: accept-new"]]) {
      const error = await refused(`${name()} ${other}\n`, settings);
      expect(error).toMatchObject({ stage: "hostkey", code: "hostkey-changed", retryable: false });
      expect(error.message).toMatch(/shows ssh-ed25519 SHA256:/);
      expect(error.hint).toContain(`ssh-keygen -R '${name()}'`);
    }
  });

  it("that are revoked, though another line knows them", async () => {
    const known = `@revoked * ${sshd.hostKeys.ed25519}\n${name()} ${sshd.hostKeys.ed25519}\n`;
    for (const settings of [[], ["host_keys: accept-new"]]) {
      const error = await refused(known, settings);
      expect(error).toMatchObject({ stage: "hostkey", code: "hostkey-revoked" });
      expect(error.hint).toContain("do not connect");
    }
  });

  it("of which another type is known, new hosts welcome or not", async () => {
    const bare = await startSshd(directory, { ed25519: sshd.hostKeys.ed25519 } as Sshd["hostKeys"]);
    try {
      for (const settings of [[], ["host_keys: accept-new"]]) {
        const known = freshFile(`[127.0.0.1]:${bare.port} ${sshd.hostKeys.rsa}\n`);
        const before = readFileSync(known, "utf8");
        expect(await failureOf(to(known, { settings, port: bare.port }))).toMatchObject({
          stage: "hostkey",
          code: "hostkey-unknown",
        });
        expect(readFileSync(known, "utf8")).toBe(before);
      }
    } finally {
      await bare.stop();
    }
  });

  it("of which the type is asked for that is known", async () => {
    const { connection } = await to(freshFile(`${name()} ${sshd.hostKeys.rsa}\n`));
    expect(connection.hostKey?.type).toBe("ssh-rsa");
  });

  it("that are new are stored where they are welcome, and known from then on", async () => {
    const known = join(directory, `fresh-${transport}`);
    await to(known, { settings: ["host_keys: accept-new"] });
    const [type, blob] = sshd.hostKeys.ed25519.split(" ");
    expect(readFileSync(known, "utf8")).toBe(`${name()} ${type} ${blob}\n`);
    await to(known);
  });

  it("known by the alias that ssh_config gives", async () => {
    const known = freshFile(`farm ${sshd.hostKeys.ed25519}\n${name()} ${other}\n`);
    const config = "Host web\n  HostKeyAlias farm\n";
    const { connection } = await to(known, { config });
    expect(connection.hostKey?.type).toBe("ssh-ed25519");
    expect(await failureOf(to(freshFile(`farm ${other}\n`), { config }))).toMatchObject({
      code: "hostkey-changed",
    });
  });

  it("are checked however ssh_config would have it", async () => {
    const config = "Host *\n  StrictHostKeyChecking no\n";
    expect(await failureOf(to(freshFile(""), { config }))).toMatchObject({ code: "hostkey-unknown" });
    const changed = freshFile(`${name()} ${other}\n`);
    expect(await failureOf(to(changed, { config }))).toMatchObject({ code: "hostkey-changed" });
  });
});
