import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, it, vi } from "vitest";
import { startDemoFleet } from "../../src/demo/fleet.js";
import { ownLogin } from "../../src/inventory/resolve/login.js";
import type { Audit } from "../../src/model/audit.js";
import { runProgram } from "../support/command-line.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
afterAll(() => rmSync(directory, { recursive: true }));

const run = (...words: string[]) => runProgram(words);

const file = (name: string, content: string) => {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
};

describe("the command line", () => {
  it("shows the demo, exits 0, and leaves its reports", async () => {
    const output = join(directory, "demo");
    const { code, stdout, stderr } = await run("demo", "-o", output);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}web\[01-06,09\] \(7\) /m);
    expect(stdout).toMatch(/hosts 15: 15 ok, 0 partial, 0 unreachable, 0 failed, 0 skipped/);
    expect(stdout).toContain("python/venv-version-mismatch");
    expect(stderr).toContain("audit.{txt,html,json,csv,md,cdx.json}");
    const again = await run("report", join(output, "demo.snapshot.jsonl"), "--format", "json");
    expect(again.code).toBe(3);
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(readFileSync(join(output, "audit.json"), "utf8")));
  });

  it("takes an inventory of Ansible, and says once what it does not take over", async () => {
    const inventory = file("hosts", "[web]\nweb[1:2] ansible_port=2222 ansible_ssh_timeout=5\n");
    const { code, stdout, stderr } = await run("hosts", "--no-ssh-config", "-i", inventory, "web1");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^web1 .*@web1:2222 +web +host: port$/m);
    expect(stderr).toBe("inventory: ansible_ssh_timeout is not taken over (2 hosts)\n");
    const broken = await run("hosts", "-i", file("broken", "[web\n"));
    expect(broken).toMatchObject({ code: 2, stdout: "" });
  });

  it("audits the same hosts with an inventory: exit 3, facts in JSON, snapshot kept", async () => {
    const fleet = await startDemoFleet();
    try {
      const hosts = fleet.hosts.map(({ identity, target }) => [identity.name, target] as const);
      const lines = hosts.map(
        ([name, { address, port, identityFiles, knownHosts }]) =>
          `  ${name}: { address: ${address}, port: ${port}, identity_file: ${identityFiles[0]}, known_hosts: ${knownHosts[0]} }`,
      );
      const inventory = file(
        "fleet.yaml",
        `defaults: { user: audit, agent: false }\nhosts:\n${lines.join("\n")}\n`,
      );
      const snapshot = join(directory, "kept.jsonl");
      const { code, stdout } = await run(
        "run",
        "-i",
        inventory,
        "web0[1-7]",
        "--format",
        "json",
        "--snapshot",
        snapshot,
      );
      expect(code).toBe(3);
      const audit = JSON.parse(stdout) as Audit;
      expect(audit.totals.hosts).toMatchObject({ selected: 7, ok: 7 });
      expect(audit.hosts[6]?.installations[0]?.facts["python.library.path"]).toBe("not found");
      const report = await run("report", snapshot, "--format", "csv");
      expect(report.stdout.split("\r\n")).toHaveLength(9);
    } finally {
      fleet.close();
    }
  });

  it("tells what changed against the history, and nothing where nothing did", async () => {
    const fleet = await startDemoFleet();
    const history = join(directory, "history");
    try {
      const [one] = fleet.hosts;
      if (!one) throw new Error("the demo has no hosts");
      const { address, port, identityFiles, knownHosts } = one.target;
      const settings = `{ address: ${address}, port: ${port}, identity_file: ${identityFiles[0]}, known_hosts: ${knownHosts[0]} }`;
      const inventory = file(
        "one.yaml",
        `defaults: { user: audit, agent: false }\nhosts:\n  web01: ${settings}\n`,
      );
      const nightly = ["run", "-i", inventory, "--history", history, "--changes-only", "--keep", "3"];
      const baseline = await run(...nightly);
      expect(baseline).toMatchObject({ code: 0 });
      expect(baseline.stdout).toMatch(/the first run.*\nstill open: no findings\n$/s);
      expect(await run(...nightly)).toMatchObject({ code: 0, stdout: "" });
      const [first] = readdirSync(history);
      const before = gunzipSync(readFileSync(join(history, first ?? ""))).toString();
      writeFileSync(join(history, first ?? ""), gzipSync(before.replaceAll("4.9.4", "4.9.3")));
      for (const later of readdirSync(history).slice(1)) rmSync(join(history, later));
      const told = await run(...nightly);
      expect(told).toMatchObject({ code: 3 });
      expect(told.stdout).toMatch(/web01: wsgi\.version: 4\.9\.3 -> 4\.9\.4/);
      const when = await run("history", "wsgi.version", "web*", "--history", history);
      expect(when.stdout.split("\n").map((line) => line.split(" ").at(-1))).toEqual(["4.9.3", "4.9.4", ""]);
      expect(when.stdout).toMatch(/Z {2}web01 \S+ {2}4\.9\.3 -> 4\.9\.4$/m);
      const which = await run("history", "--history", history);
      expect(which.stdout).toMatch(/^FACT +CHANGES +HOSTS +LAST\n(.*\n)*wsgi\.version +1 +1 +\S+Z$/m);
      const later = await run("history", "wsgi.version", "--since", "2999-01-01", "--history", history);
      expect(later).toMatchObject({ code: 0, stdout: "" });
      const never = await run("history", "--since", "2999-01-01", "--history", history);
      expect(never).toMatchObject({ code: 0, stdout: "no fact changed\n" });
      expect(await run("history", "--since", "yesterday", "--history", history)).toMatchObject({ code: 2 });
      const files = readdirSync(history).map((name) => join(history, name));
      expect(await run("diff", files[0] ?? "", files[1] ?? "")).toMatchObject({ code: 3 });
      const page = await run("report", files[1] ?? "", "-f", "html", "--history", history);
      expect(page.stdout).toContain('"fact":"wsgi.version","before":"4.9.3","after":"4.9.4"');
      expect(page.stdout).toMatch(
        /"trend":\{"since":"[^"]+Z","news":\[\{"kind":"info","word":"changed","what":"mod_wsgi/,
      );
      const latest = await run("run", "-i", inventory, "-f", "html", "--history", history);
      expect(latest.stdout).toContain('"fact":"wsgi.version","before":"4.9.3","after":"4.9.4"');
      expect(await run("diff", files[1] ?? "", files[1] ?? "")).toMatchObject({ code: 0 });
    } finally {
      fleet.close();
    }
  });

  it("checks whether hosts can be reached, and does nothing else there", async () => {
    const fleet = await startDemoFleet();
    try {
      const settings = fleet.hosts.slice(0, 2).map(({ identity, target }) => {
        const { address, port, identityFiles, knownHosts } = target;
        return `  ${identity.name}: { address: ${address}, port: ${port}, identity_file: ${identityFiles[0]}, known_hosts: ${knownHosts[0]} }`;
      });
      const text = `defaults: { user: audit, agent: false }\nhosts:\n${settings.join("\n")}\n  nobody: { address: 127.0.0.1, port: 1, identity_file: ${fleet.hosts[0]?.target.identityFiles[0]} }\n`;
      const inventory = file("reach.yaml", text);
      const { code, stdout } = await run("hosts", "-i", inventory, "--check");
      expect(code).toBe(4);
      expect(stdout).toMatch(/^web01 +ok +\S+ +debian .* ms +.*ssh-ed25519/m);
      expect(stdout).toContain("nobody: dial: 127.0.0.1 port 1 refuses connections\n  is sshd running");
      expect(stdout).toContain("2 of 3 hosts can be audited");
      const json = await run("hosts", "-i", inventory, "--check", "-f", "json", "web01");
      expect(json.code).toBe(0);
      expect(JSON.parse(json.stdout)).toMatchObject([
        { host: "web01", status: "ok", os: "debian", via: [], transport: "ssh2" },
      ]);
    } finally {
      fleet.close();
    }
  });

  it("bundles what is known of one host, without its names", async () => {
    const snapshot = join(directory, "demo", "demo.snapshot.jsonl");
    const { code, stdout } = await run("bundle", snapshot, "web07");
    expect(code).toBe(0);
    expect(stdout).toContain("error python/library-not-found");
    expect(stdout).toContain("Server version: Apache/");
    expect(stdout).toContain("== evidence: library 1 ==");
    expect(stdout).not.toContain("web07");
    expect(await run("bundle", snapshot, "nope")).toMatchObject({ code: 2 });
  });

  it("shows the part that is asked for, and judges the whole", async () => {
    const snapshot = join(directory, "demo", "demo.snapshot.jsonl");
    const view = await run(
      "report",
      snapshot,
      "--where",
      "python.link = static",
      "--columns",
      "python.*",
      "-f",
      "csv",
    );
    expect(view.code).toBe(3);
    expect(view.stdout.split("\r\n").map((line) => line.split(",")[0])).toEqual(["host", "batch3", ""]);
  });

  it("compares with a golden host, and leaves accepted findings out of the count", async () => {
    const snapshot = join(directory, "demo", "demo.snapshot.jsonl");
    const golden = await run("report", snapshot, "--golden", "web08", "--format", "json");
    const outliers = (JSON.parse(golden.stdout) as Audit).findings.filter(
      ({ rule }) => rule === "fleet/outlier",
    );
    expect(outliers.some(({ host }) => host === "web01")).toBe(true);
    expect(outliers.some(({ host }) => host === "web08")).toBe(false);
    const silent = JSON.parse(
      (await run("report", snapshot, "--golden", "db1", "-f", "json")).stdout,
    ) as Audit;
    expect(silent.unknown).toContainEqual(expect.objectContaining({ rule: "fleet/outlier", host: "db1" }));
    const before = JSON.parse((await run("report", snapshot, "-f", "json")).stdout) as Audit;
    const rules = [...new Set(before.findings.map(({ rule }) => rule))];
    const entry = (rule: string) => `  - { rule: ${rule}, hosts: ["*"], reason: known, until: 2999-12-31 }\n`;
    const accepted = file("accepted.yaml", `accepted:\n${rules.map(entry).join("")}`);
    const after = await run("report", snapshot, "--accepted", accepted);
    expect(after.code).toBe(0);
    expect(after.stdout).toContain(`${before.findings.length} accepted`);
    expect(after.stdout).toContain("until 2999-12-31: known");
  });

  it.each([
    ["a golden host that is not there", ["report", "SNAPSHOT", "--golden", "nope"], /golden host nope/],
    ["a golden host that is not asked", ["run", "-i", "GOOD", "--golden", "nope"], /not among the selected/],
    ["accepted findings that are none", ["report", "SNAPSHOT", "--accepted", "GOOD"], /good\.yaml:1/],
    ["a fact that is not there", ["history", "no.fact", "--history", "DIR"], /no fact no\.fact/],
    ["changes without a history", ["run", "-i", "GOOD", "--changes-only"], /--history/],
    ["a missing inventory", ["run", "-i", "/nonexistent.yaml"], /cannot read the inventory: no such file/],
    ["an unknown host", ["run", "-i", "GOOD", "nope"], /no host "nope"/],
    ["an unknown key", ["hosts", "-i", "BAD"], /bad\.yaml:1:\d+: .*"prot".*port/s],
    [
      "an unknown format",
      ["report", "x.jsonl", "--format", "pdf"],
      /Allowed choices are text, details, html, json, csv/,
    ],
    ["a file that is no snapshot", ["report", "GOOD"], /not a record of a snapshot|no header/],
    ["several formats without a directory", ["report", "SNAPSHOT", "-f", "json,csv"], /-o DIR/],
    ["an unknown id", ["explain", "python.libary.path"], /python\.library\.path/],
  ])("takes %s for a mistake of the user: exit 2, one line", async (_name, words, message) => {
    const files: Record<string, string> = {
      GOOD: file("good.yaml", "hosts: { a: {} }\n"),
      BAD: file("bad.yaml", "defaults: { prot: 22 }\nhosts: { a: {} }\n"),
      DIR: directory,
      SNAPSHOT: join(directory, "demo", "demo.snapshot.jsonl"),
    };
    const { code, stderr } = await run(...words.map((word) => files[word] ?? word));
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(code).toBe(2);
  });

  it("says how to begin where there is no inventory yet", async () => {
    const before = process.cwd();
    process.chdir(directory);
    try {
      const { code, stderr } = await run("hosts");
      expect(stderr).toMatch(/^wsgi-audit: there is no inventory\.yaml here; -i .*wsgi-audit demo.*\n$/);
      expect(code).toBe(2);
    } finally {
      process.chdir(before);
    }
  });

  it("knows who runs it by name, by the environment, or by number alone", () => {
    const nobody = () => {
      throw new Error("uv_os_get_passwd returned ENOENT");
    };
    const uid = process.getuid?.();
    expect(
      ownLogin({ USER: "other", HOME: "/elsewhere" }, () => ({
        username: "audit",
        uid: 7,
        homedir: "/home/audit",
      })),
    ).toMatchObject({
      user: "audit",
      uid: 7,
      home: "/home/audit",
    });
    expect(ownLogin({ USER: "audit", HOME: "/home/audit" }, nobody)).toEqual({
      user: "audit",
      home: "/home/audit",
      uid,
    });
    expect(ownLogin({}, nobody)).toEqual({ user: `${uid}`, home: "/", uid });
  });

  it("says where evidence may go when there is no temporary directory", async () => {
    vi.stubEnv("TMPDIR", join(directory, "nowhere"));
    try {
      const { code, stderr } = await run("run", "-i", file("good.yaml", "hosts: { a: {} }\n"));
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^wsgi-audit: no place for the evidence of this run, name one with --snapshot or TMPDIR: .*ENOENT/,
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("prints every line that runs on a host, and the resolved inventory", async () => {
    const { stdout, code } = await run("script");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\{\nNONCE=[0-9a-f]{32} LIMIT=90\n/);
    expect(stdout).not.toMatch(/apachectl (start|graceful|restart)/);
    for (const line of stdout.split("\n").filter((each) => /-D DUMP_/.test(each) && !each.startsWith("#"))) {
      expect(line).toContain("httpd -t -D");
    }
    expect(stdout).not.toContain("collect_observe()");
    expect((await run("script", "--observe", "--probe")).stdout).toMatch(
      /collect_probe\(\).*collect_observe\(\)/s,
    );
    const hosts = await run("hosts", "-i", file("two.yaml", "groups: { web: { hosts: ['web[1-2]'] } }\n"));
    expect(hosts.stdout).toMatch(/HOST +LOGIN +GROUPS +SET BY\nweb1 +\S+@web1:22 +web\n/);
  });

  it("explains facts, rules and checks", async () => {
    expect((await run("explain", "python/library-static")).stdout).toContain("Why:");
    expect((await run("explain", "python.library.path")).stdout).toContain("LD_LIBRARY_PATH");
    expect((await run("explain")).stdout).toContain("fleet/outlier");
  });
});
