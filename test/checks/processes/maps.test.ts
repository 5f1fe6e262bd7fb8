import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shared } from "../../support/shared-shell.js";

/** What hosts have for awk, as far as this machine has it, too. */
const AWKS = [["mawk"], ["gawk"], ["original-awk"], ["busybox", "awk"]].filter(
  ([program = ""]) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0,
);

const line = (inode: number, file: string, device = "08:01") =>
  `7f00d0a00000-7f00d0b00000 r-xp 00000000 ${device} ${inode}                     ${file}\n`;
const SYSTEM = "/usr/lib/x86_64-linux-gnu/libexpat.so.1.8.10";
const WHEEL = "/srv/my venv/bundle.libs/libexpat-5f1e0c4d.so.1";

describe("what processes have mapped", () => {
  let place = "";
  const maps = (processes: Readonly<Record<string, string>>) => {
    for (const [pid, text] of Object.entries(processes)) {
      mkdirSync(join(place, pid), { recursive: true });
      writeFileSync(join(place, pid, "maps"), `55d000-55e000 r-xp 00000000 00:00 0      [heap]\n${text}`);
    }
    return Object.keys(processes).map((pid) => `${pid}/maps`);
  };
  const program = () =>
    spawnSync("sh", ["-c", `${shared}\nprintf '%s' "$MAPPED"`], { encoding: "utf8" }).stdout;
  const read = ([awk = "", ...words]: readonly string[], files: readonly string[]) =>
    spawnSync(awk, [...words, program(), ...files], { cwd: place, encoding: "utf8" });

  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), "wsgi-audit-maps-"));
  });
  afterAll(() => rmSync(place, { recursive: true }));

  it.each(AWKS)("is read by %s %s: of children only the libraries that the master has not", (...awk) => {
    const files = maps({
      100:
        line(1, SYSTEM).repeat(4) + line(2, "/usr/sbin/apache2") + line(3, "/usr/lib/libpython3.11.so.1.0"),
      101: line(1, SYSTEM) + line(3, "/usr/lib/libpython3.11.so.1.0") + line(9, WHEEL).repeat(4),
      102:
        line(1, SYSTEM) + line(4, "/usr/lib/libsqlite3.so.0.8.6 (deleted)") + line(5, "/m/mod_wsgi.so-3.11"),
    });
    const { stdout, stderr, status } = read(awk.filter(Boolean), files);
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    const [before, twice] = [
      stdout.split("\n").filter((text) => !text.startsWith("twice")),
      stdout.match(/^twice .*$/gm),
    ];
    expect(before).toEqual([
      "pid 100",
      "read",
      `at 08:01 1 ${SYSTEM}`,
      "/usr/lib/libpython3.11.so.1.0",
      "at 08:01 3 /usr/lib/libpython3.11.so.1.0",
      "pid 101",
      "read",
      "/usr/lib/libpython3.11.so.1.0",
      `at 08:01 9 ${WHEEL}`,
      "pid 102",
      "read",
      "/usr/lib/libsqlite3.so.0.8.6 (deleted)",
      "at 08:01 4 /usr/lib/libsqlite3.so.0.8.6 (deleted)",
      "/m/mod_wsgi.so-3.11",
      "",
    ]);
    expect(twice?.sort()).toEqual([`twice ${WHEEL}`, `twice ${SYSTEM}`].sort());
  });

  it.each(AWKS)("is read on by %s %s where a process has ended meanwhile", (...awk) => {
    const { stdout, status } = read(awk.filter(Boolean), ["999/maps", ...maps({ 103: line(1, SYSTEM) })]);
    expect(status).toBe(0);
    expect(stdout).toContain(`at 08:01 1 ${SYSTEM}`);
  });
});
