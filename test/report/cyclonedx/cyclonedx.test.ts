import fc from "fast-check";
import { PackageURL } from "packageurl-js";
import { describe, expect, it } from "vitest";
import type { Audit } from "../../../src/model/audit.js";
import { forTerminal } from "../../../src/report/escape.js";
import { report } from "../../../src/report/index.js";
import { frozenAudit } from "../../support/frozen-audit.js";
import { hostileAudit } from "../../support/hostile.js";
import { auditOf, host, installation, sampleFleet } from "../../support/sample.js";
import {
  neededBy,
  needsIn,
  propertyOf,
  reachedIn,
  readAsMessage,
  type Sbom,
  type SbomComponent,
  schemaErrors,
} from "../../support/sbom.js";
import { anyHosts, unjudged } from "../../support/software.js";

const textOf = (audit: Audit) => report(audit, "cyclonedx");
const sbomOf = (audit: Audit) => JSON.parse(textOf(audit)) as Sbom;

const holds = (property: (audit: Audit, sbom: Sbom) => void) =>
  fc.assert(
    fc.property(anyHosts, (hosts) => property(unjudged(hosts), sbomOf(unjudged(hosts)))),
    { numRuns: 150 },
  );

const applicationsIn = ({ hosts }: Audit) =>
  hosts.flatMap(({ installations }) => installations.flatMap(({ applications }) => applications));

const factTexts = (audit: Audit) =>
  audit.hosts.flatMap(({ facts, installations }) =>
    [facts, ...installations.flatMap((each) => [each.facts, ...each.applications.map((app) => app.facts)])]
      .flatMap((side) => Object.values(side))
      .flatMap((value) => (Array.isArray(value) ? value : [value]))
      .filter((value) => typeof value === "string"),
  );

