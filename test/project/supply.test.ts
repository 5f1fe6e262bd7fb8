import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { reporters } from "../../src/report/index.js";
import { auditOf, sampleFleet } from "../support/sample.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (name: string) => readFileSync(`${ROOT}/${name}`, "utf8");
const manifest = JSON.parse(read("package.json"));
const locked: Record<string, { version: string; dev?: boolean; devOptional?: boolean }> = JSON.parse(
  read("package-lock.json"),
).packages;
const shipped = Object.entries(locked).filter(
  ([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional && existsSync(`${ROOT}/${path}`),
);
const nameOf = (path: string) => path.replace(/^.*node_modules\//, "");
const npm = (...words: string[]) =>
  spawnSync("npm", words, { cwd: ROOT, encoding: "utf8", timeout: 120_000 });

const SILENT_REGISTRY = `
  **********************************************************************
  *  npm audit WAS NOT ASKED: the registry does not answer such         *
  *  questions from here. Run \`npm audit\` where it does.               *
  **********************************************************************
`;

describe("what others have written", () => {
  it("is justified in CONTRIBUTING.md, package by package", () => {
    const rows = read("CONTRIBUTING.md").match(/^\| `.*$/gm) ?? [];
    const named = rows.flatMap((row) =>
      [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    const wanted = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(named.filter((name) => name && /^[@a-z]/.test(name) && !name.includes(" ")).sort()).toEqual(
      wanted.sort(),
    );
  });

  it("has licences of the list, printed by npm run licenses", () => {
    const { status, stdout, stderr } = npm("run", "licenses");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const listed = stdout
      .trim()
      .split("\n")
      .map((line) => line.split(" ")[0]);
    expect(listed).toEqual(shipped.map(([path]) => nameOf(path)));
  });

  it("brings no validator along: what could check the SBOM that we write is there for tests alone", () => {
    const names = shipped.map(([path]) => nameOf(path));
    expect(names).toContain("@cyclonedx/cyclonedx-library");
    expect(names.filter((name) => /^(ajv|libxmljs|xmlbuilder)/.test(name))).toEqual([]);
    const { dependencies = {} } = JSON.parse(read("node_modules/@cyclonedx/cyclonedx-library/package.json"));
    expect(dependencies).toEqual({});
  });

  it("has its licences beside the command that it is built into", () => {
    const built = readdirSync(`${ROOT}/dist/command`).filter((name) => name.endsWith(".js"));
    const within = built.flatMap((name) =>
      [...read(`dist/command/${name}`).matchAll(/^ *\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(
        ([, name]) => name ?? "",
      ),
    );
    const licences = read("dist/command/LICENSES.txt");
    const named = [...licences.matchAll(/^([^ \n]+) \d\S*\n\n/gm)].map(([, name]) => name ?? "");
    expect(named).toContain("zod");
    expect(named).toEqual([...new Set(within)].sort());
  });

  it("stands in the SBOM of npm run sbom, version by version", () => {
    const sbom = JSON.parse(npm("run", "sbom").stdout);
    expect(sbom).toMatchObject({
      bomFormat: "CycloneDX",
      metadata: { component: { purl: `pkg:npm/wsgi-audit@${manifest.version}` } },
    });
    const inSbom = sbom.components.map(
      ({ name, version }: { name: string; version: string }) => `${name} ${version}`,
    );
    const names = shipped.map(([path, { version }]) => `${nameOf(path)} ${version}`);
    expect([...new Set(inSbom)].sort()).toEqual([...new Set(names)].sort());
  });

  it("gives its licence along with every page that it is written into", () => {
    const page = reporters.html(auditOf(sampleFleet()), {
      color: false,
      width: 80,
      fold: true,
      apps: false,
      failOn: "warning",
      command: "x",
    });
    expect(page).toContain(readFileSync(`${ROOT}/node_modules/tabulator-tables/LICENSE`, "utf8").trim());
  });

  it("has no vulnerability that npm audit knows of", ({ skip }) => {
    const { stdout } = npm("audit", "--omit", "dev", "--json");
    const answer = JSON.parse(stdout);
    if (answer.metadata === undefined) {
      process.stderr.write(SILENT_REGISTRY);
      skip(SILENT_REGISTRY);
    }
    expect(answer.metadata.vulnerabilities).toMatchObject({ total: 0 });
  });
});
