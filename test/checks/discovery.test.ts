import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discovered, discovery } from "../../src/checks/discovery/index.js";
import { shared } from "../support/shared-shell.js";
import { shells } from "../support/shells.js";
import { until } from "../support/until.js";

const able = process.getuid?.() === 0 && existsSync("/proc/self/stat");
const script = readFileSync(new URL("../../src/checks/discovery/collect.sh", import.meta.url), "utf8");

const collected = (shell: readonly string[], lines = "collect_discovery") => {
  const [program = "sh", ...words] = shell;
  const run = spawnSync(program, [...words, "-c", `${shared}\n${script}\n${lines}`], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, SHLVL: "1" },
    cwd: "/",
  });
  expect(run.stderr).toBe("");
  return run.stdout;
};

const readBack = (stdout: string) =>
  discovered({
    check: "discovery",
    installation: 0,
    status: 0,
    timedOut: false,
    parts: [{ name: "", stdout, stderr: "", status: 0 }],
  });

describe.skipIf(!able)(
  able
    ? "processes that are called httpd"
    : "PROCESSES CALLED HTTPD: NOT TESTED, AS ONLY ROOT SEES ALL OF THEM",
  () => {
    let place = "";
    const started: ChildProcess[] = [];
    const pids: Record<string, number> = {};
    const servers: Server[] = [];
    const commOf = (pid: number) => readFileSync(`/proc/${pid}/comm`, "utf8").trim();

    /** Runs shell whose words are a name and its own; it becomes, or is, a process of the name that is waited for. */
    const start = async (name: string, comm: string, command: string, ...words: string[]) => {
      const child = spawn("bash", ["-c", command, "bash", ...words], { stdio: "ignore", detached: true });
      started.push(child);
      await until(() => commOf(child.pid ?? 0) === comm);
      pids[name] = child.pid ?? 0;
    };

    /** The child of a shell that ends: its group of processes has no first one any more. */
    const leftBehind = async (...words: string[]) => {
      const child = spawn(
        "bash",
        ["-c", '(exec -a "$1" "$2" "${@:3}") >/dev/null 2>&1 & echo $!', "bash", ...words],
        {
          stdio: ["ignore", "pipe", "ignore"],
          detached: true,
        },
      );
      let said = "";
      child.stdout?.on("data", (bytes: Buffer) => {
        said += bytes;
      });
      await new Promise((done) => child.on("exit", done));
      await until(() => said.endsWith("\n") && commOf(Number(said)) === "httpd");
      return { pid: Number(said), group: child.pid ?? 0 };
    };

    beforeAll(async () => {
      place = mkdtempSync("/var/lib/wsgi-audit-test-");
      chmodSync(place, 0o755);
      copyFileSync("/bin/sleep", join(place, "httpd"));
      for (const name of ["apache2ctl", "httpd-foreground"])
        writeFileSync(join(place, name), "#!/bin/sh\nsleep 600 & wait\n", { mode: 0o755 });
      writeFileSync(join(place, "httpd_exporter"), "#!/usr/bin/perl -w\nsleep 600;\n", { mode: 0o755 });
      const renamed = 'exec -a "$1" "$2" "${@:3}"';
      const httpd = join(place, "httpd");
      await start("a master", "httpd", renamed, httpd, httpd, "600");
      await start("a daemon", "httpd", renamed, "(wsgi:truth)     ", httpd, "600");
      for (const name of ["apache2ctl", "httpd-foreground", "httpd_exporter"])
        await start(name, name.slice(0, 15), 'exec "$1"', join(place, name));
      const worker = await leftBehind(httpd, httpd, "600");
      const server = createServer().listen(join(place, `wsgi.${worker.group}.0.1.sock`));
      servers.push(server);
      await new Promise((done) => server.on("listening", done));
      pids["a worker whose group has a socket"] = worker.pid;
      pids["a program that a shell has left"] = (await leftBehind(httpd, httpd, "600")).pid;
    });

    afterAll(() => {
      for (const pid of Object.values(pids)) spawnSync("kill", ["-KILL", "--", `-${pid}`, String(pid)]);
      for (const child of started) child.kill("SIGKILL");
      for (const server of servers) server.close();
      rmSync(place, { recursive: true, force: true });
    });

    it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
      "are masters, or what a master has left, or scripts, which are none: %s",
      (_, shell) => {
        // However many others there are on this machine.
        const found = readBack(
          collected(
            shell,
            'left_out() { printf \'%s\\t%s\\t%s\\t-\\t%s\\n\' "$1" "$2" "$(first_word "$2")" "$4"; }\ncollect_discovery',
          ),
        );
        const kinds = Object.entries(pids).map(([name, pid]) => {
          const [line] = found.filter(({ master }) => master === String(pid));
          return [name, line && `${line.kind} ${line.binary.replace(place, "").trim()}`];
        });
        expect(Object.fromEntries(kinds)).toEqual({
          "a master": "master /httpd",
          "a daemon": "orphan (wsgi:truth)",
          apache2ctl: undefined,
          "httpd-foreground": undefined,
          httpd_exporter: undefined,
          "a worker whose group has a socket": "orphan /httpd",
          "a program that a shell has left": "master /httpd",
        });
      },
    );
  },
);

