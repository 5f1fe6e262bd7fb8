import { spawnSync } from "node:child_process";
import { chmodSync, lchownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readListing } from "../../src/checks/files/listing.js";
import { checks } from "../../src/checks/index.js";
import { composeScript } from "../../src/script/compose.js";
import { splitStreams } from "../../src/snapshot/script-output.js";
import { collectOf, shared } from "../support/shared-shell.js";
import { NONCE, shells } from "../support/shells.js";

const base = [shared, ...["config", "library", "files", "python", "processes"].map(collectOf)].join("\n");

let root = "";
beforeAll(() => {
  root = mkdtempSync(process.getuid?.() === 0 ? "/var/lib/wsgi-audit-test-" : "/tmp/wsgi-audit-test-");
  chmodSync(root, 0o755);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = (shell: readonly string[], lines: string, ...arguments_: string[]) => {
  const [program = "sh", ...words] = shell;
  // No argument is as long.
  const script = join(root, "script.sh");
  writeFileSync(script, `${base}\n${lines}`);
  return spawnSync(program, [...words, script, ...arguments_], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, SHLVL: "1" },
    cwd: "/",
    timeout: 120_000,
  });
};
const dash = shells[0] ?? ["sh"];

/** What makes a line, a field or a pattern of a shell's, between words that look like what the script reads back. */
const hostileText = fc
  .array(
    fc.constantFrom(
      ...["\n", "\n", "\t", "\u001f", " -> ", " ", "*", "[a-z]*", "$(id)", "'", '"', "\\", "x"],
      ...[
        "drwxrwxrwx 2 0 0 0 Jan 1 00:00 /srv",
        "-rwxrwxrwx 1 0 0 1 Jan 1 00:00 ",
        "# In file: /etc/passwd",
        "/srv\t/etc",
      ],
    ),
    { minLength: 1, maxLength: 7 },
  )
  .map((pieces) => pieces.join(""));

describe("where a link leads", () => {
  it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
    "makes no line of another path's, whatever it says, under %s",
    (name, shell) => {
      const at = join(root, `links-${name.replace(/\W/g, "")}`);
      mkdirSync(at);
      const honest = join(at, "honest");
      writeFileSync(honest, "", { mode: 0o640 });
      const links = fc.sample(hostileText, { numRuns: 12, seed: 7 }).map((text, index) => {
        const link = join(at, `l${index}`);
        symlinkSync(`${text}\n-rwxrwxrwx 1 4711 4711 1 Jan 1 00:00 ${honest}`, link);
        return link;
      });
      symlinkSync(honest, join(at, "ordinary"));
      for (const each of [[], links.slice(0, 1), links]) {
        const files = [...each, join(at, "ordinary"), honest].join("\n");
        const { stdout, stderr } = run(shell, 'list_all -ldn "$1"', files);
        const listing = readListing({
          ...{ check: "files", installation: 1, status: 0, timedOut: false },
          parts: [{ name: "listing", stdout, stderr, status: 0 }],
        });
        expect(listing.entry(honest)).toMatchObject({
          type: "-",
          bits: "rw-r-----",
          uid: process.getuid?.(),
        });
        expect(listing.entry(join(at, "ordinary"))).toMatchObject({ type: "l" });
        expect(stdout).not.toContain("4711");
        for (const link of each)
          expect(stderr).toContain(`${link}: leads to a name with a control character`);
      }
    },
  );

  it("in the end, makes no line either", () => {
    const odd = join(root, "odd\nx\t");
    mkdirSync(odd);
    symlinkSync(odd, join(root, "to-odd"));
    const { stdout } = run(dash, 'real_files "$1"', `${root}/to-odd`);
    expect(stdout).toBe("");
  });
});

describe("a file's name", () => {
  it("makes no line of a configuration, where it is read as files", () => {
    const at = join(root, "includes");
    mkdirSync(at);
    writeFileSync(join(at, "a.conf"), "Listen 1\n");
    for (const [index, text] of fc.sample(hostileText, { numRuns: 20, seed: 3 }).entries())
      writeFileSync(join(at, `b${index}\n${text.replaceAll("/", "_")}\n1\tListen 666`), "Listen 2\n");
    writeFileSync(join(root, "main.conf"), `IncludeOptional ${at}/*\n`);
    const lines = `CONFIG='' DUMP='' ARGUMENTS=-f$UNIT$1 APACHE=' -D HTTPD_ROOT="/"' SERVER=
      read_files`;
    const { stdout, stderr } = run(dash, lines, join(root, "main.conf"));
    expect(stdout.split("\n").filter((line) => line.startsWith("#"))).toEqual([
      `# In file: ${root}/main.conf`,
      `# In file: ${at}/a.conf`,
    ]);
    expect(stdout).not.toContain("666");
    expect(stderr.match(/is not read: its name holds a control character/g)).toHaveLength(20);
  });
});

