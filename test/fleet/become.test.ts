import { expect, it, vi } from "vitest";
import { checksFor, factCatalogue } from "../../src/checks/index.js";
import { deniedFacts } from "../../src/facts/as-root.js";
import type { Audit, HostAudit } from "../../src/model/audit.js";
import type { Facts } from "../../src/model/fact.js";
import type { Section } from "../../src/model/snapshot.js";
import { composeInstalled } from "../../src/script/compose.js";
import { formatRecord } from "../../src/snapshot/write.js";
import { addLogin } from "./add-login.js";
import { auditFleet, hostOf, snapshotOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import { writeOn } from "./files.js";
import { SOON } from "./fleet.js";
import type { HostName } from "./hosts.js";

const NAMES: readonly HostName[] = ["bookworm", "libpath-other", "deleted-libpython", "unreadable-config"];
const CANARY = "canary-Tr0ub4dor&3 '\"$(id)\\";

/** The line of docs/privileges.md. */
const SUDOERS = "ALL=(root) NOPASSWD: /bin/sh -s, /usr/bin/sh -s";
const WITH_PASSWORD = SUDOERS.replace("NOPASSWD", "PASSWD");

/** What does not change from one minute to the next. */
const STEADY = new Set(
  factCatalogue.filter(({ compared, check }) => compared && check !== "processes").map(({ id }) => id),
);
const steady = (facts: Facts) =>
  Object.fromEntries(Object.entries(facts).filter(([id, value]) => STEADY.has(id) && value !== null));
const seenOn = (audit: Audit, name: HostName) =>
  hostOf(audit, name).installations.map(({ id, facts }) => ({ id, facts: steady(facts) }));
const deniedReasons = ({ installations }: HostAudit) =>
  installations
    .flatMap(({ gaps }) => Object.values(gaps))
    .filter(({ outcome }) => outcome === "denied")
    .map(({ reason }) => reason);
const mappedIn = (sections: readonly Section[] | undefined) =>
  sections?.find(({ check }) => check === "library")?.parts.find(({ name }) => name === "mapped")?.stdout;

describeFleet("become", (fleet) => {
  const addTo = (login: string, sudoers: string) => addLogin(fleet.host("bookworm"), login, CANARY, sudoers);

  it.each(["ssh2", "openssh"] as const)(
    "auto shows what root sees, and asks as root only where the login was denied something, over %s",
    async (transport) => {
      const root = await auditFleet(fleet, NAMES, "root");
      const auto = await auditFleet(fleet, NAMES, "sudoer", { transport, become: "auto" });
      for (const name of NAMES) {
        const host = hostOf(auto, name);
        expect({ name, seen: seenOn(auto, name) }).toEqual({ name, seen: seenOn(root, name) });
        expect(host).toMatchObject({ status: "ok", facts: { "host.user": "sudoer" } });
        expect(host.elevated?.error).toBeUndefined();
        expect(deniedFacts(host)).toEqual([]);
      }
      const { checks = [] } = hostOf(auto, "bookworm").elevated ?? {};
      expect(checks).toContain("library");
      expect(checks).not.toContain("modules");
    },
    480_000,
  );

  it("auto keeps what the login was shown beside what root was shown", async () => {
    const { hosts } = await snapshotOf(fleet, ["bookworm"], "sudoer", { become: "auto" });
    expect(mappedIn(hosts[0]?.transcript?.sections)).not.toMatch(/libpython/);
    expect(mappedIn(hosts[0]?.elevated?.transcript.sections)).toMatch(/libpython3/);
  }, 240_000);

  it.each(["auto", "always"] as const)(
    "%s needs no more of sudoers than the line in docs/privileges.md",
    async (become) => {
      await addTo("narrow", `narrow ${SUDOERS}`);
      const host = hostOf(await auditFleet(fleet, ["bookworm"], "narrow", { become }), "bookworm");
      const user = become === "auto" ? "narrow" : "root";
      expect(host).toMatchObject({ status: "ok", facts: { "host.user": user } });
      expect(deniedFacts(host)).toEqual([]);
    },
    240_000,
  );

  it.each(["auto", "always"] as const)(
    "%s gives sudo its password, which is found nowhere afterwards",
    async (become) => {
      await addTo("locksmith", `locksmith ${WITH_PASSWORD}`);
      const options = { become, sudoPassword: CANARY };
      const { hosts } = await snapshotOf(fleet, ["bookworm"], "locksmith", options);
      expect(hosts[0]).toMatchObject({ status: "ok", transcript: { complete: true } });
      const root = become === "auto" ? hosts[0]?.elevated?.transcript : hosts[0]?.transcript;
      expect(root).toMatchObject({ complete: true });
      expect(mappedIn(root?.sections)).toMatch(/libpython3/);
      expect(hosts.map(formatRecord).join("")).not.toContain("canary");
      const { exec } = fleet.host("bookworm");
      const found = await exec("grep -rls canary- /tmp /var/tmp /var/log /home /root /run 2>/dev/null");
      expect(found.stdout).toBe("");
    },
    240_000,
  );

  it("tries a wrong password once, and says so", async () => {
    await addTo("locksmith", `locksmith ${WITH_PASSWORD}`);
    const options = { become: "auto", sudoPassword: "guessed" } as const;
    const host = hostOf(await auditFleet(fleet, ["bookworm"], "locksmith", options), "bookworm");
    expect(host.status).toBe("ok");
    expect(host.elevated?.error).toMatchObject({
      code: "password-refused",
      message: expect.stringMatching(/^sudo did not take the password of locksmith, given once/),
    });
  }, 240_000);

  it.each([
    ["a login that it does not know", "auditor", "", /sudo does not let auditor .*password/],
    ["requiretty", "ttyuser", "Defaults:ttyuser requiretty\nttyuser ALL=(root) NOPASSWD: ALL", /have a tty/],
  ] as const)(
    "auto leaves the login's own audit whole where sudo refuses: %s",
    async (_, login, sudoers, why) => {
      if (sudoers) await addTo(login, sudoers);
      const auto = await auditFleet(fleet, ["bookworm"], login, { become: "auto" });
      const never = await auditFleet(fleet, ["bookworm"], login);
      const host = hostOf(auto, "bookworm");
      expect(host.status).toBe("ok");
      expect(seenOn(auto, "bookworm")).toEqual(seenOn(never, "bookworm"));
      expect(host.elevated?.error).toMatchObject({
        code: "become-refused",
        message: expect.stringMatching(why),
      });
      expect(deniedReasons(host).length).toBeGreaterThan(0);
      expect(deniedReasons(host).every((reason) => reason.includes("; as root: "))).toBe(true);
    },
    240_000,
  );

  it("auto leaves it whole where there is no sudo", async () => {
    const { exec } = fleet.host("worker");
    await exec("mv /usr/bin/sudo /usr/bin/sudo.away");
    try {
      const host = hostOf(await auditFleet(fleet, ["worker"], "sudoer", { become: "auto" }), "worker");
      expect(host).toMatchObject({ status: "ok", elevated: { error: { code: "become-refused" } } });
      expect(host.elevated?.error?.message).toMatch(/there is no sudo, no sudo-rs, no doas/);
    } finally {
      await exec("mv /usr/bin/sudo.away /usr/bin/sudo");
    }
  }, 240_000);

  it("is not needed where the script itself is installed, for a key that may run nothing else", async () => {
    const checks = checksFor({ probe: false });
    const install = async (script: string) => {
      const path = "/usr/local/lib/wsgi-audit/collect";
      await addTo("installed", `installed ALL=(root) NOPASSWD: ${path}`);
      await writeOn(fleet.host("bookworm"), path, script);
      const { exitCode } = await fleet
        .host("bookworm")
        .exec([
          "sed",
          "-i",
          `s|^|restrict,command="sudo -n ${path}" |`,
          "/home/installed/.ssh/authorized_keys",
        ]);
      expect(exitCode).toBe(0);
    };
    await install(composeInstalled(checks, "1.2.3"));
    const audit = await auditFleet(fleet, ["bookworm"], "installed", { become: "auto" });
    expect(hostOf(audit, "bookworm")).toMatchObject({ status: "ok", facts: { "host.user": "root" } });
    const root = await auditFleet(fleet, ["bookworm"], "root");
    expect(seenOn(audit, "bookworm")).toEqual(seenOn(root, "bookworm"));
    await install(composeInstalled(checks.slice(0, -1), "1.0.0"));
    expect(hostOf(await auditFleet(fleet, ["bookworm"], "installed"), "bookworm")).toMatchObject({
      status: "failed",
      installations: [],
      error: { code: "script-mismatch", message: expect.stringMatching(/of version 1\.0\.0, not/) },
    });
  }, 240_000);

  it("never runs what another user has started, whoever logs in; that user audits it", async () => {
    const { exec } = fleet.host("worker");
    await exec("mkdir -m 777 /srv/trap && cp /bin/sleep /srv/trap/httpd");
    await exec("su -s /bin/sh nobody -c '/srv/trap/httpd 600 >/dev/null 2>&1 &'");
    try {
      await vi.waitFor(
        async () => expect((await exec("pgrep -f '^/srv/trap/httpd'")).exitCode).toBe(0),
        SOON,
      );
      const [login, root] = [
        await auditFleet(fleet, ["worker"], "auditor"),
        await auditFleet(fleet, ["worker"], "sudoer", { become: "always" }),
      ].map((audit) => hostOf(audit, "worker"));
      const trapped = (host?: HostAudit) =>
        host?.installations.filter(({ id }) => id.startsWith("/srv/trap"));
      for (const host of [login, root]) {
        expect(host?.installations).toHaveLength(1);
        expect(trapped(host)).toEqual([]);
        expect(host?.facts["host.user_masters"]).toBe(1);
        expect(host?.facts["host.left_out"]).toEqual([
          expect.stringMatching(/^\/srv\/trap\/httpd, process \d+: user 65534 runs it$/),
        ]);
      }
    } finally {
      await exec("pkill -f '^/srv/trap/httpd'; rm -rf /srv/trap");
    }
  }, 240_000);

  it("takes no process for a server that has just ended, as an audit's own httpd -t has", async () => {
    const { exec } = fleet.host("modpython");
    const audited = async () => hostOf(await auditFleet(fleet, ["modpython"], "root"), "modpython");
    const before = await audited();
    await exec("cp /bin/true /srv/apache2 && chmod 755 /srv/apache2");
    // Nobody waits for the child: a zombie has its name still, and no command line.
    await exec(
      `su -s /bin/sh nobody -c 'exec perl -e "fork or exec q(/srv/apache2); sleep 600" >/dev/null 2>&1 &'`,
    );
    try {
      const processes = async () => (await exec("ps -u nobody -o stat=,comm=")).stdout;
      await vi.waitFor(async () => expect(await processes()).toMatch(/^Z\S* +apache2/m), SOON);
      const after = await audited();
      expect(after.installations.map(({ id }) => id)).toEqual(before.installations.map(({ id }) => id));
      expect(after.installations).toHaveLength(1);
      expect(after.facts["host.user_masters"]).toBe(before.facts["host.user_masters"]);
    } finally {
      await exec("pkill -u nobody perl; rm -f /srv/apache2");
    }
  });
});
