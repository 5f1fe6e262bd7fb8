import { describe, expect, it } from "vitest";
import { budgetOfHost } from "../../src/base/budget.js";
import type { Check, Known } from "../../src/checks/check.js";
import { readAccount, readLabels, readListing } from "../../src/checks/files/listing.js";
import { checks } from "../../src/checks/index.js";
import { readDynamic } from "../../src/checks/library/dynamic.js";
import { pythonIn } from "../../src/checks/library/trace.js";
import { readSettings } from "../../src/checks/python/evidence.js";
import type { Part, Section } from "../../src/model/snapshot.js";
import { expectLinear } from "../support/linear.js";

type Texts = Record<string, string | Partial<Part>>;

const section = (check: string, texts: Texts): Section => ({
  check,
  installation: check === "host" || check === "observe" ? 0 : 1,
  parts: Object.entries(texts).map(([name, each]) => ({
    ...{ name, stdout: "", stderr: "", status: 0 },
    ...(typeof each === "string" ? { stdout: each } : each),
  })),
  status: 0,
  timedOut: false,
});

function parsed(id: string, texts: Texts, known: Known = {}, others: Record<string, Texts> = {}): Known {
  const check = checks.find((each: Check) => each.id === id) as Check;
  const other = (name: string) => (others[name] ? section(name, others[name]) : undefined);
  return check.parse({ section: section(id, texts), other, known, budget: budgetOfHost() });
}

const filled = (piece: string, size: number) => piece.repeat(Math.ceil(size / piece.length));

describe("output without an end takes no longer than its length", () => {
  it.each<[string, (size: number) => void]>([
    ["line breaks", (size) => parsed("host", { uname: `${filled("\n", size)}x` })],
    ["versions of glibc", (size) => parsed("host", { libc: `${filled("glibc 1", size)}x` })],
    ["a long version of glibc", (size) => parsed("host", { libc: `glibc ${filled("1", size)}x` })],
    ["names of musl", (size) => parsed("host", { libc: filled("musl libc", size) })],
    ["users", (size) => parsed("host", { user: filled("uid=1(", size) })],
    [
      "places of errors",
      (size) =>
        parsed("config", { syntax: { stderr: filled("Syntax error on line 1 of ", size), status: 1 } }),
    ],
    ["mechanisms", (size) => parsed("mutex", { apache: { stderr: filled("Mutex mechanisms are: ", size) } })],
    [
      "older mechanisms",
      (size) => parsed("mutex", { apache: { stderr: filled("valid accept mutexes", size) } }),
    ],
    ["libraries that are needed", (size) => readDynamic(filled("(NEEDED)", size))],
    ["blanks in a trace", (size) => pythonIn(`libpython3.11.so => /a${filled(" ", size)}b`)],
    [
      "a word in a log",
      (size) => parsed("probe", { refusal: "", "probe -": { stderr: filled("a", size), status: 1 } }),
    ],
    ["blanks in settings", (size) => readSettings(`home =${filled(" ", size)}x\r\u2028`)],
    ["complaints", (size) => readListing(section("files", { listing: { stderr: filled(" /", size) } }))],
    [
      "arrows",
      (size) =>
        readListing(section("files", { listing: `lrwxrwxrwx 1 0 0 1 Jan 1 /a${filled(" -> ", size)}\r` })),
    ],
    [
      "groups of a user",
      (size) =>
        readAccount(section("files", { "account a": `uid=1 gid=1 groups=${filled("1(", size)}` }), "a"),
    ],
    [
      "a number of a user",
      (size) => readAccount(section("files", { "account a": `uid=${filled("1", size)}` }), "a"),
    ],
    ["labels", (size) => readLabels(section("files", { labels: filled(" a:b:c", size) }))],
  ])("%s", (_name, act) => {
    expectLinear(act);
  });

  it("says the same of honest output as before", () => {
    expect(parsed("host", { libc: "ldd (Debian GLIBC 2.36-9+deb12u7) 2.36\nCopyright" })).toMatchObject({
      "host.libc": "glibc 2.36",
    });
    expect(parsed("host", { libc: "musl libc (x86_64)\nVersion 1.2.5\nDynamic" })).toMatchObject({
      "host.libc": "musl 1.2.5",
    });
    expect(pythonIn("\tlibpython3.11.so.1.0 => /lib/libpython3.11.so.1.0 (0x00007f) ")).toEqual({
      name: "libpython3.11.so.1.0",
      path: "/lib/libpython3.11.so.1.0",
    });
    expect(
      parsed("probe", {
        refusal: "",
        "probe -": { stderr: "x\nModuleNotFoundError: No module named 'encodings'\n", status: 1 },
      }),
    ).toMatchObject({
      "probe.error": "ModuleNotFoundError: No module named 'encodings'",
    });
    const listing = {
      listing: {
        stderr: "ls: cannot access '/a/b c': No such file or directory\nls: /d: Permission denied\n",
      },
    };
    expect(["/a/b c", "/d"].map(readListing(section("files", listing)).entry)).toEqual(["missing", "denied"]);
    const account = readAccount(
      section("files", {
        "account a": "uid=33(www-data) gid=33(www-data) groups=33(www-data),4(adm)\na:33:33:/var/www",
      }),
      "a",
    );
    expect(account).toEqual({ name: "a", uid: 33, gids: [33, 33, 4], home: "/var/www" });
    const labels =
      "drwxr-xr-x. 2 root root system_u:object_r:httpd_sys_content_t:s0 /srv/a b\nlrwxrwxrwx. root root u:r:default_t /l -> /m";
    expect([...readLabels(section("files", { labels }))]).toEqual([
      ["/srv/a b", "httpd_sys_content_t"],
      ["/l", "default_t"],
    ]);
    expect([...readSettings(" Home = /usr/bin \r\nversion=3.11\n= x\n")]).toEqual([
      ["home", "/usr/bin"],
      ["version", "3.11"],
    ]);
  });
});

