import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Audit } from "../../../src/model/audit.js";
import { perApplication } from "../../../src/report/cyclonedx/per-application.js";
import { forTerminal } from "../../../src/report/escape.js";
import { EVIL } from "../../support/hostile.js";
import { host, installation } from "../../support/sample.js";
import { propertyOf, reachedIn, type Sbom, schemaErrors } from "../../support/sbom.js";
import { anyHosts, unjudged } from "../../support/software.js";

const documentsOf = (audit: Audit) =>
  perApplication(audit, audit).map(({ file, text }) => ({ file, sbom: JSON.parse(text) as Sbom }));

const withApplications = (...ids: string[]) => ({
  ...installation(),
  applications: ids.map((id) => ({ id, facts: { "app.distributions": [`${id.length}-x 1`] }, gaps: {} })),
});

const applicationsIn = ({ components }: Sbom) =>
  components.filter((each) => each["bom-ref"].startsWith("application:")).map(({ name }) => name);

describe("a document for each application", () => {
  it("is valid, hangs together, and is about that application and no other, whatever the hosts say", () => {
    fc.assert(
      fc.property(anyHosts, (hosts) => {
        const audit = unjudged(hosts);
        const documents = documentsOf(audit);
        for (const { sbom } of documents) {
          expect(schemaErrors(sbom)).toBeNull();
          expect(reachedIn(sbom).size).toBe(sbom.components.length + 1);
          expect(new Set(applicationsIn(sbom))).toEqual(new Set([sbom.metadata.component.name]));
        }
        const ids = hosts.flatMap(({ installations }) =>
          installations.flatMap(({ applications }) => applications),
        );
        expect(new Set(documents.map(({ sbom }) => sbom.metadata.component.name))).toEqual(
          new Set(ids.map(({ id }) => forTerminal(id))),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("has a file of its own, whose name no shell takes for anything else and is the same in the next run", () => {
    const ids = ["/", "/a", "/a/", "/A", "a b", "../../etc/passwd", EVIL, "x".repeat(500), "-rf", ".hidden"];
    const audit = unjudged([host("one", { groups: ["w/b"], installations: [withApplications(...ids)] })]);
    const files = documentsOf(audit).map(({ file }) => file);
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(ids.length);
    for (const file of files) expect(file).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{1,230}\.cdx\.json$/);
    expect(documentsOf(structuredClone(audit)).map(({ file }) => file)).toEqual(files);
  });

  it("is one for all hosts of a group that have it, and another one for those of another group", () => {
    const audit = unjudged([
      host("web1", { installations: [withApplications("/shop", "/blog")] }),
      host("web2", { installations: [withApplications("/shop")] }),
      host("web3", { installations: [installation()] }),
      host("db1", { groups: ["db"], installations: [withApplications("/shop")] }),
      host("gone", { status: "unreachable", facts: {}, installations: [] }),
    ]);
    const told = documentsOf(audit).map(({ sbom }) => [
      sbom.metadata.component.group,
      sbom.metadata.component.name,
      ...sbom.components.filter(({ type }) => type === "device").map(({ name }) => name),
    ]);
    expect(told).toEqual([
      ["web", "/shop", "web1", "web2"],
      ["web", "/blog", "web1"],
      ["db", "/shop", "db1"],
    ]);
  });

  it("says that hosts of the run were silent, as the application may be on them", () => {
    const audit = unjudged([
      host("web1", { installations: [withApplications("/shop")] }),
      host("gone", { status: "unreachable", facts: {}, installations: [] }),
    ]);
    const [document] = documentsOf(audit);
    const root = document?.sbom.metadata.component;
    expect(root && propertyOf(root, "run:hosts:unreachable")).toBe("1");
    expect(document?.sbom.compositions).toContainEqual({
      aggregate: "incomplete",
      dependencies: [root?.["bom-ref"]],
    });
  });
});