describe.skipIf(!able)(able ? "a process of another user" : "PROCESSES OF OTHERS: NOT TESTED", () => {
  it("that lets nobody read what it calls itself costs no master, and is said", async () => {
    const place = mkdtempSync("/var/lib/wsgi-audit-test-");
    chmodSync(place, 0o755);
    copyFileSync("/bin/sleep", join(place, "httpd"));
    const start = (uid: number) => spawn(join(place, "httpd"), ["600"], { stdio: "ignore", uid, gid: uid });
    const [theirs, ours] = [start(65534), start(0)];
    for (const { pid } of [theirs, ours])
      await until(() => readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "httpd");
    // As a file system does that a user has made, from which the process has its arguments.
    const hanging = 'read_arguments() { [ "$ours" ] || sleep 600; ARGUMENTS=$1; }';
    const [program = "sh", ...words] = shells[0] ?? ["sh"];
    const { stdout } = spawnSync(
      program,
      [...words, "-c", `${shared}\n${script}\n${hanging}\ncollect_discovery`],
      { encoding: "utf8", env: { PATH: process.env.PATH, SHLVL: "1" }, cwd: "/" },
    );
    for (const child of [theirs, ours]) child.kill("SIGKILL");
    rmSync(place, { recursive: true, force: true });
    const found = readBack(stdout);
    expect(found.filter(({ master }) => master === String(ours.pid)).map(({ kind }) => kind)).toEqual([
      "master",
    ]);
    expect(found.at(-1)).toMatchObject({ kind: "user", why: "they could not all be looked at in time" });
  });
});

describe("what is known of orphans", () => {
  it("are a list of their own, and no installations, nor httpd of users", () => {
    const section = {
      check: "discovery",
      installation: 0,
      status: 0,
      timedOut: false,
      parts: [
        {
          name: "",
          stdout: "master\t7\t/usr/sbin/apache2\t-\t-\norphan\t9\t(wsgi:truth)\t-\tuser 33\n",
          stderr: "",
          status: 0,
        },
      ],
    };
    expect(
      discovery.parse({ section, other: () => undefined, known: {}, budget: undefined as never }),
    ).toMatchObject({
      "host.installations": 1,
      "host.user_masters": 0,
      "host.left_out": [],
      "host.orphans": ["(wsgi:truth), process 9: user 33"],
    });
  });
});

describe.skipIf(!able)(able ? "programs below /opt" : "PROGRAMS BELOW /OPT: NOT TESTED", () => {
  let place = "";
  beforeAll(() => {
    place = mkdtempSync("/var/lib/wsgi-audit-test-");
    chmodSync(place, 0o755);
    for (const at of ["bitnami/apache", "IBM/HTTPServer", "lampp", "stack/httpd-2.4"]) {
      mkdirSync(join(place, at, "bin"), { recursive: true });
      copyFileSync("/bin/true", join(place, at, "bin/httpd"));
    }
    symlinkSync("apache", join(place, "bitnami/apache2"));
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  it("are found where stacks keep them, each by one name", () => {
    const lines = `
      seen=$NEWLINE refused=$NEWLINE left=0 more=0 known= programs= places=0
      for tree in ${place}/*; do known_below "$tree"; done
      verdicts=$(words_of "$programs" judged)
      each_known listed_place`;
    const found = readBack(collected(shells[0] ?? ["sh"], lines)).map(({ binary }) =>
      binary.replace(place, ""),
    );
    expect(found.sort()).toEqual([
      "/IBM/HTTPServer/bin/httpd",
      "/bitnami/apache/bin/httpd",
      "/lampp/bin/httpd",
      "/stack/httpd-2.4/bin/httpd",
    ]);
  });

  it("that run with another configuration hide none that does not run", () => {
    const httpd = `${place}/lampp/bin/httpd`;
    const found = (words: string) =>
      readBack(
        collected(
          shells[0] ?? ["sh"],
          `seen=$NEWLINE refused=$NEWLINE left=0 more=0 known= programs= places=0
           elsewhere() { :; }
           ARGUMENTS=$(printf '%s' '${httpd} ${words}' | tr ' ' '\\037')
           found_master 4194305 ${httpd}
           known_place ${httpd} ""
           verdicts=$(words_of "$programs" judged)
           each_known listed_place`,
        ),
      ).map(({ kind }) => kind);
    expect(found("-k start")).toEqual(["master"]);
    expect(found("-D FOREGROUND")).toEqual(["master"]);
    expect(found("-D FOREGROUND -f /home/me/httpd.conf")).toEqual(["master", "path"]);
    expect(found("-DFOREGROUND -d /home/me")).toEqual(["master", "path"]);
  });
});
