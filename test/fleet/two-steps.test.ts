import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { TransportError } from "../../src/base/errors.js";
import { describeFleet } from "./describe-fleet.js";
import { logInTo } from "./session.js";

/** By port on the loopback of a host, so that its own sshd is the jump host on the way there. */
const METHODS = {
  2201: "publickey,keyboard-interactive",
  2202: "publickey,password",
  2203: "keyboard-interactive",
} as const;

const PASSWORD = "correct-horse";

/** The distribution's sshd once more for each rule, with PAM and a login that has a password. */
const SET_UP = [
  `echo auditor:${PASSWORD} | chpasswd`,
  ...Object.entries(METHODS).map(
    ([port, methods]) =>
      `/usr/sbin/sshd -o Port=${port} -o ListenAddress=127.0.0.1 -o PidFile=none -o UsePAM=yes ` +
      `-o AuthenticationMethods=${methods} -o PasswordAuthentication=yes -o KbdInteractiveAuthentication=yes`,
  ),
].join(" && ");

describeFleet("logins in two steps, with PAM", (fleet) => {
  let known: string;

  beforeAll(async () => {
    const host = fleet.host("no-httpd");
    const { exitCode, stderr } = await host.exec(SET_UP);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const key = (await host.exec("cat /etc/ssh/ssh_host_ed25519_key.pub")).stdout.trim();
    known = join(fleet.directory, "known_hosts-two-steps");
    const ports = [
      `[${host.host}]:${host.port}`,
      ...Object.keys(METHODS).map((port) => `[127.0.0.1]:${port}`),
    ];
    await writeFile(known, `${ports.join()} ${key}\n`);
  });

  const logIn = async (port: string, settings: Record<string, unknown> = {}, word = PASSWORD) => {
    const { host, port: gate } = fleet.host("no-httpd");
    const inventory = await fleet.writeInventory([], {
      defaults: { agent: false, known_hosts: known },
      hosts: {
        gate: { address: host, port: gate },
        inside: {
          address: "127.0.0.1",
          port: Number(port),
          jump: "gate",
          password: { env: "WORD" },
          ...settings,
        },
      },
    });
    return logInTo(inventory, "inside", { WORD: word });
  };

  it.each(Object.entries(METHODS))("port %s: %s", async (port, methods) => {
    expect(await logIn(port)).toMatchObject({
      via: ["gate"],
      authenticatedBy: methods.split(",").at(-1),
      login: "auditor",
    });
  });

  it("are refused with the wrong word, which is not told", async () => {
    const error = await logIn("2201", {}, "wrong-battery").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ stage: "auth", code: "auth-failed" });
    expect(`${JSON.stringify(error)}${(error as Error).message}`).not.toContain("wrong-battery");
  });

  it("need the key as well as the word", async () => {
    await expect(logIn("2201", { identity_file: "/nonexistent" })).rejects.toMatchObject({
      stage: "auth",
      code: "auth-failed",
      message: expect.stringContaining("publickey"),
    });
  });

  it("are not for a client that asks nothing, which says so", async () => {
    await expect(logIn("2201", { transport: "openssh" })).rejects.toMatchObject({
      stage: "secret",
      code: "secret-unavailable",
    });
  });
});
