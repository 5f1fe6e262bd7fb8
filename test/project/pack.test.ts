import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linksIn, read } from "../support/documents.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
afterAll(() => rmSync(directory, { recursive: true }));

const run = (cwd: string, program: string, ...words: string[]) =>
  spawnSync(program, words, {
    cwd,
    encoding: "utf8",
    timeout: 180_000,
    env: { ...process.env, npm_config_loglevel: "error" },
  });

/** Without any network but loopback, where this user may have that; root may. */
const ISOLATED = run(ROOT, "unshare", "-n", "ip", "link", "set", "lo", "up").status === 0;
const isolated = (cwd: string, command: string) =>
  ISOLATED
    ? run(cwd, "unshare", "-n", "sh", "-c", `ip link set lo up; ${command}`)
    : run(cwd, "sh", "-c", command);

const folder = (name: string) => {
  mkdirSync(join(directory, name));
  writeFileSync(join(directory, name, "package.json"), "{}\n");
  return join(directory, name);
};

/** Every package that the program needs, as the lock file has it, where no registry can fill npm's cache. */
function unpack(tarball: string, to: string): void {
  const locked = JSON.parse(readFileSync(`${ROOT}/package-lock.json`, "utf8")).packages as Record<
    string,
    { dev?: boolean; devOptional?: boolean }
  >;
  for (const [path, { dev, devOptional }] of Object.entries(locked))
    if (path !== "" && !dev && !devOptional && existsSync(join(ROOT, path)))
      cpSync(join(ROOT, path), join(to, path), { recursive: true });
  mkdirSync(join(to, "node_modules/wsgi-audit"), { recursive: true });
  run(to, "tar", "xzf", tarball, "--strip-components=1", "-C", "node_modules/wsgi-audit");
  mkdirSync(join(to, "node_modules/.bin"), { recursive: true });
  run(to, "ln", "-s", "../wsgi-audit/dist/wsgi-audit.cjs", "node_modules/.bin/wsgi-audit");
}

describe("the package that npm pack makes", () => {
  let tarball: string;
  beforeAll(() => {
    const packed = run(ROOT, "npm", "pack", "--ignore-scripts", "--json", "--pack-destination", directory);
    tarball = join(directory, JSON.parse(packed.stdout)[0].filename);
  });

  it("holds the program, schemas, shell and page files, the documentation, the licence, and nothing else", () => {
    const { stdout } = run(directory, "tar", "tzf", tarball);
    const files = stdout
      .trim()
      .split("\n")
      .map((name) => name.replace(/^package\//, ""));
    const sources = readdirSync(`${ROOT}/src`, { recursive: true, encoding: "utf8" });
    // Compiled files have three companions; types of others have none, and what is not TypeScript is there as it is.
    const compiled = sources.flatMap((name) => {
      const [, stem, kind] = /^(.*)(?<!\.d)\.(c?)ts$/.exec(name) ?? [];
      return stem === undefined
        ? []
        : [`${kind}js`, `${kind}js.map`, `d.${kind}ts`].map((end) => `dist/${stem}.${end}`);
    });
    const copied = sources
      .filter((name) => /\.(sh|js|css|html|jsonl|wsgi)$/.test(name))
      .map((name) => `dist/${name}`);
    const schemas = readdirSync(`${ROOT}/schemas`).map((name) => `schemas/${name}`);
    const pages = readdirSync(`${ROOT}/docs`, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.\w+$/.test(name))
      .map((name) => `docs/${name}`);
    const top = ["CONTRIBUTING.md", "LICENSE", "README.md", "inventory.example.yaml", "package.json"];
    const command = files.filter((name) => name.startsWith("dist/command/"));
    expect(command).toEqual(expect.arrayContaining(["dist/command/bin.js", "dist/command/LICENSES.txt"]));
    // Parts of several commands have a number of their text, and no name.
    const strange = command.filter(
      (name) => !/\/(bin\.js|LICENSES\.txt|[a-z-]+-[A-Z0-9]{8}\.js)$/.test(name),
    );
    expect(strange).toEqual([]);
    const others = files.filter((name) => !command.includes(name));
    expect(others.sort()).toEqual([...compiled, ...copied, ...schemas, ...pages, ...top].sort());
    const linked = linksIn(read("README.md")).map((link) => link.split("#")[0]);
    expect(linked.filter((link) => link && !files.includes(link))).toEqual([]);
  });

  it("installs and runs with no scripts and no network", () => {
    const cache = join(directory, "cache");
    const install = `npm install --ignore-scripts --no-audit --no-fund --cache ${cache} ${tarball}`;
    const warmed = run(folder("warm"), "sh", "-c", install).status === 0;
    const there = folder("there");
    if (warmed) expect(isolated(there, `${install} --offline`)).toMatchObject({ status: 0 });
    else unpack(tarball, there);
    const version = isolated(there, "npx --offline wsgi-audit --version");
    expect(version).toMatchObject({ status: 0, stderr: "" });
    expect(version.stdout.trim()).toBe(JSON.parse(readFileSync(`${ROOT}/package.json`, "utf8")).version);
    const demo = isolated(there, "npx --offline wsgi-audit demo");
    expect(demo.status).toBe(0);
    expect(demo.stdout).toMatch(/hosts 15: 15 ok/);
    for (const report of ["audit.html", "audit.cdx.json"])
      expect(existsSync(join(there, "wsgi-audit-report", report))).toBe(true);
  }, 400_000);

  it("wants no install script of anything that it brings", () => {
    const { packages } = JSON.parse(readFileSync(`${ROOT}/package-lock.json`, "utf8"));
    const scripted = Object.entries(
      packages as Record<string, { dev?: boolean; optional?: boolean; hasInstallScript?: boolean }>,
    )
      .filter(([, { dev, optional, hasInstallScript }]) => hasInstallScript && !dev && !optional)
      .map(([path]) => path);
    // ssh2 builds a faster cipher if it may; src/transport/ssh2/without-native.ts does without.
    expect(scripted).toEqual(["node_modules/ssh2"]);
  });
});
