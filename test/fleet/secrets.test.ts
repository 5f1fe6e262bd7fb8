import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StartedTestContainer } from "testcontainers";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Home } from "../../src/checks/python/homes.js";
import type { HostAudit } from "../../src/model/audit.js";
import { type Ended, ended, inventoryOf, startProgram } from "../faults/program.js";
import { contentOf, filesBelow } from "../support/written.js";
import { describeFleet } from "./describe-fleet.js";
import { makeKey, reach, startHost } from "./start-fleet.js";

/** Where they are on the host, as its scenario put them there. */
const IN_FILES = [
  ..."application htaccess define macro setenv setenvif header proxypass rewrite pipe bind".split(" "),
  ..."require if envvars login ifdefine dash link".split(" "),
];
const IN_PROCESSES = ["environment", "argument", "starter", "envvars", "pipe", "dash", "title"];

const FORMATS = ["text", "html", "json", "csv", "markdown", "junit", "prometheus", "monitor", "cyclonedx"];

/** As what is asked: nothing that only root sees, all at once, and a bit of both. */
const LOGINS = {
  login: { user: "auditor" },
  root: { user: "root" },
  "login and root": { user: "sudoer", become: "auto" },
} as const;

const canaries = (text: string) => [...new Set(text.match(/canary-?[a-z]*/g))].sort();

