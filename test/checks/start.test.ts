import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { budgetOfHost } from "../../src/base/budget.js";
import type { Known } from "../../src/checks/check.js";
import { config } from "../../src/checks/config/index.js";
import { startOf } from "../../src/checks/config/start.js";
import { parse } from "../../src/checks/library/parse.js";
import { modules } from "../../src/checks/modules/index.js";
import type { Part } from "../../src/model/snapshot.js";
import { sectionOf } from "../support/section.js";
import { shared } from "../support/shared-shell.js";
import { shells } from "../support/shells.js";

const inShell = (lines: string, { shell = shells[0] ?? ["sh"], uid = 0, environment = {} } = {}) => {
  const [program = "sh", ...words] = shell;
  const run = spawnSync(program, [...words, "-c", `${shared}\n${lines}`], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, SHLVL: "1", ...environment },
    cwd: "/",
    ...(uid ? { uid, gid: uid } : {}),
  });
  return { stdout: run.stdout, stderr: run.stderr };
};

/** What the script tells of what httpd writes to standard error. */
function asked(said: string, options: { status?: number; shell?: readonly string[]; more?: string } = {}) {
  const { status = 0, shell = shells[0] ?? ["sh"], more = "" } = options;
  const quoted = `'${said.replaceAll("'", "'\\''")}'`;
  const lines = `
    NONCE=0123456789abcdef ENVIRONMENT= LIBRARY_PATH=
    ${more}
    httpd() { printf '%s\\n' ${quoted} >&2; return ${status}; }
    ask_start
    told_start
    start_syntax 2>&1 | sed 's/^/error: /'`;
  const { stdout, stderr } = inShell(lines, { shell });
  expect(stderr).toBe("");
  return stdout.split("\n").filter(Boolean);
}

const AT = "[Mon Nov 30 08:01:40.785979 2026]";
const loaded = (name: string, file: string) =>
  `${AT} [so:debug] [pid 11:tid 11] mod_so.c(266): AH01575: loaded module ${name} from ${file}`;
const linker = (...lines: string[]) => lines.map((line) => `        11:\t${line}`).join("\n");
const found = (name: string, ...files: string[]) =>
  linker(
    `find library=${name} [0]; searching`,
    " search cache=/etc/ld.so.cache",
    ...files.map((file) => `  trying file=${file}`),
    "",
  );
const initialized = (file: string) => linker("", `calling init: ${file}`, "");

const LIBRARY = "/opt/conda/lib/libpython3.11.so.1.0";
const MODULE = "/usr/lib/apache2/modules/mod_wsgi.so";

