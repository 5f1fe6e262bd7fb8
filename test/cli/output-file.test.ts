import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { replaceFile } from "../../src/base/whole-file.js";
import { PROGRAM } from "../support/program.js";

const DEMO = fileURLToPath(new URL("../../src/demo/fleet.snapshot.jsonl", import.meta.url));

let world: string;
let place: string;

beforeAll(() => {
  world = realpathSync(mkdtempSync(join(tmpdir(), "wsgi-audit-test-")));
});

afterAll(() => rmSync(world, { recursive: true }));

beforeEach(() => {
  place = mkdtempSync(join(world, "case-"));
});

/** The program in a shell, as a user calls it: what is said, and what the shell redirects. */
function report(words: string, { umask = "022", format = "json" } = {}) {
  const line = `umask ${umask}; exec "$0" "$1" report "$2" -f ${format} ${words}`;
  return spawnSync("sh", ["-c", line, process.execPath, PROGRAM, DEMO], {
    cwd: place,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: world },
  });
}

const modeOf = (name: string) => statSync(join(place, name)).mode & 0o777;
const isReport = (name: string) =>
  readFileSync(join(place, name), "utf8").includes('"schema": "wsgi-audit/audit/');
const FINDINGS = 3;

describe("-o", () => {
  it.each(["000", "022", "077"])("makes a file that only its owner reads, under umask %s", (umask) => {
    expect(report("-o new.json", { umask })).toMatchObject({ status: FINDINGS, stderr: "" });
    expect([isReport("new.json"), modeOf("new.json"), readdirSync(place)]).toEqual([
      true,
      0o600,
      ["new.json"],
    ]);
  });

  it.each([
    [0o644, "read by others: its mode is 0644"],
    [0o640, "read by others: its mode is 0640"],
    [0o666, "read or changed by others: its mode is 0666"],
  ])("keeps the mode of a file, and says who can read it", (mode, said) => {
    writeFileSync(join(place, "old.json"), "old");
    chmodSync(join(place, "old.json"), mode);
    const { stderr } = report("-o old.json");
    expect(stderr).toBe(`wsgi-audit: old.json can be ${said}\n`);
    expect([isReport("old.json"), modeOf("old.json")]).toEqual([true, mode]);
  });

  it("says nothing of metrics, which are there for others", () => {
    writeFileSync(join(place, "wsgi_audit.prom"), "", { mode: 0o644 });
    expect(report("-o wsgi_audit.prom", { format: "prometheus" }).stderr).toBe("");
    expect(modeOf("wsgi_audit.prom")).toBe(0o644);
  });

  it.each([1, 2, 5])(
    "writes what a chain of %i links leads to, there or not, and leaves the links",
    (length) => {
      mkdirSync(join(place, "below"));
      for (const target of ["there.json", "not-yet.json"]) {
        if (target === "there.json") writeFileSync(join(place, "below", target), "old", { mode: 0o600 });
        for (let each = 0; each < length; each++)
          symlinkSync(
            each === 0 ? `below/${target}` : `${target}-${each - 1}`,
            join(place, `${target}-${each}`),
          );
        const last = `${target}-${length - 1}`;
        expect(report(`-o ${last}`).stderr).toBe("");
        expect(lstatSync(join(place, last)).isSymbolicLink()).toBe(true);
        expect([isReport(`below/${target}`), modeOf(`below/${target}`)]).toEqual([true, 0o600]);
      }
      expect(readdirSync(join(place, "below")).sort()).toEqual(["not-yet.json", "there.json"]);
    },
  );

  it("writes into a device, and leaves it what it is", () => {
    const before = statSync("/dev/null");
    expect(report("-o /dev/null")).toMatchObject({ status: FINDINGS, stderr: "" });
    const after = statSync("/dev/null");
    expect([after.isCharacterDevice(), after.ino]).toEqual([true, before.ino]);
  });

  it("says that a device is full", () => {
    const { status, stderr } = report("-o /dev/full");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^wsgi-audit: cannot write \/dev\/full: the disk is full \(ENOSPC\)/);
    expect(statSync("/dev/full").isCharacterDevice()).toBe(true);
  });

  it("writes into a pipe that somebody reads, and does not wait where nobody does", () => {
    expect(spawnSync("mkfifo", [join(place, "pipe")]).status).toBe(0);
    expect(report("-o pipe")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("cannot write pipe: ENXIO"),
    });
    const reader = openSync(join(place, "pipe"), constants.O_RDWR | constants.O_NONBLOCK);
    report("-o pipe", { format: "monitor" });
    const read = Buffer.alloc(65_536);
    expect(read.toString("utf8", 0, readSync(reader, read))).toMatch(/^WSGI/i);
    closeSync(reader);
    expect(statSync(join(place, "pipe")).isFIFO()).toBe(true);
  });

  it("writes into what the shell has redirected, a file among it", () => {
    expect(report("-o /dev/stdout | cat").stdout).toContain('"schema"');
    report("-o /dev/fd/7 7>seven.json");
    report("-o /dev/stdout >one.json");
    symlinkSync("/dev/stdout", join(place, "out"));
    report("-o out >two.json");
    expect(["seven.json", "one.json", "two.json"].map(isReport)).toEqual([true, true, true]);
    expect(readdirSync(place).sort()).toEqual(["one.json", "out", "seven.json", "two.json"]);
  });

  it("says what cannot be written, and leaves nothing beside it", async () => {
    mkdirSync(join(place, "directory"));
    symlinkSync("loop", join(place, "loop"));
    const server = createServer().listen(join(place, "socket"));
    for (const name of ["directory", "loop", "socket", "missing/new.json"]) {
      const { status, stderr } = report(`-o ${name}`);
      expect([name, status]).toEqual([name, 1]);
      expect(stderr).toMatch(new RegExp(`^wsgi-audit: cannot write ${name}: .+\n$`));
    }
    await new Promise((closed) => server.close(closed));
    expect(readdirSync(place).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("makes the files of a directory its owner's alone", () => {
    report("-o all", { format: "json,html,csv" });
    expect(readdirSync(join(place, "all")).map((name) => modeOf(`all/${name}`))).toEqual([
      0o600, 0o600, 0o600,
    ]);
  });
});

describe("evidence", () => {
  it("is said to be open to others where its file was", () => {
    writeFileSync(join(place, "inventory.yaml"), "hosts:\n  nobody: { address: 127.0.0.1, port: 1 }\n");
    for (const name of ["run.jsonl", "run.log"]) {
      writeFileSync(join(place, name), "");
      chmodSync(join(place, name), 0o604);
    }
    const { stderr } = spawnSync(
      process.execPath,
      [PROGRAM, "collect", "-o", "run.jsonl", "--log", "run.log", "--no-ssh-config"],
      { cwd: place, encoding: "utf8", env: { PATH: process.env.PATH, HOME: world } },
    );
    for (const name of ["run.jsonl", "run.log"])
      expect(stderr).toContain(`wsgi-audit: ${name} can be read by others: its mode is 0604\n`);
  });
});

describe("replaceFile", () => {
  it("passes through no name that somebody could guess, and leaves none behind", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w.-]{1,60}$/), fc.string(), (name, text) => {
        fc.pre(basename(name) !== "." && basename(name) !== "..");
        const file = join(mkdtempSync(join(place, "each-")), name);
        const guesses = [`${file}.tmp`, `${file}.${process.pid}.tmp`, join(file, "..", `.${name}.tmp`)];
        for (const guess of guesses) symlinkSync(join(place, "elsewhere"), guess);
        replaceFile(file, text);
        expect(readFileSync(file, "utf8")).toBe(text);
        expect(readdirSync(join(file, "..")).length).toBe(guesses.length + 1);
      }),
      { numRuns: 50 },
    );
    expect(readdirSync(place)).not.toContain("elsewhere");
  });
});
