/** `--format cyclonedx` of the built command, on the evidence of the demo. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse as parseCsv } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROGRAM } from "../support/program.js";
import {
  neededBy,
  needsIn,
  readAsMessage,
  type Sbom,
  type SbomComponent,
  schemaErrors,
} from "../support/sbom.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
afterAll(() => rmSync(directory, { recursive: true }));

const snapshot = fileURLToPath(new URL("../../src/demo/fleet.snapshot.jsonl", import.meta.url));

/** What reads the format, where it was loaded, told at the end of the process. */
const WATCH = `process.on("exit", () => {
  const loaded = Object.keys(require.cache).filter((file) => /cyclonedx-library|packageurl-js/.test(file));
  require("node:fs").writeFileSync(process.env.LOADED, String(loaded.length));
});`;

function run(...words: string[]) {
  const [watch, loaded] = [join(directory, "watch.cjs"), join(directory, "loaded")];
  writeFileSync(watch, WATCH);
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--require", watch, PROGRAM, ...words], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: directory, LOADED: loaded },
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr, loaded: Number(readFileSync(loaded, "utf8")) };
}

const isApplication = (each: SbomComponent) => each["bom-ref"].startsWith("application:");

const packagesOf = (sbom: Sbom, application: SbomComponent) =>
  neededBy(sbom, application["bom-ref"])
    .filter((each) => each["bom-ref"].startsWith("pkg:pypi/"))
    .map(({ name, version }) => `${name} ${version}`)
    .sort();

/** The matrix of packages, as text: for each host and application what it imports. */
function packagesByCsv(): Map<string, string[]> {
  const [head = [], ...rows] = parseCsv(
    run("report", snapshot, "-f", "csv", "--packages").stdout,
  ) as string[][];
  const columns = head.flatMap((id, index) =>
    id.startsWith("app.package.") ? [{ name: id.slice("app.package.".length), index }] : [],
  );
  const [host, application] = [head.indexOf("host"), head.indexOf("application")];
  return new Map(
    rows.map((row) => [
      `${row[host]} ${row[application]}`,
      columns.flatMap(({ name, index }) => (row[index] === "none" ? [] : [`${name} ${row[index]}`])).sort(),
    ]),
  );
}

describe("the SBOM of the demo's evidence", () => {
  let sbom: Sbom;
  let text: string;
  beforeAll(() => {
    const { status, stdout, stderr } = run("report", snapshot, "--format", "cyclonedx");
    expect({ status, stderr }).toEqual({ status: 3, stderr: "" });
    text = stdout;
    sbom = JSON.parse(text);
  });

  it("is valid, is read by another reader, and is the same when it is made again", () => {
    expect(schemaErrors(sbom)).toBeNull();
    expect(readAsMessage(sbom).components).toHaveLength(sbom.components.length);
    expect(run("report", snapshot, "--format", "cyclonedx").stdout).toBe(text);
  });

  it("has of each application on each host the packages that the matrix has", () => {
    const byRef = new Map(sbom.components.map((each) => [each["bom-ref"], each]));
    const needs = needsIn(sbom);
    const below = (ref: string): string[] => (needs.get(ref) ?? []).flatMap((each) => [each, ...below(each)]);
    const told = sbom.components
      .filter(({ type }) => type === "device")
      .flatMap((device) =>
        [...new Set(below(device["bom-ref"]))]
          .flatMap((ref) => byRef.get(ref) ?? [])
          .filter(isApplication)
          .map((each) => [`${device.name} ${each.name}`, packagesOf(sbom, each)] as const),
      );
    const wanted = packagesByCsv();
    expect(new Map(told)).toEqual(wanted);
    expect(wanted.size).toBeGreaterThan(20);
    expect(new Set([...wanted.values()].flat()).size).toBeGreaterThan(4);
  });

  it("has the packages of the hosts' httpd, mod_wsgi and Python, as the recordings have them", () => {
    const purls = new Set(sbom.components.flatMap(({ purl }) => purl ?? []));
    for (const purl of [
      "pkg:deb/debian/libapache2-mod-wsgi-py3@4.9.4-1%2Bb2?distro=debian-12&upstream=mod-wsgi%404.9.4-1",
      "pkg:deb/debian/libapache2-mod-wsgi-py3@5.0.2-1?distro=debian-13&upstream=mod-wsgi",
      "pkg:generic/mod_wsgi@5.0.2",
      "pkg:generic/httpd@2.4.71",
      "pkg:generic/python@3.11.2",
      "pkg:generic/python@3.13.5",
    ])
      expect(purls).toContain(purl);
  });

  it("is written for each application with --apps, where a directory is named", () => {
    const into = join(directory, "sboms");
    expect(run("report", snapshot, "-f", "cyclonedx", "--apps", "-o", into)).toMatchObject({
      status: 3,
      stderr: "",
    });
    const documents = readdirSync(into).map(
      (file) => JSON.parse(readFileSync(join(into, file), "utf8")) as Sbom,
    );
    const names = new Set(sbom.components.filter(isApplication).map(({ name }) => name));
    expect(documents.map(({ metadata }) => metadata.component.name).sort()).toEqual([...names].sort());
    for (const each of documents) expect(schemaErrors(each)).toBeNull();
    for (const wrong of [[], ["-o", "-"]])
      expect(run("report", snapshot, "-f", "cyclonedx", "--apps", ...wrong)).toMatchObject({
        status: 2,
        stderr:
          "wsgi-audit: cyclonedx with --apps is a file per application, and needs a directory: -o DIR\n",
      });
  });

  it("is of the part that --where leaves, and without an application of one says that there is no file", () => {
    const shown = JSON.parse(
      run("report", snapshot, "-f", "cyclonedx", "--where", "app.package.django < 4").stdout,
    ) as Sbom;
    expect(shown.components.filter(({ type }) => type === "device").map(({ name }) => name)).toEqual([
      "libpath-only",
    ]);
    expect(shown.components.filter(({ name }) => name === "django").map(({ version }) => version)).toEqual([
      "3.2.25",
    ]);
    const into = join(directory, "none");
    const none = run(
      "report",
      snapshot,
      "-f",
      "cyclonedx",
      "--apps",
      "--where",
      "app.package.django < 1",
      "-o",
      into,
    );
    expect(none).toMatchObject({
      status: 3,
      stderr: "wsgi-audit: no application is known: there is no file of one\n",
    });
    expect(readdirSync(into)).toEqual([]);
  });

  it("is what its libraries are loaded for, and nothing else", () => {
    expect(run("report", snapshot).loaded).toBe(0);
    expect(run("--version").loaded).toBe(0);
    expect(run("report", snapshot, "-f", "cyclonedx").loaded).toBeGreaterThan(10);
  });
});
