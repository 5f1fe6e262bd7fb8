import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";
import { HostKeyGuard } from "../../../src/transport/known-hosts/guard.js";
import { KnownHostsStore } from "../../../src/transport/known-hosts/store.js";
import { createSsh2Transport } from "../../../src/transport/ssh2/ssh2.js";
import { generateKey, HOST_KEY } from "../../support/servers.js";
import {
  directory,
  echo,
  failure,
  file,
  freshFile,
  knownHosts,
  open,
  serve,
  target,
} from "../../support/world.js";

describe("host keys", () => {
  const other = generateKey();

  it.each([
    ["unknown", (port: number) => file(`none-${port}`, ""), "hostkey-unknown", /ssh-keyscan -p/],
    [
      "changed",
      (port: number) => knownHosts(port, other.public),
      "hostkey-changed",
      /ssh-keygen -R '\[127\.0\.0\.1\]:\d+'/,
    ],
    [
      "revoked",
      (port: number) =>
        file(`rev-${port}`, `@revoked * ${HOST_KEY.public}\n[127.0.0.1]:${port} ${HOST_KEY.public}\n`),
      "hostkey-revoked",
      /do not connect/,
    ],
  ])("refuses a key that is %s, before any login", async (_name, known, code, hint) => {
    const server = await serve();
    const error = await failure(target(server.port, { knownHosts: [known(server.port)] }));
    expect(error).toMatchObject({ stage: "hostkey", code, retryable: false });
    expect(error.hint).toMatch(hint);
    expect(error.message).toContain("SHA256:");
    expect(server.attempts).toEqual([]);
  });

  it("stores a new key only after a handshake that proved it", async () => {
    const server = await serve({ exec: echo });
    const store = join(directory, "fresh", "known_hosts");
    await open(target(server.port, { knownHosts: [store], hostKeys: "accept-new" }));
    const words = HOST_KEY.public.trim().split(" ");
    expect(readFileSync(store, "utf8")).toBe(`[127.0.0.1]:${server.port} ${words[0]} ${words[1]}\n`);
    const changed = file(
      "changed",
      readFileSync(store, "utf8").replace(words[1] ?? "", other.public.split(" ")[1] ?? ""),
    );
    expect(
      await failure(target(server.port, { knownHosts: [changed], hostKeys: "accept-new" })),
    ).toMatchObject({ code: "hostkey-changed" });
  });

  it("asks for the type of key that it knows", async () => {
    const rsa = ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 });
    const server = await serve({ hostKeys: [HOST_KEY.private, rsa.private] });
    const session = await open(target(server.port, { knownHosts: [knownHosts(server.port, rsa.public)] }));
    expect(session.connection.hostKey?.type).toBe("ssh-rsa");
  });

  it("says which types are known when the server shows none of them", async () => {
    const rsa = ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 });
    const server = await serve();
    for (const hostKeys of ["strict", "accept-new"] as const) {
      const error = await failure(
        target(server.port, { hostKeys, knownHosts: [knownHosts(server.port, rsa.public)] }),
      );
      expect(error).toMatchObject({ stage: "hostkey", code: "hostkey-unknown" });
      expect(error.message).toMatch(/another type only \(ssh-rsa\).*ssh-ed25519 SHA256/);
    }
  });

  it("does not take an authority for a key, and says that it does not serve certificates", async () => {
    const server = await serve();
    const known = freshFile(`@cert-authority * ${other.public}\n`);
    const error = await failure(target(server.port, { knownHosts: [known], hostKeys: "accept-new" }));
    expect(error).toMatchObject({ stage: "hostkey", code: "hostkey-unknown" });
    expect(error.message).toContain("certificates are served by transport: openssh only");
  });

  it("stores a new key though the fleet's file revokes others", async () => {
    const server = await serve();
    const store = freshFile(`@revoked * ${other.public}`);
    const to = target(server.port, { knownHosts: [store], hostKeys: "accept-new" });
    await open(to);
    await open({ ...to, hostKeys: "strict" });
    expect(readFileSync(store, "utf8").split("\n")).toHaveLength(3);
  });

  it("stores no key of a handshake that was not finished", async () => {
    const store = join(directory, "never", "known_hosts");
    const server = await serve();
    const wrong = freshFile(other.private);
    const to = target(server.port, { knownHosts: [store], hostKeys: "accept-new", identityFiles: [wrong] });
    expect(await failure(to)).toMatchObject({ code: "auth-failed" });
    expect(existsSync(store)).toBe(false);
  });

  it("stores one line for two logins at a time, in a folder for this user only", async () => {
    const server = await serve();
    const store = join(directory, "twice", "known_hosts");
    const transport = createSsh2Transport({ environment: {} });
    const to = target(server.port, { knownHosts: [store], hostKeys: "accept-new" });
    await Promise.all([open(to, { transport }), open(to, { transport })]);
    expect(readFileSync(store, "utf8").trim().split("\n")).toHaveLength(1);
    expect(statSync(store).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, "twice")).mode & 0o777).toBe(0o700);
  });

  it("fails where it cannot read what is known, or store what is new", async () => {
    const server = await serve();
    const unreadable = await failure(target(server.port, { knownHosts: [directory] }));
    expect(unreadable).toMatchObject({ stage: "hostkey", code: "internal" });
    expect(unreadable.message).toContain("EISDIR");
    const below = join(freshFile("a file, no folder"), "known_hosts");
    expect(await failure(target(server.port, { knownHosts: [below], hostKeys: "accept-new" }))).toMatchObject(
      {
        stage: "hostkey",
        code: "internal",
      },
    );
  });
});

describe("HostKeyGuard", () => {
  const wireOf = (key: string) => Buffer.from(key.split(" ")[1] ?? "", "base64");

  it("takes no second key within a connection, however new the first was", () => {
    const to = target(22, { knownHosts: [join(directory, "none")], hostKeys: "accept-new" });
    const guard = new HostKeyGuard(to, new KnownHostsStore());
    const [first, second] = [HOST_KEY, generateKey()].map((pair) => wireOf(pair.public));
    expect(guard.refuses(first ?? Buffer.alloc(0))).toBeUndefined();
    expect(guard.refuses(first ?? Buffer.alloc(0))).toBeUndefined();
    expect(guard.refuses(second ?? Buffer.alloc(0))).toMatchObject({ code: "hostkey-changed" });
  });
});
