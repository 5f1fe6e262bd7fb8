import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { absent, type Check } from "../../src/checks/check.js";
import type { Part } from "../../src/model/snapshot.js";
import { runChecks, shells } from "../support/shells.js";
import { type Place, STRANGER, StrangersFiles, type Target } from "../support/strangers-files.js";

const isRoot = process.getuid?.() === 0;
let base: string;
let files: StrangersFiles;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
  chmodSync(base, 0o755);
  if (isRoot) files = new StrangersFiles(base);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const facts = {
  "reading.x": { label: "x", description: "x", type: "string" as const, source: "`true`", example: "x" },
};

/** The script of a check that reads each of the paths, a part each under its number. */
async function readAll(
  shell: readonly string[],
  paths: readonly string[],
  reading = (path: string) => `from_file '${path}' 100000 cat`,
): Promise<Part[]> {
  const lines = paths.map((path, index) => `part ${index} ${reading(path)}`);
  const file = join(base, `check-${paths.length}-${Math.random()}.sh`);
  writeFileSync(file, `collect_reading() {\n${lines.join("\n")}\nreturn 0\n}\n`);
  const check: Check = {
    id: "reading",
    title: "reading",
    level: "host",
    needs: [],
    collect: pathToFileURL(file),
    seconds: 120,
    facts,
    parse: () => ({ "reading.x": absent("not parsed here") }),
  };
  const { transcript } = await runChecks(shell, [check], { seconds: 120 });
  expect(transcript.complete).toBe(true);
  return transcript.sections[0]?.parts ?? [];
}

interface Way {
  way: string;
  /** Behind one link at most, and in no directory like /tmp. */
  isPlain: boolean;
  /** Nobody but root has a say in it. */
  isOwn: boolean;
  path: string;
  target: Target;
  isShown: boolean;
}

/** A chain of links to a target; shown to root's auditor if all who decide about the way may read it. */
function wayTo(target: Target, hops: readonly Place[]): Way {
  let path = target.path;
  const deciding = new Set(target.ways);
  for (const hop of hops) {
    const link = files.link(hop, path);
    path = link.path;
    deciding.add(link.decides);
  }
  const others = [...deciding].filter((user) => user !== 0);
  const isTheirs = others.every((user) => user === target.owner);
  const way = [...hops, target.path.slice(base.length)].join(" ");
  const isOwn = others.length === 0 && target.owner === 0;
  const isPlain = hops.length < 2 && !hops.some((place) => place.startsWith("shared"));
  return { way, isPlain, isOwn, path, target, isShown: target.isPublic || isTheirs };
}

const hops = fc.array(
  fc.constantFrom<Place>("stranger", "other", "public", "private", "shared", "shared-by-root"),
  { maxLength: 4 },
);

