import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StartedTestContainer } from "testcontainers";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Reach } from "../../src/facts/reachability.js";
import type { Audit } from "../../src/model/audit.js";
import { printedOf } from "../faults/program.js";
import { describeFleet } from "./describe-fleet.js";
import { makeKey, reach, startHost } from "./start-fleet.js";

describeFleet("doas instead of sudo", () => {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-doas-"));
  let container: StartedTestContainer;
  let place: Awaited<ReturnType<typeof reach>>;

  beforeAll(async () => {
    const key = await makeKey(directory);
    container = await startHost({ name: "doas", image: "roots", scenario: "doas" }, key);
    place = await reach(container, directory);
  }, 240_000);

  afterAll(async () => {
    await container?.stop({ timeout: 0 });
    rmSync(directory, { recursive: true, force: true });
  });

  /** What the program prints about that host for a login, as from the command line. */
  const printed = <T>(words: readonly string[], user: string, more: Record<string, unknown> = {}) => {
    const settings = { ...place.settings, user, ...more };
    return printedOf<T>(words, { ...place, name: "doas", settings }, { SECRET_OF_DOAS: "x" });
  };
  const checked = async (user: string) => (await printed<Reach[]>(["hosts", "--check"], user))[0];
  const audited = async (user: string, more: Record<string, unknown>) =>
    (await printed<Audit>(["run"], user, more)).hosts[0];

  it.each([
    ["allowed", ["doas: yes"]],
    ["asked", ["doas: password"]],
    ["unknown", ["doas: no"]],
    ["root", ["not needed"]],
  ] as const)("hosts --check says which there is, and what it answers: %s", async (user, waysToRoot) => {
    expect(await checked(user)).toMatchObject({ status: "ok", login: user, sudo: null, waysToRoot });
  });

  it.each(
    (["ssh2", "openssh"] as const).flatMap((transport) =>
      [{}, { become_method: "doas" }, { become_password: { env: "SECRET_OF_DOAS" } }].map(
        (more) => ({ transport, ...more }) as const,
      ),
    ),
  )("the rule of docs/privileges.md makes root, and no more is needed: %j", async (more) => {
    expect(await audited("allowed", { become: "always", ...more })).toMatchObject({
      status: "ok",
      facts: { "host.user": "root" },
    });
    expect(await audited("allowed", { become: "auto", ...more })).toMatchObject({ status: "ok" });
  });

  it.each([
    ["asked", "Authentication required"],
    ["unknown", "Operation not permitted"],
  ] as const)(
    "a login that it does not let is told the rule of doas, never one of sudo: %s",
    async (user, words) => {
      const host = await audited(user, { become: "always" });
      expect(host).toMatchObject({
        status: "failed",
        error: {
          code: "become-refused",
          message: `doas does not let ${user} run the script as root: doas: ${words}`,
          hint: `in doas.conf: permit nopass ${user} as root cmd /bin/sh args -s; or become: never`,
        },
      });
    },
  );

  it("sudo is not taken for doas where the inventory asks for sudo", async () => {
    const host = await audited("allowed", { become: "always", become_method: "sudo" });
    expect(host?.error).toMatchObject({
      message: "nothing makes allowed root: there is no sudo, no sudo-rs that can be used",
    });
    expect(host?.error?.hint).not.toMatch(/sudoers|NOPASSWD/);
  });

  it("none is not the same as not needed", async () => {
    await container.exec(["mv", "/usr/bin/doas", "/usr/bin/doas.away"]);
    try {
      expect(await checked("allowed")).toMatchObject({ sudo: null, waysToRoot: ["none"] });
      expect(await checked("root")).toMatchObject({ sudo: null, waysToRoot: ["not needed"] });
      expect((await audited("allowed", { become: "always" }))?.error?.message).toBe(
        "nothing makes allowed root: there is no sudo, no sudo-rs, no doas that can be used",
      );
    } finally {
      await container.exec(["mv", "/usr/bin/doas.away", "/usr/bin/doas"]);
    }
  });

  it("sudo-rs under its own name makes root as well", async () => {
    const shell =
      "ln -s ../lib/cargo/bin/sudo /usr/bin/sudo-rs && printf '%s\\n' 'allowed ALL=(root) NOPASSWD: /bin/sh -s, /usr/bin/sh -s' >/etc/sudoers-rs";
    expect((await container.exec(["sh", "-c", shell])).exitCode).toBe(0);
    try {
      expect(await checked("allowed")).toMatchObject({
        sudo: "yes",
        waysToRoot: ["sudo-rs: yes", "doas: yes"],
      });
      for (const become_method of ["auto", "sudo"])
        expect(await audited("allowed", { become: "always", become_method })).toMatchObject({
          facts: { "host.user": "root" },
        });
    } finally {
      await container.exec(["rm", "/usr/bin/sudo-rs", "/etc/sudoers-rs"]);
    }
  });
});
