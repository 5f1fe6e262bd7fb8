import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/audit/evaluate.js";
import type { HostRecord, Section } from "../../../src/model/snapshot.js";
import { bundle } from "../../../src/report/bundle/bundle.js";
import { Redaction } from "../../../src/report/bundle/names.js";
import { readSnapshots } from "../../../src/snapshot/read.js";

const demo = await readSnapshots([
  fileURLToPath(new URL("../../../src/demo/fleet.snapshot.jsonl", import.meta.url)),
]);
const probed = await readSnapshots([
  fileURLToPath(new URL("../../fixtures/probed.snapshot.jsonl", import.meta.url)),
]);

const bundleOf = (
  snapshot: typeof demo,
  name: string,
  change: (record: HostRecord) => HostRecord = (it) => it,
) => {
  const hosts = snapshot.hosts.map((record) => (record.host.name === name ? change(record) : record));
  const record = hosts.find(({ host }) => host.name === name);
  if (!record) throw new Error(`no host ${name}`);
  return bundle(record, evaluate({ ...snapshot, hosts }));
};

const section = (check: string, stdout: string, name = "directives"): Section => ({
  check,
  installation: check === "host" ? 0 : 1,
  parts: [{ name, stdout, stderr: "", status: 0 }],
  status: 0,
  timedOut: false,
});

const recordOf = (name: string, address: string, ...sections: Section[]): HostRecord =>
  ({
    record: "host",
    host: { name, address, groups: [], expect: {} },
    status: "ok",
    startedAt: "2026-01-01T00:00:00.000Z",
    durationMs: 0,
    transcript: { complete: true, noise: "", sections },
  }) as HostRecord;

describe("a bundle", () => {
  it.each(demo.hosts.map(({ host }) => host.name).filter((name) => name !== "no-httpd"))(
    "of %s answers what is asked first, in fifteen lines",
    (name) => {
      const [head = ""] = bundleOf(demo, name).split("\n\n");
      const lines = head.split("\n");
      expect(lines.length).toBeLessThanOrEqual(15);
      for (const begin of [
        "system: ",
        "httpd: ",
        "MPM: ",
        "mod_wsgi: ",
        "Python linked: ",
        "Python running: ",
        "Python home: ",
        "application",
        "wrong: ",
      ])
        expect(lines.filter((line) => line.startsWith(begin)).length).toBeGreaterThan(0);
    },
  );

  it("says of each gap why it is one, and what would show it", () => {
    const [, gaps = ""] = bundleOf(probed, "bookworm").split("== not known, and what would show it ==");
    // Not as a whole: what is shown of a failure would be the host's evidence.
    const shown = /\n(denied: .*)\n {2}(.*)\n {2}(.*)/.exec(gaps)?.slice(2);
    expect(shown?.[0]).toMatch(/^[a-z_.]+(, [a-z_.]+)*$/);
    expect(shown?.[1]).toMatch(/^shown as root \(become: auto, with sudo\); by hand: /);
  });

  it("counts what the host kept to itself, and what was replaced", () => {
    const named = bundleOf(demo, "bookworm");
    expect(named).toMatch(/\n\d+ values of the configuration that the host kept to itself/);
    expect(named).toMatch(/names and addresses replaced: .*SITE-1 \(\d+ times\)/);
    expect(named).not.toMatch(/(?<![\w./-])truth\.test(?![\w/.-])/);
  });

  it("has root's evidence where there is some", () => {
    const text = bundleOf(demo, "bookworm", (record) => ({
      ...record,
      elevated: {
        checks: ["files"],
        transcript: { complete: true, noise: "", sections: [section("files", "seen by root\n", "listing")] },
      },
    }));
    expect(text).toContain("== evidence as root: files 1 ==\n-- listing\n   seen by root");
  });
});

describe("names in a bundle", () => {
  const redactor = (name = "web07.example.org", address = "audit@192.0.2.7:22") =>
    new Redaction(
      recordOf(
        name,
        address,
        section(
          "config",
          "3\tServerName shop.customer.test:8080\n4\tServerAlias www.customer.test *.customer.test\n5\tListen 198.51.100.9:80\n",
        ),
      ),
    );

  it.each([
    ["host web07.example.org answers", "host HOST answers"],
    ["web07: gone.", "HOST: gone."],
    ["WEB07.Example.ORG.", "HOST."],
    ["audit@web07", "audit@HOST"],
    ["https://web07.example.org/x", "https://HOST/x"],
    ["shop.customer.test (*:80) /app", "SITE-1 (*:80) /app"],
    ["shop.customer.test:8080|/app", "SITE-1:8080|/app"],
    ["https://www.customer.test:443/", "https://SITE-2:443/"],
    ["192.0.2.7 and 198.51.100.9:80", "ADDRESS-1 and ADDRESS-2:80"],
    ["/etc/apache2/sites-enabled/web07.example.org.conf:3", undefined],
    ["/srv/web07/app.wsgi", undefined],
    ["/srv/shop.customer.test/app.wsgi", undefined],
    ["web07/app.wsgi", undefined],
    ["libweb07 1.2", undefined],
    ["web07-tools 1.2", undefined],
    ["https://pypi.example.com/web07/1.0", undefined],
    ["https://web07.example.org.attacker.test/", undefined],
    ["python3.11 2.4.62 127.0.0.1", undefined],
  ])("%s", (text, expected) => {
    expect(redactor().redact(text)).toBe(expected ?? text);
  });

  it("leaves a host that is called as the evidence is", () => {
    expect(redactor("apache2").redact("apache2 2.4.62")).toBe("apache2 2.4.62");
  });

  it("are replaced by the same stand-in everywhere, and nothing else changes", () => {
    const piece = fc.constantFrom(
      "web07",
      "shop.customer.test",
      " ",
      "/",
      ":",
      "x",
      "-",
      ".",
      "//",
      "\n",
      "192.0.2.7",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        const back = redactor()
          .redact(text)
          .replaceAll("HOST", "web07")
          .replaceAll("SITE-1", "shop.customer.test")
          .replaceAll("ADDRESS-1", "192.0.2.7");
        expect(back).toBe(text);
      }),
    );
  });
});
