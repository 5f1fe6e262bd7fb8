import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { auditSnapshots } from "../../src/api/audit-snapshots.js";
import { checksFor, factCatalogue } from "../../src/checks/index.js";
import { loadInventory } from "../../src/inventory/load.js";
import { resolveHosts } from "../../src/inventory/resolve/resolve.js";
import type { Audit } from "../../src/model/audit.js";
import type { Facts } from "../../src/model/fact.js";
import { composeScript } from "../../src/script/compose.js";
import { becomeCommand } from "../../src/transport/session.js";
import { createTransports } from "../../src/transport/transports.js";
import { auditFleet, hostOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import { writeOn } from "./files.js";
import { SOON } from "./fleet.js";
import { HOST_NAMES, type HostName } from "./hosts.js";
import { logInTo } from "./session.js";

const NAMES: readonly HostName[] = ["bullseye", "trixie", "forky", "venv-mismatch", "login-fish"];
/** What each server says that it is. */
const GENERATIONS = [
  ["bullseye", /^OpenSSH_8\.4/],
  ["bookworm", /^OpenSSH_9\.2/],
  ["trixie", /^OpenSSH_10\./],
  ["forky", /^OpenSSH_10\./],
  ["dropbear", /^dropbear_/],
  ["tinyssh", /^tinyssh_/],
] as const;

const NONCE = "0123456789abcdef0123456789abcdef";

/** What does not change from one minute to the next, and not with the login's environment. */
const STEADY = new Set(
  factCatalogue
    .filter(({ compared, id, check }) => compared && check !== "processes" && id !== "host.ld_library_path")
    .map(({ id }) => id),
);
const steady = (facts: Facts) =>
  Object.fromEntries(Object.entries(facts).filter(([id, value]) => STEADY.has(id) && value !== null));

describeFleet("the same hosts, reached in other ways", (fleet) => {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-standalone-"));
  afterAll(() => rmSync(directory, { recursive: true }));

  it("give the same audit through OpenSSH's client", async () => {
    const one = await auditFleet(fleet, HOST_NAMES, "auditor", { transport: "ssh2" });
    const other = await auditFleet(fleet, HOST_NAMES, "auditor", { transport: "openssh" });
    const seen = (audit: Audit) =>
      audit.hosts.map(({ name, status, installations }) => ({
        name,
        status,
        installations: installations.map(({ id, facts }) => ({ id, facts: steady(facts) })),
      }));
    expect(seen(other)).toEqual(seen(one));
    expect(other.findings.map(({ rule, host }) => `${rule} ${host}`)).toEqual(
      one.findings.map(({ rule, host }) => `${rule} ${host}`),
    );
  }, 480_000);

  it.each(GENERATIONS)("negotiate what each client has: %s", async (name, server) => {
    for (const [transport, kex] of [
      ["auto", /^curve25519-sha256/],
      ["ssh2", /^curve25519-sha256/],
      ["openssh", /^(curve25519|sntrup761x25519|mlkem768x25519)-sha/],
    ] as const) {
      const seen = await logInTo(
        await fleet.writeInventory([name], { defaults: { agent: false, transport } }),
        name,
      );
      expect(seen).toMatchObject({
        server: expect.stringMatching(server),
        kex: expect.stringMatching(kex),
        hostKey: { type: "ssh-ed25519" },
        login: "auditor",
      });
      expect(seen.transport).toBe(transport === "auto" ? "ssh2" : transport);
    }
  });

  it.each(["ssh2", "openssh"] as const)(
    "show through sudo what root sees, over %s",
    async (transport) => {
      const names: readonly HostName[] = [
        "bookworm",
        "libpath-other",
        "deleted-libpython",
        "unreadable-config",
      ];
      const root = await auditFleet(fleet, names, "root");
      const become = await auditFleet(fleet, names, "sudoer", { transport, become: "always" });
      for (const name of names) {
        const [one, other] = [root, become].map((audit) => hostOf(audit, name));
        expect(other?.facts["host.user"]).toBe("root");
        expect(other?.facts["host.ld_library_path"]).toBe(one?.facts["host.ld_library_path"]);
        expect(other?.installations.map(({ id, facts }) => ({ id, facts: steady(facts) }))).toEqual(
          one?.installations.map(({ id, facts }) => ({ id, facts: steady(facts) })),
        );
      }
    },
    240_000,
  );

  it("say so where sudo does not let the login", async () => {
    const audit = await auditFleet(fleet, ["bookworm"], "auditor", { become: "always" });
    expect(hostOf(audit, "bookworm")).toMatchObject({
      status: "failed",
      error: {
        code: "become-refused",
        message: expect.stringMatching(/sudo does not let auditor .*password/),
      },
    });
  });

  it("keep no process of root's when the auditor goes away", async () => {
    const transport = createTransports();
    const file = await fleet.writeInventory(["worker"], {
      defaults: { user: "sudoer", agent: false, become: "always" },
      groups: { fleet: { hosts: ["worker"] } },
    });
    const [host] = resolveHosts(await loadInventory(file), { user: "sudoer", home: "/nonexistent" });
    if (!host) throw new Error("no host");
    const session = await transport.open(host.target, { signal: new AbortController().signal });
    const checks = [
      { ...checksFor({ probe: false })[0], collect: { shell: "collect_host() { sleep 54321; }" } },
    ];
    const stdin = composeScript(checks as never, { nonce: NONCE, seconds: 600 });
    const quiet = { maxStdout: 1 << 20, maxStderr: 1 << 20, onStdout: () => {}, onStderr: () => {} };
    const running = session.exec({ command: becomeCommand(), stdin, ...quiet });
    running.catch(() => {});
    const sleeping = async () =>
      (await fleet.host("worker").exec("pgrep -f '[s]leep 54321' | wc -l")).stdout.trim();
    await vi.waitFor(async () => expect(await sleeping()).toBe("1"), SOON);
    await session.close();
    await transport.close();
    await vi.waitFor(async () => expect(await sleeping()).toBe("0"), SOON);
  }, 160_000);

  it("are the same hosts while another audit is on them: httpd -t is no server", async () => {
    const names: readonly HostName[] = ["tls", "bookworm", "two-instances"];
    const both = await Promise.all([1, 2, 3].map(() => auditFleet(fleet, names, "auditor")));
    const found = both.map((audit) =>
      audit.hosts.map(({ installations }) => installations.map(({ id }) => id)),
    );
    expect(new Set(found.map((each) => JSON.stringify(each))).size).toBe(1);
  }, 240_000);

  it("are reported from what the script printed there, without SSH", async () => {
    const script = composeScript(checksFor({ probe: false }), {
      nonce: NONCE,
      seconds: 60,
      standalone: true,
    });
    const files = await Promise.all(
      NAMES.map(async (name) => {
        await writeOn(fleet.host(name), "/root/collect", script);
        const { stdout } = await fleet.host(name).exec("sh /root/collect; rm /root/collect");
        const file = join(directory, `${name}.out`);
        writeFileSync(file, stdout);
        return file;
      }),
    );
    const printed = await auditSnapshots(files);
    const asked = await auditFleet(fleet, NAMES, "root");
    expect(printed.totals.hosts).toMatchObject({ selected: NAMES.length, ok: NAMES.length });
    for (const name of NAMES) {
      const [one, other] = [printed, asked].map((audit) =>
        hostOf(audit, name).installations.map(({ id, facts }) => ({ id, facts: steady(facts) })),
      );
      expect({ name, installations: one }).toEqual({ name, installations: other });
    }
  }, 240_000);
});
