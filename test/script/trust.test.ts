import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shared } from "../support/shared-shell.js";
import { shells } from "../support/shells.js";

/** Of every system: they have a group of their own, and are nobody's login. */
const STRANGERS = [
  { uid: 1, gid: 1 },
  { uid: 65534, gid: 65534 },
];
/** Whose eyes are looked with: root's, and those of a login without privileges. */
const LOGINS = [0, 2];

interface Part {
  name: string;
  owner: number;
  group: number;
  mode: number;
  /** A link leads to it, absolute or relative; of that owner. */
  link?: { absolute: boolean; owner: number; above: boolean } | undefined;
}

interface Tree {
  parts: Part[];
  file: Omit<Part, "link">;
}

const fromOwners = (login: number, honest: boolean) =>
  honest
    ? fc.constantFrom(0, login)
    : fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(0, login) },
        { weight: 1, arbitrary: fc.constantFrom(1, 65534) },
      );

const names = fc
  .stringMatching(/^[A-Za-z0-9 _'"\\$*?[\]{}()<>|&;:=,+@%~é-]{1,8}$/)
  .filter((name) => name !== "-" && !/^\.+$/.test(name));

const partOf = (login: number, honest: boolean, file: boolean) =>
  fc.record({
    name: names,
    owner: fromOwners(login, honest),
    group: honest ? fc.constant(0) : fc.constantFrom(0, 1, 4711),
    mode: honest
      ? fc.constantFrom(0o755, 0o711)
      : fc.constantFrom(0o755, 0o755, 0o775, 0o777, ...(file ? [] : [0o1777, 0o1775, 0o2775])),
    link: file
      ? fc.constant(undefined)
      : fc.option(
          fc.record({ absolute: fc.boolean(), owner: fromOwners(login, honest), above: fc.boolean() }),
          {
            nil: undefined,
          },
        ),
  });

const treeOf = (login: number, honest: boolean): fc.Arbitrary<Tree> =>
  fc.record({
    parts: fc.array(partOf(login, honest, false), { minLength: 1, maxLength: 4 }),
    file: partOf(login, honest, true),
  });

/** Makes it below `base`, and returns the path by which it is used. */
function build(base: string, { parts, file }: Tree): string {
  mkdirSync(base);
  chmodSync(base, 0o755);
  let used = base;
  let at = base;
  const later: (() => void)[] = [];
  parts.forEach(({ name, link, owner, group, mode }, index) => {
    const target = join(at, link ? `d${index}` : name);
    mkdirSync(target, { recursive: true });
    if (link) {
      const place = join(link.above ? base : at, `${index}${name}`);
      symlinkSync(
        link.absolute ? target : target.replace(`${dirname(place)}/`, link.above ? "./" : ""),
        place,
      );
      lchownSync(place, link.owner, 0);
      used = place;
    } else used = join(used, name);
    at = target;
    later.push(
      () => lchownSync(target, owner, group),
      () => chmodSync(target, mode),
    );
  });
  writeFileSync(join(at, file.name), "honest");
  lchownSync(join(at, file.name), file.owner, file.group);
  chmodSync(join(at, file.name), file.mode);
  for (const step of later.reverse()) step();
  return join(used, file.name);
}

/** Tries, as a stranger, whatever makes the path lead to another content: writing, and putting things in its way. */
const ATTACK = `
const { lstatSync, mkdirSync, readFileSync, readlinkSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join, resolve } = require("node:path");
const tried = (act) => { try { return act(), true } catch { return false } };
let count = 0;
function replace(path, rest) {
  if (!tried(() => renameSync(path, dirname(path) + "/aside" + process.pid + count++))) return;
  if (rest === "") { tried(() => writeFileSync(path, "stranger")); return; }
  tried(() => { mkdirSync(dirname(path + rest), { recursive: true }); writeFileSync(path + rest, "stranger"); });
}
function attack(path, depth = 0) {
  if (depth > 20) return;
  tried(() => writeFileSync(path, "stranger"));
  const parts = path.split("/").slice(1);
  for (let i = 1; i <= parts.length; i++) {
    const here = "/" + parts.slice(0, i).join("/"), rest = path.slice(here.length);
    let target;
    tried(() => { target = readlinkSync(here); });
    if (target !== undefined) attack(resolve(dirname(here), target) + rest, depth + 1);
    replace(here, rest);
  }
}
for (const path of process.argv.slice(1)) attack(path);
`;

const verdictsIn = (
  shell: readonly string[],
  uid: number,
  paths: readonly string[],
): (string | undefined)[] => {
  const [program = "sh", ...words] = shell;
  const run = spawnSync(program, [...words, "-c", `${shared}\njudged "$@"`, "sh", ...paths], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, SHLVL: "1" },
    cwd: "/",
    uid,
    gid: uid,
  });
  expect(run.stderr).toBe("");
  const lines = run.stdout.split("\n").slice(0, -1);
  expect(lines).toHaveLength(paths.length);
  return lines.map((line) => line.split("\t")[1]);
};

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)(
  isRoot
    ? "whose files may be run"
    : "WHOSE FILES MAY BE RUN: NOT TESTED, AS ONLY ROOT MAKES FILES OF OTHERS",
  () => {
    let base = "";
    let trees = 0;
    beforeAll(() => {
      base = mkdtempSync("/var/lib/wsgi-audit-test-");
      chmodSync(base, 0o755);
    });
    afterAll(() => rmSync(base, { recursive: true, force: true }));

    const built = (tree: Tree) => build(join(base, `t${trees++}`), tree);
    const dash = shells[0] ?? ["sh"];

    it.each(LOGINS)("none that a stranger can replace is taken for ours, by user %d", (login) => {
      const sample = fc.sample(treeOf(login, false), { numRuns: 250, seed: 20261130 + login });
      const paths = sample.map(built).filter((path) => existsSync(path));
      const verdicts = verdictsIn(dash, login, paths);
      const ours = paths.filter((_, index) => verdicts[index] === "");
      expect(ours.length).toBeGreaterThan(20);
      expect(ours.length).toBeLessThan(paths.length - 20);
      for (const stranger of STRANGERS)
        spawnSync(process.execPath, ["-e", ATTACK, ...paths], { ...stranger, cwd: "/", env: {} });
      const contents = paths.map((path) => (existsSync(path) ? readFileSync(path, "utf8") : "gone"));
      // The attack is one: else nothing would follow from what it did not reach.
      expect(contents.filter((content) => content === "stranger").length).toBeGreaterThan(20);
      expect(ours.filter((path) => contents[paths.indexOf(path)] !== "honest")).toEqual([]);
    });

    it.each(LOGINS)("what is root's or the login's own, all the way, is ours, by user %d", (login) => {
      const sample = fc.sample(treeOf(login, true), { numRuns: 150, seed: 42 + login });
      const paths = sample.map(built);
      expect(verdictsIn(dash, login, paths).filter((why) => why !== "")).toEqual([]);
    });

    it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
      "is judged alike with %s",
      (_, shell) => {
        const sample = fc.sample(treeOf(0, false), { numRuns: 60, seed: 7 });
        // yash takes no other bytes in this locale.
        const paths = sample.map(built).filter((path) => /^[ -~]*$/.test(path));
        expect(verdictsIn(shell, 0, paths)).toEqual(verdictsIn(dash, 0, paths));
      },
    );

    it("no name makes a line, whatever bytes it holds, and none costs its neighbours their verdict", () => {
      const odd = fc.sample(
        fc.array(
          fc.constantFrom("\n", "\t", "\r", "\u001f", "\u001e", "\u007f", "\u0001", "a", " ", "/usr/bin/env"),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        { numRuns: 100, seed: 3 },
      );
      const paths = odd.flatMap((parts) => [`/var/${parts.join("")}`, "/usr/bin/env"]);
      const verdicts = verdictsIn(dash, 0, paths);
      paths.forEach((path, index) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
        if (/[\u0001-\u001f\u007f]/.test(path)) expect(verdicts[index]).toMatch(/control character/);
        else expect(verdicts[index]).toBe("");
      });
    });

    it("a link of a stranger's that pretends to be the listing of another path changes nothing of that", () => {
      const own = join(base, "own");
      mkdirSync(own);
      writeFileSync(join(own, "program"), "");
      const theirs = join(base, "theirs");
      mkdirSync(theirs);
      for (const [index, text] of [
        `x\n-rwxrwxrwx 1 1 1 1 Jan 1 00:00 ${own}/program`,
        `x\nstat\t-rwxrwxrwx 1 1 ${own}/program`,
        `x\n-rwxr-xr-x 1 0 0 1 Jan 1 00:00 ${theirs}`,
        `x\nlink\t${own}\t${theirs}`,
      ].entries())
        symlinkSync(text, join(theirs, `l${index}`));
      lchownSync(theirs, 1, 1);
      const paths = [0, 1, 2, 3].map((index) => `${theirs}/l${index}/x`);
      expect(verdictsIn(dash, 0, [...paths, `${own}/program`])).toEqual([
        ...paths.map(() => `${theirs} belongs to user 1`),
        "",
      ]);
    });

    it("a group is judged by who is in it", () => {
      const at = join(base, "groups");
      mkdirSync(at);
      const file = (name: string, group: number) => {
        writeFileSync(join(at, name), "");
        lchownSync(join(at, name), 0, group);
        chmodSync(join(at, name), 0o775);
        return join(at, name);
      };
      const paths = [file("nobody-in-it", 4711), file("of-root", 0), file("of-daemon", 1)];
      expect(verdictsIn(dash, 0, paths)).toEqual(["", "", `group 1 may write to ${paths[2]}`]);
    });
  },
);
