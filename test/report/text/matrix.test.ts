import { describe, expect, it } from "vitest";
import { reporters } from "../../../src/report/index.js";
import { options } from "../../support/report-options.js";
import { auditOf, host, installation } from "../../support/sample.js";

const textOf = (audit: ReturnType<typeof auditOf>, more = {}) =>
  reporters.text(audit, { ...options, ...more });

describe("records that a finding speaks of", () => {
  const home = (version: string) => ({
    home: "/srv/venv",
    source: "WSGIPythonHome",
    kind: "venv",
    version,
    base: "/usr",
    base_exists: true,
    usable: true,
  });
  const web = (name: string, version: string) =>
    host(name, {
      installations: [installation({ "python.home": "/srv/venv", "python.homes": [home(version)] })],
    });
  const fleet = (version: string) =>
    auditOf([...["web01", "web02", "web03"].map((name) => web(name, "3.11.2")), web("web04", version)]);

  it("have no column beside it, as long as nobody asks for all or for them", () => {
    const text = textOf(fleet("3.9.2"));
    expect(text).toMatch(/^error python\/venv-version-mismatch/m);
    expect(text).toMatch(/not like most of the group either: .*Python homes/);
    expect(text).not.toMatch(/^ {2}HOSTS .*Python homes/m);
    for (const asked of [{ all: true }, { expand: ["python.homes"] }, { expand: ["python.*"] }])
      expect(textOf(fleet("3.9.2"), asked)).toMatch(/^ {2}HOSTS .*Python homes/m);
  });

  it("have one where nobody knows which of them is right", () => {
    const text = textOf(auditOf([web("web01", "3.11.2"), web("web02", "3.9.2")]));
    expect(text).toMatch(/^error python\/venv-version-mismatch/m);
    expect(text).toMatch(/^ {2}HOSTS .*Python homes/m);
  });
});

it("has a line for each group of equal installations, without empty ones between, and those that differ apart", () => {
  const web = (name: string, group: string, version = "2.4.62") =>
    host(name, { groups: [group], installations: [installation({ "apache.version": version })] });
  const audit = auditOf([
    web("a1", "a"),
    web("a2", "a"),
    web("b1", "b"),
    web("c1", "c", "2.4.62"),
    web("c2", "c", "2.4.66"),
    web("d1", "d"),
    web("d2", "d"),
  ]);
  const text = textOf(audit);
  expect(text).toContain(
    "a: 2 installations, all equal: a[1-2] (2)\nb: 1 installation: b1\n\nc: 2 installations",
  );
  expect(text).toMatch(/\n\nd: 2 installations, all equal: d\[1-2\] \(2\)\n {2}\* not like/);
});