describe("what objects answer to by themselves is no word of a host's", () => {
  const server = (mpm: string) => `Server version: Apache/2.4.1\nServer MPM:  ${mpm}\n`;

  it.each(["constructor", "__proto__"])("as an MPM: %s", (name) => {
    const facts = parsed("apache", { version: server(name) });
    expect([facts["apache.threaded"], facts["apache.forked"]]).toMatchObject([
      { outcome: "failed" },
      { outcome: "failed" },
    ]);
  });

  it("as a mode of SELinux", () => {
    const facts = parsed("files", { listing: "-rw-r--r-- 1 0 0 1 Jan 1 /a\n", selinux: "constructor\n" });
    expect(facts["files.selinux"]).toBe("off");
  });

  it("as a reason not to probe", () => {
    expect(parsed("probe", { refusal: "toString\n" })["probe.version"]).toEqual({
      outcome: "failed",
      reason: "not tried: toString",
    });
  });
});

describe("numbers that nobody can count with are none", () => {
  const running = { "apache.running": true };
  const clock = "btime 1700000000\nticks 100\n";
  const stat = (pid: number, parent: number, age: string) =>
    `${pid} (a) S ${parent} ${"0 ".repeat(17)}${age} 0`;

  it.each([
    ["threads", clock, `${stat(2, 1, "9")}\t33 x\ta\n`],
    ["an age", clock, `${stat(2, 1, "9".repeat(400))}\t33 1\ta\n`],
    ["a clock", `btime ${"9".repeat(15)}\nticks 1\n`, `${stat(2, 1, "9")}\t33 1\ta\n`],
  ])("%s of a process", (_name, time, child) => {
    const facts = parsed(
      "processes",
      { clock: time, processes: `${stat(1, 0, "5")}\t0 1\ta\n${child}` },
      running,
    );
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  it("of a socket, however many there are", () => {
    const line = `5 x /run/wsgi.1.${"9".repeat(400)}.1.sock\n`;
    const sockets = line + "7 x /run/wsgi.1.0.1.sock\n".repeat(200_000);
    const facts = parsed("processes", { clock, processes: `${stat(1, 0, "5")}\t0 1\ta\n`, sockets }, running);
    expect(facts).toMatchObject({ "processes.generation": 0, "processes.reloaded": "1970-01-01T00:00:07Z" });
  });

  it("of a process that answered", () => {
    const body = '{"wsgi-audit": 1, "process_group": "", "pid": 1e999}';
    const facts = parsed("observe", { "http://a/": `HTTP/1.1 200 OK\n\n${body}` });
    expect(facts["host.observed"]).toMatchObject([{ outcome: "answered", pid: 0 }]);
  });
});