describe("a path that the configuration or an environment names", () => {
  const homes = () =>
    fc.sample(
      hostileText.map((text) => text.replaceAll("\n", " ")),
      { numRuns: 15, seed: 11 },
    );

  it("is no pattern and no list: homes of Python are each looked at as they stand there", () => {
    mkdirSync(join(root, "homes/a b"), { recursive: true });
    writeFileSync(join(root, "homes/secret"), "");
    const names = [
      `${root}/homes/*`,
      `${root}/homes/a b`,
      "/*/*/*/*/*",
      ...homes().map((text) => `/${text}`),
    ].filter((name) => !/["']/.test(name));
    const told = run(
      dash,
      `V=3.11 LIBRARY=libpython3.11.so ENVIRONMENT= NONCE=${NONCE}
       CONFIG=$1
       library_version() { echo 3.11; }
       collect_python`,
      names.map((name) => `1\tWSGIPythonHome "${name}"`).join("\n"),
    ).stdout;
    const parts = [...told.matchAll(/^@\w+ part home (.*)$/gm)].map(([, name]) => name);
    expect(parts.length).toBeGreaterThan(5);
    expect(parts.filter((part) => part?.startsWith(root) && !names.includes(part))).toEqual([]);
    expect(told).not.toContain("homes/secret");
  });

  it("is no pattern where pyvenv.cfg has it for the home of its Python", () => {
    const venv = join(root, "venv");
    mkdirSync(venv);
    writeFileSync(join(root, "homes-secret"), "");
    writeFileSync(join(venv, "pyvenv.cfg"), `home = ${root}/homes-*/x /*/*/*/*/*\n`);
    const { stdout } = run(dash, `V=3.11 NONCE=${NONCE} BASES=\ndescribe_home "$1"`, venv);
    expect(stdout).toContain(`part base ${venv}`);
    expect(stdout).not.toContain("homes-secret");
  });

  it("is no pattern where it is a user's name, nor an option", () => {
    writeFileSync(join(root, "user-secret"), "");
    const { stdout } = run(
      dash,
      `NONCE=${NONCE} CONFIG=$1\ntell_accounts`,
      [
        `1\tWSGIDaemonProcess a user=${root}/user-*`,
        "2\tWSGIDaemonProcess b user=--help",
        "3\tUser root",
      ].join("\n"),
    );
    expect(stdout).not.toContain("user-secret");
    expect(stdout).not.toMatch(/usage|Usage/);
    expect(stdout).toMatch(/^uid=0\(root\)/m);
  });
});

const able = process.getuid?.() === 0 && spawnSync("python3", ["-c", "import socket"]).status === 0;
describe.skipIf(!able)(
  able ? "what a stranger's process calls itself" : "NAMES OF PROCESSES: NOT TESTED",
  () => {
    const named = (name: string) => `
import ctypes, sys, time
ctypes.CDLL(None).prctl(15, ${JSON.stringify(name)}.encode(), 0, 0, 0)
print("ready", flush=True)
time.sleep(60)`;

    it.each(["a) S 1 1 1\n", "x\n) R 1", "\n\n\n\n\n\n", "a) S 1 ", ") S 1 1 1 1 1 1"])(
      "makes it nobody's child: %j",
      async (name) => {
        const { spawn } = await import("node:child_process");
        const child = spawn("python3", ["-c", named(name)], { stdio: ["ignore", "pipe", "ignore"] });
        await new Promise((done) => child.stdout?.once("data", done));
        const { stdout } = run(dash, "process_table");
        child.kill("SIGKILL");
        expect(stdout.split("\n")).toContain(`${child.pid} ${process.pid}`);
      },
    );

    it("is no socket of a server's, where it is one that anybody could have made", async () => {
      const { createServer } = await import("node:net");
      const listening = async (path: string) => {
        const server = createServer().listen(path);
        await new Promise((done) => server.on("listening", done));
        return server;
      };
      const theirs = join(root, "theirs");
      mkdirSync(theirs);
      lchownSync(theirs, 65534, 65534);
      const servers = [
        await listening(join(theirs, "wsgi.4194000.99.1.sock")),
        await listening(`/tmp/wsgi-audit-test-${process.pid}.4194000.99.2.sock`),
        await listening(join(root, "wsgi.4194000.0.1.sock")),
        await listening(join(theirs, "chosen.4194000.1.1.sock")),
      ];
      const config = `7\tWSGISocketPrefix ${join(theirs, "chosen")}\n`;
      const { stdout } = run(dash, "CONFIG=$1\nsockets_of 4194000", config);
      for (const server of servers) server.close();
      expect(stdout).toBe(
        `${theirs}/chosen.4194000.1.1.sock\n${root}/wsgi.4194000.0.1.sock\n`
          .split("\n")
          .sort()
          .join("\n")
          .trim()
          .concat("\n"),
      );
    });
  },
);

describe("the script that stands alone", () => {
  it("marks its output with what nobody reads in it", () => {
    const text = composeScript(
      checks.filter(({ id }) => id === "host"),
      { nonce: NONCE, seconds: 60, standalone: true },
    );
    const outputs = [1, 2].map(() => spawnSync("sh", ["-s"], { input: text, encoding: "latin1" }).stdout);
    const marks = outputs.map((output) => /^@([0-9a-f]{32}) begin host/m.exec(output)?.[1]);
    expect(new Set([...marks, NONCE]).size).toBe(3);
    for (const [index, output] of outputs.entries()) {
      expect(output).not.toContain(NONCE);
      expect(splitStreams(Buffer.from(output, "latin1"), marks[index] ?? "").stdout.toString()).toMatch(
        / fin\n$/,
      );
    }
  });
});