describeFleet("secrets on hosts with Apache", () => {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-secrets-"));
  const out = join(directory, "out");
  let container: StartedTestContainer;
  let inventory: string;
  let run: Ended;

  const shell = async (command: string) => (await container.exec(["sh", "-c", command])).output;

  beforeAll(async () => {
    const key = await makeKey(directory);
    container = await startHost({ name: "secrets", image: "bookworm", scenario: "secrets" }, key);
    const { settings, ...place } = await reach(container, directory);
    const hosts = Object.entries(LOGINS).map(([name, login]) => ({
      ...{ ...place, name: name.replaceAll(" ", "-") },
      settings: { ...settings, ...login },
    }));
    inventory = inventoryOf(hosts);
    const kept = ["--snapshot", join(out, "kept.jsonl"), "--history", join(out, "history")];
    const words = ["run", "-i", inventory, "--no-ssh-config", "--probe", "--log", join(out, "log"), ...kept];
    await ended(
      startProgram(["collect", "-i", inventory, "--no-ssh-config", "-o", join(directory, "first")]),
    );
    run = await ended(startProgram([...words, "-f", FORMATS.join(), "-o", out]));
  }, 600_000);

  afterAll(async () => {
    await container?.stop({ timeout: 0 });
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  it("are where the test has put them", async () => {
    const files = await shell(
      "grep -rhos 'canary-[a-z]*' /srv/secrets /etc/apache2 /etc/apache2-strangers /etc/environment",
    );
    expect(canaries(files)).toEqual(IN_FILES.map((name) => `canary-${name}`).sort());
    const processes = await shell(
      "for p in /proc/[0-9]*; do tr '\\0' '\\n' <$p/environ; tr '\\0' '\\n' <$p/cmdline; done 2>/dev/null",
    );
    expect(canaries(processes)).toEqual(expect.arrayContaining(IN_PROCESSES.map((name) => `canary-${name}`)));
  });

  it("do not keep the hosts from being audited whole, application and environment included", () => {
    const audit = JSON.parse(readFileSync(join(out, "audit.json"), "utf8"));
    expect(audit.hosts.map(({ status }: { status: string }) => status)).toEqual(["ok", "ok", "ok"]);
    for (const host of audit.hosts) {
      const [httpd] = host.installations;
      expect(httpd.facts).toMatchObject({ "apache.running": true, "apache.config_error": "" });
      expect(httpd.facts["apache.defines"].join("\n")).toMatch(/^TOKEN=\.\.\.$/m);
      expect(httpd.applications.map(({ id }: { id: string }) => id).join("\n")).toMatch(/\/macro/);
    }
  });

  it("are not read through links of others, and what else is no file costs its own fact alone", () => {
    const audit = JSON.parse(readFileSync(join(out, "audit.json"), "utf8"));
    for (const host of audit.hosts as HostAudit[]) {
      const found = host.installations.find(({ id }) => id.includes("/etc/apache2-strangers"));
      const homes = found?.facts["python.homes"] as unknown as Home[];
      const byName = Object.fromEntries(homes.map(({ home, ...rest }) => [home.split("/").at(-1), rest]));
      expect(byName).toMatchObject({
        plain: { kind: "venv", version: "3.11.2", usable: true },
        link: { kind: "unknown", usable: null, reason: expect.stringContaining("ermission denied") },
        fifo: { kind: "unknown", usable: null, reason: expect.stringContaining("no regular file") },
      });
      // Nor is Python started from there by --probe, which root never does.
      const probed = (found?.facts["probe.homes"] ?? []) as { home: string; error: string }[];
      const strangers = probed.filter(({ home }) => home.startsWith("/srv/strangers/"));
      const left = "not tried: others decide what is run from there";
      expect(strangers.map(({ error }) => error)).toEqual(strangers.map(() => left));
      if (host.name === "login") expect(strangers).toHaveLength(3);
    }
  });

  it("are in no snapshot, report, history, log or line of the program", () => {
    const written = filesBelow(out);
    expect(written.length).toBeGreaterThanOrEqual(FORMATS.length + 2);
    for (const file of written) expect([file, canaries(contentOf(file))]).toEqual([file, []]);
    expect(canaries(run.stdout + run.stderr)).toEqual([]);
  });

  it("are in nothing that is made of the snapshot", async () => {
    const kept = join(out, "kept.jsonl");
    const made = [
      ["bundle", kept, "root", "-o", join(directory, "bundle")],
      ["diff", join(directory, "first"), kept],
      ["history", "apache.running", "--history", join(out, "history")],
      ["report", kept],
    ];
    for (const words of made) {
      const { stdout, stderr, code } = await ended(startProgram(words));
      expect([words[0], code === null || code > 4]).toEqual([words[0], false]);
      expect([words[0], canaries(stdout + stderr)]).toEqual([words[0], []]);
    }
  });

  it("are in the words of no process that was not there before, while the script runs", async () => {
    const words = async () => {
      const each = "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline; echo; done 2>/dev/null";
      return new Set((await shell(`${each} | grep '[c]anary-'`)).trim().split("\n"));
    };
    const before = await words();
    expect(before.size).toBeGreaterThan(1);
    const again = ["collect", "-i", inventory, "--no-ssh-config", "-o", join(directory, "again")];
    let running = true;
    const over = ended(startProgram(again)).finally(() => {
      running = false;
    });
    while (running) expect([...(await words())].filter((line) => !before.has(line))).toEqual([]);
    expect(await over).toMatchObject({ code: 0 });
  }, 300_000);

  it("are not in what httpd complains of, though it quotes them", async () => {
    const lines = {
      "ProxyPass /broken http://app:canary-broken@host:port/?token=canary-token":
        "Unable to parse URL: http://...",
      "canary-broken": "Invalid command '...'",
      "RewriteRule ^/hook?( http://app/?token=canary-broken": "cannot compile regular expression '...'",
      "LogLevel canary-broken": "level keyword must be one of",
      "ErrorDocument canary-broken": "conf-enabled/broken.conf",
      "SetEnvIf Host ( K=canary-broken": "conf-enabled/broken.conf",
    };
    for (const [line, told] of Object.entries(lines)) {
      await shell(`echo '${line}' >/etc/apache2/conf-enabled/broken.conf`);
      const [file, audit] = [join(directory, "broken"), join(directory, "broken.json")];
      await ended(startProgram(["collect", "-i", inventory, "--no-ssh-config", "-o", file]));
      await ended(startProgram(["report", file, "-f", "json", "-o", audit]));
      const hosts: HostAudit[] = JSON.parse(contentOf(audit)).hosts;
      const errors = hosts.map(({ installations }) => installations[0]?.facts["apache.config_error"]);
      expect([line, errors]).toEqual([line, hosts.map(() => expect.stringContaining(told))]);
      for (const written of [file, audit]) expect([line, canaries(contentOf(written))]).toEqual([line, []]);
    }
  }, 600_000);
});