describe("the SBOM of a fleet", () => {
  it.each<[string, () => Audit]>([
    ["a fleet", () => auditOf(sampleFleet())],
    ["the frozen fleet", frozenAudit],
    ["a hostile fleet", hostileAudit],
    ["no host at all", () => auditOf([])],
  ])("of %s is valid CycloneDX 1.6, and another reader takes it whole", (_, make) => {
    const sbom = sbomOf(make());
    expect(schemaErrors(sbom)).toBeNull();
    const message = readAsMessage(sbom);
    expect(message.components.map(({ name }) => name)).toEqual(sbom.components.map(({ name }) => name));
  });

  it("is valid whatever the hosts say, and another reader takes it whole", () => {
    holds((_, sbom) => {
      expect(schemaErrors(sbom)).toBeNull();
      expect(readAsMessage(sbom).components).toHaveLength(sbom.components.length);
    });
  });

  it("has each thing once, and names in its graph only what it has; everything hangs together", () => {
    holds((_, sbom) => {
      const refs = [sbom.metadata.component, ...sbom.components].map((each) => each["bom-ref"]);
      expect(new Set(refs).size).toBe(refs.length);
      const named = [...needsIn(sbom)].flatMap(([ref, needs]) => [ref, ...needs]);
      expect(named.filter((ref) => !refs.includes(ref))).toEqual([]);
      expect([...reachedIn(sbom)].sort()).toEqual(refs.sort());
    });
  });

  it("keeps two apart that look alike once they are made visible", () => {
    const ids = ["/a\u001b", "/a\\x1b"];
    const sbom = sbomOf(auditOf([host("a", { installations: ids.map((id) => installation({}, {}, id)) })]));
    const found = sbom.components.filter(({ name }) => name === "/a\\x1b");
    expect(new Set(found.map((each) => each["bom-ref"])).size).toBe(2);
    expect(schemaErrors(sbom)).toBeNull();
  });

  it("has of each application exactly its packages, or says that they are not known", () => {
    const seen = { known: 0, unknown: 0 };
    holds((audit, sbom) => {
      const found = sbom.components.filter(
        (each) => each.type === "application" && each["bom-ref"].startsWith("application:"),
      );
      const told = new Set(found.map((each) => storyOf(sbom, each)));
      const wanted = new Set(
        applicationsIn(audit).map(({ id, facts, gaps }) => {
          const list = facts["app.distributions"];
          if (Array.isArray(list)) {
            seen.known += 1;
            return JSON.stringify([forTerminal(id), null, list.map(String).sort()]);
          }
          seen.unknown += 1;
          const outcome = gaps["app.distributions"]?.outcome ?? "absent";
          return JSON.stringify([forTerminal(id), outcome === "absent" ? "unknown" : "incomplete", []]);
        }),
      );
      expect(told).toEqual(wanted);
    });
    expect(Math.min(seen.known, seen.unknown)).toBeGreaterThan(20);
  });

  it("has no version that no host told", () => {
    holds((audit, sbom) => {
      const told = factTexts(audit).map(forTerminal).join("\n");
      const versions = sbom.components.flatMap(({ version }) => version ?? []);
      expect(versions.filter((version) => !told.includes(version))).toEqual([]);
      const purls = sbom.components.flatMap(({ purl }) => (purl ? [PackageURL.fromString(purl)] : []));
      expect(purls.flatMap((each) => each.version ?? []).filter((each) => !told.includes(each))).toEqual([]);
    });
  });

  it("has package URLs that are encoded as their specification wants, and read back as they were meant", () => {
    holds((_, sbom) => {
      for (const { purl, name, version } of sbom.components) {
        if (purl === undefined) continue;
        expect(purl).toMatch(
          /^pkg:[a-z]+(?:\/(?:[A-Za-z0-9._~:-]|%[0-9A-F]{2})+)+(?:@(?:[A-Za-z0-9._~:-]|%[0-9A-F]{2})+)?(?:\?[a-z_]+=[A-Za-z0-9._~:%-]+(?:&[a-z_]+=[A-Za-z0-9._~:%-]+)*)?$/,
        );
        const read = PackageURL.fromString(purl);
        // PyPI's are written in lower case there, as ours are where no other than our own reader has made the audit.
        const written = read.type === "pypi" ? name.toLowerCase() : name;
        expect([read.name, read.version]).toEqual([written, version]);
      }
    });
  });

  it("is the same, byte by byte, for the same audit, and has another number for another one", () => {
    const audit = auditOf(sampleFleet());
    expect(textOf(structuredClone(audit))).toBe(textOf(audit));
    const [first, ...others] = sampleFleet();
    const numbers = [audit, auditOf(others), auditOf(first ? [first] : [])].map(
      (each) => sbomOf(each).serialNumber,
    );
    expect(new Set(numbers).size).toBe(3);
    for (const each of numbers)
      expect(each).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(sbomOf(audit).metadata).toMatchObject({
      timestamp: audit.run.finishedAt,
      tools: { components: [{ name: audit.tool.name, version: audit.tool.version }] },
    });
  });

  it("grows by a few lines for each further host that is like the others", () => {
    const sizeOf = (count: number) =>
      textOf({ ...auditOf([]), hosts: Array.from({ length: count }, (_, index) => host(`web${index}`)) })
        .length;
    const [few, many] = [sizeOf(10), sizeOf(1010)];
    expect((many - few) / 1000).toBeLessThan(700);
  });

  it("says of silent hosts that nothing is known, of half an answer that something is missing, and of the fleet too", () => {
    const away = { facts: {}, installations: [] };
    const sbom = sbomOf(
      auditOf([
        host("good"),
        host("half", { status: "partial" }),
        ...(["unreachable", "failed", "skipped"] as const).map((status) => host(status, { ...away, status })),
      ]),
    );
    const refOf = (name: string) => sbom.components.find((each) => each.name === name)?.["bom-ref"];
    const listOf = (aggregate: string) =>
      sbom.compositions?.find((each) => each.aggregate === aggregate)?.dependencies;
    expect(listOf("incomplete")).toEqual(
      expect.arrayContaining([refOf("half"), sbom.metadata.component["bom-ref"]]),
    );
    expect(listOf("unknown")).toEqual(
      expect.arrayContaining(["unreachable", "failed", "skipped"].map(refOf)),
    );
    const all = [...(listOf("incomplete") ?? []), ...(listOf("unknown") ?? [])];
    expect(all).not.toContain(refOf("good"));
    expect(propertyOf(sbom.metadata.component, "run:hosts:unreachable")).toBe("1");
    // An entry without needs would say that it needs nothing.
    expect(sbom.dependencies.map(({ ref }) => ref)).not.toContain(refOf("failed"));
  });

  it("tells denied, absent and failed apart where a version is not known, and has none then", () => {
    const sbom = sbomOf(
      auditOf([
        host("a", {
          installations: [
            installation(
              { "modules.wsgi": "shared" },
              {
                "apache.version": { outcome: "denied", reason: "only root may" },
                "wsgi.version": { outcome: "failed", reason: "it was cut off" },
                "python.version": { outcome: "absent", reason: "no Python there" },
              },
            ),
          ],
        }),
      ]),
    );
    const found = (name: string) => sbom.components.find((each) => each.name === name) as SbomComponent;
    for (const name of ["httpd", "mod_wsgi", "python"]) {
      expect(found(name)).not.toHaveProperty("version");
      expect(found(name)).not.toHaveProperty("purl");
      expect(found(name)).not.toHaveProperty("cpe");
    }
    expect(propertyOf(found("httpd"), "unknown:apache.version")).toBe("denied: only root may");
    expect(propertyOf(found("mod_wsgi"), "unknown:wsgi.version")).toBe("failed: it was cut off");
    expect(propertyOf(found("python"), "unknown:python.version")).toBe("absent: no Python there");
    expect(propertyOf(found("python"), "python:series")).toBe("3.11");
  });
});

/** An application by its name, what is not known of it, and its packages. */
function storyOf(sbom: Sbom, component: SbomComponent): string {
  const ref = component["bom-ref"];
  const doubt = sbom.compositions?.find(({ dependencies }) => dependencies.includes(ref))?.aggregate ?? null;
  const packages = neededBy(sbom, ref)
    .filter((each) => each["bom-ref"].startsWith("pkg:pypi/"))
    .map(({ name, version }) => (version === undefined ? name : `${name} ${version}`));
  return JSON.stringify([component.name, doubt, packages.sort()]);
}