describe("what httpd and its loader say of a start", () => {
  const START = [
    found("libapr-1.so.0", "/lib/libapr-1.so.0"),
    initialized("/lib/libapr-1.so.0"),
    `${AT} [so:debug] [pid 11:tid 11] mod_so.c(350): AH01573: loaded file ${LIBRARY}`,
    initialized(LIBRARY),
    initialized(MODULE),
    loaded("wsgi_module", MODULE),
    `${AT} [ssl:info] [pid 11:tid 11] AH01876: something that is of no interest`,
    "Syntax OK",
  ].join("\n");

  it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
    "is told without what stands around it: %s",
    (_, shell) => {
      expect(asked(START, { shell })).toEqual([
        `file\t${LIBRARY}`,
        `library\t${LIBRARY}`,
        `module\twsgi_module\t${MODULE}`,
        "whole\t",
        "error: Syntax OK",
      ]);
    },
  );

  it("is what an old release and a loader without words leave of it", () => {
    const old = (name: string) => `[Mon Nov 30 08:01:40 2026] [debug] mod_so.c(246): loaded module ${name}`;
    expect(asked([initialized(MODULE), old("wsgi_module"), "Syntax OK"].join("\n"))).toContain(
      `module\twsgi_module\t${MODULE}`,
    );
    expect(asked([old("wsgi_module"), "Syntax OK"].join("\n"))).toContain("module\twsgi_module\t");
    expect(asked([loaded("wsgi_module", MODULE), "Syntax OK"].join("\n"))).toContain(
      `module\twsgi_module\t${MODULE}`,
    );
  });

  it("is that of httpd, not of what it starts or was started by", () => {
    const others = (pid: number) =>
      `        ${pid}:\tcalling init: /opt/other/libpython2.7.so.1.0\n        ${pid}:\tcalling init: /lib/libc.so.6`;
    const told = asked([others(10), START, others(12)].join("\n"));
    expect(told.filter((line) => line.startsWith("library"))).toEqual([`library\t${LIBRARY}`]);
  });

  it("ends where httpd does, and keeps what it complains of", () => {
    const told = asked(
      [
        loaded("mpm_event_module", "/usr/lib/apache2/modules/mod_mpm_event.so"),
        found("libpython3.11.so.1.0", "/root/lib/libpython3.11.so.1.0", "/lib/libpython3.11.so.1.0"),
        `apache2: Syntax error on line 1 of /etc/apache2/wsgi.load: Cannot load ${MODULE} into server: libpython3.11.so.1.0: cannot open shared object file: No such file or directory`,
      ].join("\n"),
      { status: 1 },
    );
    expect(told).not.toContain("whole\t");
    expect(told).toContain(`refused\t${MODULE}`);
    expect(told.at(-1)).toMatch(/^error: apache2: Syntax error .*libpython3\.11\.so\.1\.0: cannot open/);
  });

  it("is not all of it where directories of Apache's LD_LIBRARY_PATH are left out", () => {
    const path = (all: string, ours: string) =>
      asked("Syntax OK", { more: `ENVIRONMENT="A=1\nLD_LIBRARY_PATH=${all}\nB=2\n" LIBRARY_PATH=${ours}` });
    expect(path("/opt/a:/opt/b", "/opt/a:/opt/b")).toEqual(["error: Syntax OK"]);
    expect(path(":/opt/a::/opt/b:", "/opt/a:/opt/b")).toEqual(["error: Syntax OK"]);
    expect(path("/opt/a:/srv/theirs", "/opt/a")).toEqual(["partial\t", "error: Syntax OK"]);
    expect(path("/srv/theirs", "")).toEqual(["partial\t", "error: Syntax OK"]);
  });

  it("is read back as it was said, whatever files are called", () => {
    const file = fc.stringMatching(/^\/[a-z][a-z0-9 ._+'"-]{0,20}[a-z]\.so$/);
    const name = fc.stringMatching(/^[a-z]{1,8}_module$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, file), { minLength: 1, maxLength: 4 }), (all) => {
        const lines = asked([...all.map(([name, file]) => loaded(name, file)), "Syntax OK"].join("\n"));
        const start = startOf(sectionOf("config", { start: lines.slice(0, -1).join("\n") }));
        expect(start?.modules).toEqual(all.map(([name, file]) => ({ name, file })));
        expect(start?.whole).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)(
  isRoot ? "what a login may not see" : "WHAT A LOGIN MAY NOT SEE: NOT TESTED, AS ROOT MAKES IT",
  () => {
    let place = "";
    beforeAll(() => {
      place = mkdtempSync("/var/lib/wsgi-audit-test-");
      chmodSync(place, 0o755);
      for (const at of ["closed/lib", "open"]) mkdirSync(join(place, at), { recursive: true });
      chmodSync(join(place, "closed"), 0o700);
      for (const file of ["closed/lib/libpython3.11.so.1.0", "open/there", "open/unreadable"])
        writeFileSync(join(place, file), "");
      chmodSync(join(place, "open/unreadable"), 0o600);
      symlinkSync("../closed/lib", join(place, "open/link"));
      symlinkSync(join(place, "closed/lib/libpython3.11.so.1.0"), join(place, "open/libpython3.11.so.1.0"));
      symlinkSync("loop", join(place, "open/loop"));
      symlinkSync("nothing", join(place, "open/dangling"));
    });
    afterAll(() => rmSync(place, { recursive: true, force: true }));

    it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
      "is told with what hides it, behind links as well: %s",
      (_, shell) => {
        const paths = [
          "closed/lib/libpython3.11.so.1.0",
          "closed/nobody/knows",
          "open/link/x.so",
          "open/libpython3.11.so.1.0",
          "open/unreadable",
          "open/there",
          "open/missing",
          "open/missing/x",
          "open/there/x",
          "open/loop",
          "open/dangling",
        ];
        const lines = paths.map(
          (path) => `echo "$(closed_above ${place}/${path})"; echo "$(closed_above ${path})" >/dev/null`,
        );
        const said = (uid: number) =>
          inShell(lines.join("\n"), { shell, uid })
            .stdout.split("\n")
            .map((line) => line.split("\t")[1]?.replace(place, ""));
        const hidden = said(65534);
        expect(Object.fromEntries(paths.map((path, index) => [path, hidden[index]]))).toEqual({
          "closed/lib/libpython3.11.so.1.0": "/closed",
          "closed/nobody/knows": "/closed",
          "open/link/x.so": "/open/../closed",
          "open/libpython3.11.so.1.0": "/closed",
          "open/unreadable": "/open/unreadable",
        });
        expect(said(0).filter(Boolean)).toEqual([]);
      },
    );
  },
);

const NEEDS = " 0x0000000000000001 (NEEDED)             Shared library: [libpython3.11.so.1.0]";

/** Facts of what the script printed of configuration and library. */
function judged(
  ofConfig: Record<string, string | Partial<Part>>,
  ofLibrary: Record<string, string | Partial<Part>>,
  environment = "",
) {
  const sections = {
    apache: sectionOf("apache", { "environment-source": "environ", environment, master: "" }),
    config: sectionOf("config", ofConfig),
    library: sectionOf("library", {
      module: MODULE,
      listing: `-rw-r--r-- 1 0 0 9 ${MODULE}`,
      dynamic: NEEDS,
      ...ofLibrary,
    }),
  };
  const other = (id: string) => sections[id as keyof typeof sections];
  const budget = budgetOfHost();
  const known: Known = { "apache.running": false };
  const ofModules = modules.parse({ section: sectionOf("modules", {}), other, known, budget });
  return {
    ...config.parse({ section: sections.config, other, known, budget }),
    ...ofModules,
    ...parse({ section: sections.library, other, known: { ...known, ...ofModules } as never, budget }),
  } as Readonly<Record<string, unknown>>;
}

describe("the facts of a start", () => {
  const whole = `file\t${LIBRARY}\nlibrary\t${LIBRARY}\nmodule\twsgi_module\t${MODULE}\nwhole\t`;
  const notFound = "\tlibpython3.11.so.1.0 => not found\n";

  it("name the library of LoadFile, which the loader would not find", () => {
    expect(judged({ start: whole, syntax: {} }, { clean: notFound })).toMatchObject({
      "wsgi.module_source": "httpd",
      "python.library.path": "not found",
      "python.library.path_apache": LIBRARY,
      "python.library.found_by": "LoadFile",
    });
    const another = whole.replace(/^file.*\n/, "");
    expect(judged({ start: another }, { clean: notFound })["python.library.found_by"]).toBe("another file");
    expect(judged({ start: another }, { clean: notFound.replace("not found", LIBRARY) })).toMatchObject({
      "python.library.found_by": "loader",
    });
  });

  it("leave a library open that LD_PRELOAD, or a directory that was left out, may bring", () => {
    const preload = `LD_PRELOAD=/opt/x.so:${LIBRARY}`;
    expect(
      judged({ start: whole }, { clean: notFound }, preload)["python.library.path_apache"],
    ).toMatchObject({
      outcome: "failed",
      reason: expect.stringMatching(/LD_PRELOAD/),
    });
    expect(
      judged({ start: whole }, { clean: notFound }, "LD_PRELOAD=/usr/lib/libjemalloc.so.2")[
        "python.library.path_apache"
      ],
    ).toBe(LIBRARY);
    const partial = `${whole}\npartial\t`;
    expect(
      judged(
        { start: partial },
        {
          clean: notFound,
          "apache-path": "/srv/theirs",
          apache: { status: 126, stderr: "not traced: others" },
        },
      )["python.library.path_apache"],
    ).toMatchObject({ outcome: "failed", reason: "not traced: others" });
  });

  it("are denied where a directory hides what is searched, and never a failing start", () => {
    const message = `apache2: Syntax error on line 1 of /x: Cannot load ${MODULE} into server: libpython3.11.so.1.0: cannot open shared object file: No such file or directory`;
    const hidden = "/root/lib/libpython3.11.so.1.0\t/root";
    const facts = judged(
      { start: `refused\t${MODULE}`, syntax: { status: 1, stderr: message }, hidden },
      { clean: notFound, hidden },
    );
    expect(facts["apache.config_ok"]).toMatchObject({
      outcome: "denied",
      reason: expect.stringMatching(/below \/root/),
    });
    expect(facts["python.library.path"]).toMatchObject({ outcome: "denied" });
    expect(facts["wsgi.module_path"]).toBe(MODULE);
    const other = judged(
      { start: "", syntax: { status: 1, stderr: "AH00526: Syntax error on line 3 of /etc/x:" }, hidden },
      {},
    );
    expect(other["apache.config_ok"]).toBe(false);
  });

  it("come from the files where httpd was not asked, with what holds there, and never from a line that does not", () => {
    const files = (guard: string, file = MODULE) =>
      `# In file: /etc/apache2/apache2.conf\n1\tDefine AT /usr/lib/apache2\n2\t<IfDefine ${guard}>\n3\tLoadModule wsgi_module "${file}"\n4\t</IfDefine>`;
    const unasked = { status: 126, stderr: "not asked" };
    const config = (text: string) => ({ files: text, start: "", syntax: unasked, arguments: "-D\u001fOLD" });
    expect(judged(config(files("OLD")), {})).toMatchObject({
      "wsgi.module_path": MODULE,
      "wsgi.module_source": "files",
    });
    expect(judged(config(files("OLD", "${AT}/modules/mod_wsgi.so")), {})["wsgi.module_path"]).toBe(MODULE);
    expect(judged(config(files("OLD", "/opt/other/mod_wsgi.so")), {})["wsgi.module_path"]).toMatchObject({
      outcome: "failed",
    });
    const guarded = judged(config(files("!OLD")), {});
    expect(guarded["wsgi.module_path"]).toMatchObject({ outcome: "failed" });
    expect(guarded["modules.wsgi"]).not.toBe("shared");
  });
});
