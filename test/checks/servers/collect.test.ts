import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { budgetOfHost } from "../../../src/base/budget.js";
import { type PythonServer, servers } from "../../../src/checks/servers/index.js";
import { runChecks, shells } from "../../support/shells.js";
import { until } from "../../support/until.js";

const PYTHON = spawnSync("sh", ["-c", "command -v python3"], { encoding: "utf8" }).stdout.trim();
const able = process.getuid?.() === 0 && PYTHON !== "";

/** Tells where it listens, and which Python it finds itself to be. */
const LISTENS = `import os, socket, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(1)
libraries = sorted({line.split(None, 5)[5].strip() for line in open("/proc/self/maps") if "libpython" in line})
text = "%d\\n%s" % (s.getsockname()[1], (libraries or [os.readlink("/proc/self/exe")])[0])
open(__file__ + ".new", "w").write(text); os.rename(__file__ + ".new", __file__ + ".told")
time.sleep(3600)
`;

describe.skipIf(!able)(
  able ? "Python servers that run here" : "PYTHON SERVERS: NOT TESTED, AS ONLY ROOT WITH PYTHON SEES THEM",
  () => {
    let place = "";
    const started: ChildProcess[] = [];
    const start = (program: string, ...words: string[]) => {
      const child = spawn(program, words, { stdio: "ignore", cwd: place });
      started.push(child);
      return child;
    };
    const script = (name: string, text: string) => {
      writeFileSync(join(place, name), `#!${PYTHON}\n${text}`, { mode: 0o755 });
      return join(place, name);
    };
    const told = (name: string) =>
      readFileSync(join(place, `${name}.told`), "utf8")
        .trim()
        .split("\n");
    const names = ["gunicorn", "app.py", "manage.py", "gunicorn-of-nobody.py"];

    beforeAll(async () => {
      place = mkdtempSync(join(tmpdir(), "wsgi-audit-servers-"));
      start(script("gunicorn", LISTENS), "--password=secret", "shop:app");
      start(script("gunicorn-of-nobody.py", LISTENS));
      start(PYTHON, script("app.py", LISTENS), "gunicorn");
      start(PYTHON, script("idle.py", "import time; time.sleep(3600)"), "uvicorn");
      start(PYTHON, script("manage.py", LISTENS), "runserver", "8000");
      await until(() => names.every((name) => existsSync(join(place, `${name}.told`))));
    });
    afterAll(() => {
      for (const child of started) child.kill("SIGKILL");
      rmSync(place, { recursive: true });
    });

    it("are told where there is one alone, whichever it is", () => {
      const collect = new URL("../../../src/checks/servers/collect.sh", import.meta.url).pathname;
      const alone = (pid: number | undefined) =>
        spawnSync("sh", ["-c", `. ${collect}; find_servers() { pids=" ${pid}" found=1; }; python_servers`], {
          encoding: "utf8",
        }).stdout.split("\t")[0];
      expect(started.map(({ pid }) => alone(pid))).toEqual(["gunicorn", "python", "python", "", "runserver"]);
    });

    it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
      "are told by their names and the Python that they run, with nothing else of their command lines: %s",
      async (_name, shell) => {
        const { transcript, stdout } = await runChecks(shell, [servers]);
        const section = transcript.sections.find(({ check }) => check === "servers");
        if (!section) throw new Error("no section");
        const facts = servers.parse({
          section,
          known: {},
          other: () => undefined,
          budget: budgetOfHost(),
        });
        const all = facts["host.python_servers"] as readonly PythonServer[];
        const of = (name: string) => {
          const [port, python] = told(name);
          const found = all.find(({ listening }) => listening?.includes(`127.0.0.1:${port}`));
          expect(found).toMatchObject({ python, container: false });
          return found?.server;
        };
        // A program of another name, and one that only has such a word among its own.
        expect(names.map(of)).toEqual(["gunicorn", "python", "runserver", "python"]);
        expect(all.some(({ server }) => server === "uvicorn")).toBe(false);
        expect(stdout).not.toContain("secret");
      },
    );
  },
);
