import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { InterruptedError, UsageError } from "../../../src/base/errors.js";
import { type Lock, takeLock } from "../../../src/cli/unattended/lock.js";
import { PROGRAM } from "../../support/program.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
const locks: Lock[] = [];
const children: ChildProcess[] = [];
afterEach(() => {
  for (const lock of locks.splice(0)) lock.release();
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;
const freshFile = () => join(directory, `lock-${++files}`);

async function take(...words: Parameters<typeof takeLock>) {
  const lock = await takeLock(...words);
  locks.push(lock);
  return lock;
}

const MODULE = JSON.stringify(join(PROGRAM, "../cli/unattended/lock.js"));

/** Takes the lock with the built module, says so or why not, then waits for its end. */
function startProcess(file: string, then = "process.stdin.resume()"): ChildProcess {
  const code = `
    const { takeLock } = await import(${MODULE});
    process.stdin.once("data", async () => {
      try { await takeLock(${JSON.stringify(file)}); console.log("won"); ${then} }
      catch (error) { console.log(error.message); process.exit(); }
    });
    console.log("ready");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}

const line = async (child: ChildProcess) =>
  child.stdout ? String((await once(child.stdout, "data"))[0]).trim() : "";

async function start(file: string, then?: string) {
  const child = startProcess(file, then);
  expect(await line(child)).toBe("ready");
  const said = line(child);
  return { child, go: () => void child.stdin?.write("go\n"), said };
}

describe("a lock", () => {
  it("is had by one, who is named to the others, and by the next after that", async () => {
    const file = freshFile();
    const first = await take(file);
    const refusal = await takeLock(file).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UsageError);
    expect(String(refusal)).toMatch(
      new RegExp(`another run holds ${file} \\(pid ${process.pid}, since \\d{4}-.*Z\\): nothing was done`),
    );
    first.release();
    first.release();
    expect(existsSync(file)).toBe(false);
    await take(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("is won by exactly one of twenty that start at once", async () => {
    const file = freshFile();
    const twenty = await Promise.all(Array.from({ length: 20 }, () => start(file)));
    for (const { go } of twenty) go();
    const said = await Promise.all(twenty.map(({ said }) => said));
    expect(said.filter((word) => word === "won")).toHaveLength(1);
    expect(said.filter((word) => word.startsWith("another run holds"))).toHaveLength(19);
  });

  it("is had by one at a time, however often it changes hands", async () => {
    const file = freshFile();
    let holders = 0;
    const one = async () => {
      for (let turns = 0; turns < 8; turns += 1) {
        const lock = await takeLock(file, { waitMs: 200_000, pollMs: 3 });
        holders += 1;
        expect(holders).toBe(1);
        await new Promise((wake) => setTimeout(wake, 2));
        holders -= 1;
        lock.release();
      }
    };
    await Promise.all([one(), one(), one(), one()]);
  });

  it("is free again once its holder was killed, and the next one says that it is the holder", async () => {
    const file = freshFile();
    const { child, go, said } = await start(file);
    go();
    expect(await said).toBe("won");
    await expect(takeLock(file)).rejects.toThrow(`pid ${child.pid}`);
    child.kill("SIGKILL");
    await once(child, "exit");
    await take(file);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });
  });

  it("is not had by what its holder has started and left behind", async () => {
    const file = freshFile();
    const { child, go, said } = await start(
      file,
      `const { spawn } = await import("node:child_process");
       const left = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
       console.log(left.pid); process.stdin.resume();`,
    );
    go();
    const pid = Number((await said).split("\n")[1] ?? (await line(child)));
    child.kill("SIGKILL");
    await once(child, "exit");
    try {
      process.kill(pid, 0);
      await take(file);
    } finally {
      process.kill(pid, "SIGKILL");
    }
  });

  it("of a dead holder counts for nothing, whoever has its pid by now", async () => {
    const file = freshFile();
    writeFileSync(file, `{"pid":${process.pid},"since":"2026-01-01T00:00:00.000Z"}\n`);
    await take(file);
    expect(readFileSync(file, "utf8")).not.toContain("2026-01-01");
  });

  it("is waited for, and the wait ends in time or by a signal", async () => {
    const file = freshFile();
    const first = await take(file);
    const waiting: unknown[] = [];
    const options = { waitMs: 30_000, onWaiting: (holder: unknown) => waiting.push(holder) };
    const second = takeLock(file, options);
    setTimeout(() => first.release(), 700);
    locks.push(await second);
    expect(waiting).toEqual([expect.objectContaining({ pid: process.pid })]);
    await expect(takeLock(file, { waitMs: 600 })).rejects.toThrow("still, after 0.6 s");
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 100);
    const interrupted = takeLock(file, { waitMs: 60_000, signal: interrupt.signal });
    await expect(interrupted).rejects.toThrow(InterruptedError);
  });

  it("is taken by perl where there is no flock, against one that flock took; without both it says so", async () => {
    const programs = mkdtempSync(join(directory, "bin-"));
    const perl = execFileSync("sh", ["-c", "command -v perl"], { encoding: "utf8" }).trim();
    symlinkSync(perl, join(programs, "perl"));
    const environment = { PATH: programs };
    const file = freshFile();
    const first = await take(file, { environment });
    await expect(takeLock(file)).rejects.toThrow("another run");
    await expect(takeLock(file, { environment })).rejects.toThrow("another run");
    first.release();
    await take(file);
    await expect(takeLock(file, { environment })).rejects.toThrow("another run");
    const none = takeLock(freshFile(), { environment: { PATH: directory } });
    await expect(none).rejects.toThrow("neither flock nor perl");
  });

  it("leaves a file alone that is something else, and follows no link", async () => {
    const file = freshFile();
    writeFileSync(file, "hosts: {}\n");
    await expect(takeLock(file)).rejects.toThrow("has a content of its own");
    expect(readFileSync(file, "utf8")).toBe("hosts: {}\n");
    const link = freshFile();
    symlinkSync(file, link);
    await expect(takeLock(link)).rejects.toThrow("cannot lock");
    await expect(takeLock(join(directory, "nowhere", "x"))).rejects.toThrow(UsageError);
  });
});
