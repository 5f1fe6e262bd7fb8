import { afterAll, beforeAll, expect, it } from "vitest";
import { addLogin } from "./add-login.js";
import { type AuditOptions, auditFleet, hostOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import type { HostName } from "./hosts.js";

/** sudo of three generations, and sudo-rs. */
const NAMES = ["bullseye", "bookworm", "trixie", "sudo-rs"] as const satisfies readonly HostName[];
const LOGIN = "keyholder";
const RIGHT = "canary-c0rrect h0rse";

/** PAM counts what is begun by a line each, and failures as on a hardened host; what is there meanwhile is kept. */
const COUNT = `set -e
printf '%s\\n' '#!/bin/sh' 'echo "$PAM_USER" >>/var/tmp/begun' >/usr/local/sbin/begun
printf '%s\\n' '#!/bin/sh' 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ >>/var/tmp/seen 2>/dev/null' >/usr/local/sbin/seen
chmod 755 /usr/local/sbin/begun /usr/local/sbin/seen
cp /etc/pam.d/sudo /var/tmp/pam-of-sudo
printf '%s\\n' 'auth optional pam_exec.so quiet /usr/local/sbin/begun' \\
  'auth required pam_faillock.so preauth deny=9' \\
  'auth sufficient pam_unix.so' \\
  'auth required pam_faillock.so authfail deny=9' \\
  'auth required pam_deny.so' \\
  'account optional pam_exec.so quiet /usr/local/sbin/seen' \\
  'account required pam_unix.so' \\
  'session required pam_permit.so' >/etc/pam.d/sudo`;

describeFleet("a password for sudo", (fleet) => {
  beforeAll(async () => {
    for (const name of NAMES) {
      await addLogin(fleet.host(name), LOGIN, RIGHT, `${LOGIN} ALL=(root) ALL`);
      const { exitCode, stderr } = await fleet.host(name).exec(COUNT);
      expect({ name, exitCode, stderr }).toMatchObject({ exitCode: 0 });
    }
  }, 240_000);

  afterAll(async () => {
    for (const name of NAMES) await fleet.host(name).exec("cat /var/tmp/pam-of-sudo >/etc/pam.d/sudo");
  });

  /** What the hosts have counted since they were asked last. */
  const counted = async (name: HostName) => {
    const { exec } = fleet.host(name);
    const begun = (await exec("cat /var/tmp/begun 2>/dev/null; rm -f /var/tmp/begun")).stdout;
    const failed = (await exec(`faillock --user ${LOGIN}; faillock --user ${LOGIN} --reset`)).stdout;
    return { begun: begun.split(LOGIN).length - 1, failed: failed.match(/ V$/gm)?.length ?? 0 };
  };

  const audit = (names: readonly HostName[], sudoPassword: string, options: AuditOptions = {}) =>
    auditFleet(fleet, names, LOGIN, { become: "always", sudoPassword, ...options });

  it.each(NAMES.flatMap((name) => (["ssh2", "openssh"] as const).map((way) => [name, way] as const)))(
    "that is wrong is a failure once, and the second beginning is not answered: %s, over %s",
    async (name, transport) => {
      const host = hostOf(await audit([name], "guessed", { transport }), name);
      expect(host).toMatchObject({ status: "failed", error: { code: "password-refused" } });
      expect(host.error?.message).toMatch(
        /^sudo did not take the password of keyholder, given once: it is wrong/,
      );
      expect(`${host.error?.message}${host.error?.hint}`).not.toMatch(/sudoers|NOPASSWD/);
      expect(await counted(name)).toEqual({ begun: 2, failed: 1 });
    },
    240_000,
  );

  it.each(NAMES)(
    "that is right opens it at once, and no argument and no environment shows it: %s",
    async (name) => {
      const host = hostOf(await audit([name], RIGHT), name);
      expect(host).toMatchObject({ status: "ok", facts: { "host.user": "root" } });
      expect(await counted(name)).toEqual({ begun: 1, failed: 0 });
      const seen = (await fleet.host(name).exec("cat /var/tmp/seen; rm -f /var/tmp/seen")).stdout;
      expect(seen).toContain("sudo");
      expect(seen).not.toContain("canary-");
    },
    240_000,
  );

  it("that one host has refused is given to no other", async () => {
    const { hosts } = await audit(NAMES, "guessed");
    const refused = hosts.filter(({ error }) => error?.code === "password-refused");
    expect(refused).toHaveLength(1);
    for (const { name, error } of hosts) {
      if (name === refused[0]?.name) expect(await counted(name as HostName)).toEqual({ begun: 2, failed: 1 });
      else {
        expect(error).toMatchObject({ code: "password-held-back" });
        expect(error?.message).toContain(`${refused[0]?.name} has refused the same one`);
        expect(await counted(name as HostName)).toEqual({ begun: 1, failed: 0 });
      }
    }
  }, 240_000);
});