describe.runIf(isRoot).each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "a file that others may steer, under %s",
  (_name, shell) => {
    it("is read out to root's auditor only where all who decide about the way may read it", async () => {
      const chains = fc.sample(fc.tuple(fc.nat(), hops), 40);
      const ways = chains.map(([index, places]) =>
        wayTo(files.targets[index % files.targets.length] as Target, places),
      );
      const paths = ways.map(({ path }) => path);
      const parts = await readAll(shell, paths);
      const read = parts.map(({ stdout, stderr, status }, index) => ({
        way: ways[index]?.way,
        text: stdout.trim(),
        denied: /Permission denied/.test(stderr) && status !== 0,
      }));
      expect(read).toEqual(
        ways.map(({ way, target, isShown }) => ({ way, text: isShown ? target.text : "", denied: !isShown })),
      );
      // Many at once: never one that others have a say in, always the plain ones of root, behind one link as well.
      const many = await readAll(shell, [paths.join("' '")], (all) => `own_files 100000 '${all}'`);
      const own = (many[0]?.stdout.trimEnd().split("\n") ?? []).map((line) => line.startsWith("+"));
      expect(ways.filter(({ isOwn }, index) => own[index] && !isOwn)).toEqual([]);
      expect(ways.filter(({ isOwn, isPlain }, index) => !own[index] && isOwn && isPlain)).toEqual([]);
    }, 120_000);

    it("costs its own fact alone, whatever it is", async () => {
      const socket = join(base, "stranger", `socket-${shell[0]}`);
      spawnSync(process.execPath, [
        "-e",
        `require("net").createServer().listen(${JSON.stringify(socket)},()=>process.exit())`,
      ]);
      const fifo = join(base, "stranger", `fifo-${shell[0]}`);
      spawnSync("mkfifo", [fifo]);
      const loop = join(base, "stranger", `loop-${shell[0]}`);
      symlinkSync(loop, loop);
      const secret = files.targets.find(
        ({ owner, isPublic, path }) => owner === 0 && !isPublic && /600$/.test(path),
      );
      const link = (to: string) => files.link("stranger", to).path;
      const good = files.targets[1] as Target;
      const bad = [
        fifo,
        link(fifo),
        link("/dev/zero"),
        link("/dev/full"),
        link("/proc/self/environ"),
        link("/proc/self/mem"),
        link("/proc/1/environ"),
        link("/proc/kcore"),
        link("/proc/cpuinfo"),
        link("/sys/kernel/notes"),
        link("/etc"),
        files.at("stranger"),
        link("/etc/shadow"),
        files.hardLink(secret as Target, "stranger"),
        files.hardLink(secret as Target, "shared"),
        files.sparse(`sparse-${shell[0]}`, 2 ** 40),
        files.sparse(`large-${shell[0]}`, 4_294_967_297),
        files.sparse(`over-${shell[0]}`, 100_001),
        link(loop),
        files.at("stranger", "none"),
        files.at("stranger", "1-600", "below"),
        link("/no/where"),
        link(`${good.path}\n-rw-r--r-- 1 0 0 9 Jan  1 00:00 ${base}/stranger/x`),
      ];
      const parts = await readAll(shell, [good.path, ...bad, good.path]);
      expect(parts.map(({ stdout }) => stdout.trim())).toEqual([good.text, ...bad.map(() => ""), good.text]);
      const silent = bad.filter((_, index) => !parts[index + 1]?.stderr || parts[index + 1]?.status === 0);
      expect(silent).toEqual([]);
    }, 120_000);
  },
);

describe.runIf(isRoot)("a file of another user", () => {
  it("is read for so long and no longer, and no more of it than was said", async () => {
    const growing = join(base, "stranger", "growing");
    writeFileSync(growing, "x".repeat(90_000));
    chownSync(growing, STRANGER, STRANGER);
    // What is appended while it is read stays.
    const reading = (path: string) =>
      `from_file '${path}' 100000 sh -c 'head -c 400000 /dev/zero >>${path}; wc -c'`;
    const [grown] = await readAll(["sh"], [growing], reading);
    expect(Number(grown?.stdout)).toBeLessThanOrEqual(100_000);
    const parts = await readAll(
      ["sh"],
      [growing.replace("growing", `${STRANGER}-644`)],
      (path) => `from_file '${path}' 100000 sleep 1000`,
    );
    expect(parts[0]).toMatchObject({ status: 124 });
    expect(parts[0]?.stderr).toMatch(/is not read: it takes too long/);
  }, 120_000);
});

describe("a file of the login's own", () => {
  it("is read, in a directory of its group as well, and links between its own", async () => {
    const own = join(base, "own");
    spawnSync("install", ["-d", "-m", "770", own]);
    writeFileSync(join(own, "file"), "own text\n", { mode: 0o600 });
    symlinkSync("file", join(own, "link"));
    const paths = [join(own, "file"), join(own, "link")];
    const parts = await readAll(["sh"], isRoot ? [] : paths);
    for (const { stdout } of parts) expect(stdout).toBe("own text\n");
    expect(parts).toHaveLength(isRoot ? 0 : 2);
  });
});
