import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shared } from "../support/shared-shell.js";
import { collectOf } from "../support/shell-contract.js";
import { shells } from "../support/shells.js";
import { until } from "../support/until.js";

const able = process.getuid?.() === 0 && spawnSync("unshare", ["-m", "true"]).status === 0;
const SLEEP = "/bin/sleep";
const discovery = readFileSync(new URL("../../src/checks/discovery/collect.sh", import.meta.url), "utf8");

describe.skipIf(!able)(
  able
    ? "a process in a namespace of its own"
    : "NAMESPACES: NOT TESTED, AS ONLY ROOT WITH UNSHARE MAKES THEM",
  () => {
    let place = "";
    const started: ChildProcess[] = [];
    const pids = new Map<string, number>();
    const httpd = () => join(place, "bin/httpd");

    /** Shell before it, in those namespaces; it is called httpd, and runs until the end. */
    const start = async (name: string, namespaces: string, before = "", words = "600") => {
      const script = `${before}\nexec "$0" ${words}`;
      const child = spawn(
        "unshare",
        [...namespaces.split(" ").filter(Boolean), "sh", "-c", script, httpd()],
        { stdio: "ignore" },
      );
      started.push(child);
      await until(() => {
        const found = readFileSync(`/proc/${child.pid}/comm`, "utf8").trim() === "httpd";
        if (found) pids.set(name, child.pid ?? 0);
        return found;
      });
    };

    beforeAll(async () => {
      place = mkdtempSync("/var/lib/wsgi-audit-test-");
      chmodSync(place, 0o755);
      for (const folder of ["bin", "conf", "root"]) mkdirSync(join(place, folder));
      copyFileSync(SLEEP, httpd());
      const libraries = spawnSync("ldd", [SLEEP], { encoding: "utf8" }).stdout.match(/\/\S+(?= \()/g) ?? [];
      for (const file of [httpd(), ...libraries]) {
        mkdirSync(join(place, "root", dirname(file)), { recursive: true });
        spawnSync("cp", ["-L", file, join(place, "root", file)]);
      }
      const own = "-m --propagation private";
      await start("none", "-u");
      await start("mounts of its own", own);
      await start("a /tmp of its own", own, "mount -t tmpfs none /tmp");
      await start(
        "files that it may not write",
        own,
        "mount --bind /var/lib /var/lib && mount -o remount,ro,bind /var/lib",
      );
      await start(
        "other files at its place",
        own,
        `mount -t tmpfs none ${place}/bin && cp ${SLEEP} ${httpd()}`,
      );
      await start("another configuration", own, `mount -t tmpfs none ${place}/conf`);
      await start("ids of its own", "-U");
      await start("ids that are mapped", "-U -r");
      started.push(spawn("chroot", [join(place, "root"), httpd(), "600"], { stdio: "ignore" }));
      const chrooted = started.at(-1)?.pid ?? 0;
      await until(() => readFileSync(`/proc/${chrooted}/comm`, "utf8").trim() === "httpd");
      pids.set("another root", chrooted);
    });
    afterAll(() => {
      for (const child of started) child.kill("SIGKILL");
      rmSync(place, { recursive: true, force: true });
    });

    const inShell = (shell: readonly string[], uid: number, lines: string) => {
      const [program = "sh", ...words] = shell;
      const env = { PATH: process.env.PATH, SHLVL: "1" };
      const run = spawnSync(program, [...words, "-c", `${shared}\n${lines}`], {
        encoding: "utf8",
        env,
        cwd: "/",
        uid,
        gid: uid,
      });
      expect(run.stderr).toBe("");
      return run.stdout;
    };
    const looks = shells.flatMap((shell) => [0, 65534].map((uid) => [shell.join(" "), uid, shell] as const));

    it.each(looks)(
      "with the same files is looked at, any other is foreign: %s as user %d",
      (_, uid, shell) => {
        const names = [...pids.keys()];
        const lines = names.map((name) => `echo "$(elsewhere ${pids.get(name)} ${httpd()} ${place}/conf)"`);
        const said = inShell(shell, uid, lines.join("\n")).split("\n");
        expect(Object.fromEntries(names.map((name, index) => [name, said[index]]))).toEqual({
          none: "",
          "mounts of its own": "",
          "a /tmp of its own": "",
          "files that it may not write": "",
          "other files at its place": `another ${httpd()}`,
          "another configuration": `another ${place}/conf`,
          "another root": uid === 0 ? "another /." : "another /",
          "ids of its own": "another user namespace",
          "ids that are mapped": "another user namespace",
        });
      },
    );

    it("is listed as what it is", () => {
      expect(collectOf({ id: "discovery" }).defines).toContain("collect_discovery");
      const lines = inShell(shells[0] ?? ["sh"], 0, `${discovery}\ncollect_discovery`).split("\n");
      const kindOf = (name: string) =>
        lines.find((line) => line.split("\t")[1] === String(pids.get(name)))?.split("\t")[0];
      expect(Object.fromEntries([...pids.keys()].map((name) => [name, kindOf(name)]))).toEqual({
        none: "master",
        "mounts of its own": "master",
        "a /tmp of its own": "master",
        "files that it may not write": "master",
        "other files at its place": "foreign",
        "another configuration": "master",
        "another root": "foreign",
        "ids of its own": "foreign",
        "ids that are mapped": "foreign",
      });
    });
  },
);
