import { expect, it } from "vitest";
import type { LibraryCopy, MappedLibrary } from "../../src/checks/processes/copies.js";
import { auditFleet, installationOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import type { HostName } from "./hosts.js";
import { askWsgiText } from "./truth.js";

const UNTOUCHED: readonly HostName[] = ["bullseye", "bookworm", "trixie", "prefork", "source"];
const BUNDLED = "/usr/local/lib/python3.11/dist-packages/bundle.libs/libexpat-5f1e0c4d.so.1";

describeFleet("two builds of one library in one process", (fleet) => {
  it("are those that the live application has mapped, and the one of httpd answers it", async () => {
    const host = fleet.host("clash");
    // It is loaded when it is first used.
    expect(await askWsgiText(host, "/daemon/version")).toMatch(/^expat_2\./);
    const mapped = (await askWsgiText(host, "/daemon/maps")).split("\n");
    const audit = await auditFleet(fleet, ["clash"], "root");
    const copies = installationOf(audit, "clash").facts[
      "processes.library_copies"
    ] as unknown as LibraryCopy[];
    expect(copies).toMatchObject([
      { family: "Expat", other: BUNDLED, processes: 1, group: "(wsgi:truth)", apart: false },
    ]);
    expect(copies.flatMap(({ httpd, other }) => [httpd, other]).sort()).toEqual(mapped);
    const [finding, ...others] = audit.findings.filter(({ rule }) => rule === "python/library-clash");
    expect(others).toEqual([]);
    expect(finding?.evidence).toContain(BUNDLED);
  });

  it("are not told where the login may not look, and not said to be none", async () => {
    const audit = await auditFleet(fleet, ["clash"]);
    expect(installationOf(audit, "clash").gaps["processes.library_copies"]?.outcome).toBe("denied");
    const found = audit.findings.filter(({ rule }) => rule.startsWith("python/library-clash"));
    expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["python/library-clash-possible", "info"],
    ]);
    expect(found[0]?.message).toContain("worked out, not seen");
    expect(found[0]?.message).toContain(BUNDLED);
  });

  it.each(["bullseye", "bookworm", "trixie", "source"] as const)(
    "are not worked out on %s, as it was installed",
    async (name) => {
      const audit = await auditFleet(fleet, [name]);
      const { facts } = installationOf(audit, name);
      expect(facts["wsgi.library_clashes"]).toEqual([]);
    },
  );

  it("end the process that has one build work on what the other has made", async () => {
    const host = fleet.host("clash");
    const asked = host.exec(". /scenarios/slate.sh; status_of 80 truth.test /daemon/depth");
    expect((await asked).stdout.trim()).toBe("500");
    const { stdout } = await host.exec("cat /var/log/apache2/error.log");
    expect(stdout).toMatch(/Segmentation fault|Truncated or oversized response headers/);
    // What comes up in its place has it as well, for whoever looks next.
    await askWsgiText(host, "/daemon/version");
  });

  it.each(UNTOUCHED)("are none on %s, as it was installed", async (name) => {
    const audit = await auditFleet(fleet, [name], "root");
    const { facts } = installationOf(audit, name);
    expect(facts["processes.library_copies"]).toEqual([]);
    const libraries = facts["processes.libraries"] as unknown as MappedLibrary[];
    const families = libraries.filter(({ by }) => by === "httpd").map(({ family }) => family);
    expect(families).toEqual(expect.arrayContaining(["Expat", "libpython"]));
  });
});
