import { describe, expect, it } from "vitest";
import { budgetOfHost } from "../../src/base/budget.js";
import { apache } from "../../src/checks/apache/index.js";
import { isGap } from "../../src/checks/check.js";
import { mutex } from "../../src/checks/mutex/index.js";
import type { Part, Section } from "../../src/model/snapshot.js";

const part = (name: string, stdout: string, options: Partial<Part> = {}): Part => ({
  name,
  stdout,
  stderr: "",
  status: 0,
  ...options,
});
const section = (check: string, parts: Part[]): Section => ({
  check,
  installation: 1,
  parts,
  status: 0,
  timedOut: false,
});

const parse = (version: Part, more: Part[] = []) =>
  apache.parse({
    section: section("apache", [part("binary", "/usr/sbin/httpd\n"), part("master", "\n"), version, ...more]),
    other: () => undefined,
    known: {},
    budget: budgetOfHost(),
  });

/** The system httpd of macOS 10.6, as mod_wsgi's own documentation prints it. */
const MACOS = `Server version: Apache/2.2.14 (Unix)
Server built:   Feb 10 2010 22:22:39
Server's Module Magic Number: 20051115:23
Server loaded:  APR 1.3.8, APR-Util 1.3.9
Compiled using: APR 1.3.8, APR-Util 1.3.9
Architecture:   64-bit
Server MPM:     Prefork
  threaded:     no
    forked:     yes (variable process count)
Server compiled with....
 -D APACHE_MPM_DIR="server/mpm/prefork"
 -D APR_HAVE_IPV6 (IPv4-mapped addresses enabled)
 -D APR_USE_FLOCK_SERIALIZE
 -D APR_USE_PTHREAD_SERIALIZE
 -D HTTPD_ROOT="/usr"
 -D SERVER_CONFIG_FILE="/private/etc/apache2/httpd.conf"
`;

/** Debian without its environment: the modular MPM cannot be read, the rest is whole. */
const UNREAD = `Server version: Apache/2.4.71 (Debian)
Server built:   2026-11-12T08:58:41
Server's Module Magic Number: 20120211:142
Server loaded:  APR 1.7.2, APR-UTIL 1.6.3, PCRE 10.42 2022-12-11
Architecture:   64-bit
Server MPM:     
Server compiled with....
 -D APR_USE_PROC_PTHREAD_SERIALIZE
 -D APR_USE_PTHREAD_SERIALIZE
 -D HTTPD_ROOT="/etc/apache2"
`;

/** What is said of processes by a host that prints that in the part of the master, and that it does not show them. */
const running = (master: Partial<Part>, unseen = "") =>
  apache.parse({
    section: section("apache", [part("master", "", master)]),
    other: () => section("discovery", [part("", unseen && `unseen\t-\t${unseen}\t-\n`)]),
    known: {},
    budget: budgetOfHost(),
  })["apache.running"];

describe("whether Apache runs", () => {
  it("is told where processes are seen", () => {
    expect(running({ stdout: "4711\n" })).toBe(true);
    expect(running({ stdout: "" })).toBe(false);
  });

  it("is not known where the host hides them, or does not show any", () => {
    const hidden = "permission denied: /proc shows only own processes";
    expect(running({}, hidden)).toEqual({ outcome: "denied", reason: hidden });
    const none = "there is no /proc, and ps lists nothing";
    expect(running({}, none)).toEqual({ outcome: "failed", reason: none });
    expect(running({ stdout: "4711\n" }, hidden)).toBe(true);
    expect(running({ status: null })).toMatchObject({ outcome: "failed" });
  });
});

describe("apache", () => {
  it("reads a 2.2 with the MPM built in, in lower case", () => {
    expect(parse(part("version", MACOS))).toMatchObject({
      "apache.version": "2.2.14",
      "apache.platform": "Unix",
      "apache.built": "Feb 10 2010 22:22:39",
      "apache.mmn": "20051115:23",
      "apache.apr": "1.3.8",
      "apache.apr_util": "1.3.9",
      "apache.mpm": "prefork",
      "apache.threaded": false,
      "apache.forked": true,
    });
  });

  it("keeps what an unreadable configuration leaves, and says why the MPM is unknown", () => {
    const stderr =
      "apache2: Syntax error on line 80 of /etc/apache2/apache2.conf: DefaultRuntimeDir must be a valid directory";
    const facts = parse(part("version", UNREAD, { status: 1, stderr }));
    expect(facts["apache.version"]).toBe("2.4.71");
    expect(facts["apache.apr_util"]).toBe("1.6.3");
    expect(facts["apache.mpm"]).toEqual({ outcome: "failed", reason: stderr });
    expect(facts["apache.threaded"]).toMatchObject({ outcome: "failed" });
  });

  it("tells denied from failed", () => {
    const stderr = "Could not open configuration file /etc/apache2/sites-enabled/tls.conf: Permission denied";
    expect(parse(part("version", UNREAD, { status: 1, stderr }))["apache.mpm"]).toMatchObject({
      outcome: "denied",
    });
  });

  it("finds the MPM of a 2.0 among its settings", () => {
    const old = 'Server version: Apache/2.0.63\n -D APACHE_MPM_DIR="server/mpm/worker"\n';
    expect(parse(part("version", old))).toMatchObject({ "apache.mpm": "worker", "apache.threaded": true });
  });

  it("does not take another program for Apache", () => {
    const facts = parse(
      part("version", "BusyBox v1.35.0 multi-call binary.\n", {
        status: 1,
        stderr: "httpd: invalid option -- 'V'\n",
      }),
    );
    expect(facts["apache.version"]).toEqual({ outcome: "failed", reason: "httpd: invalid option -- 'V'" });
  });

  it("reads config.nice without the name of the script", () => {
    const nice =
      '#! /bin/sh\n#\n# Created by configure\n\n"./configure" \\\n"--prefix=/usr/local/apache2" \\\n"--enable-mods-shared=most" \\\n"$@"\n';
    expect(parse(part("version", MACOS), [part("config-nice", nice)])["apache.configure_args"]).toEqual([
      "--prefix=/usr/local/apache2",
      "--enable-mods-shared=most",
    ]);
    expect(parse(part("version", MACOS))["apache.configure_args"]).toMatchObject({ outcome: "absent" });
  });
});

describe("mutex", () => {
  const run = (version: string, said: { apache?: string; wsgi?: string }, dump: string, directives = "") => {
    const sections = new Map([
      ["apache", section("apache", [part("version", version)])],
      ["config", section("config", [part("dump", dump), part("directives", `# In file: /c\n${directives}`)])],
    ]);
    const own = section("mutex", [
      part("apache", "", { stderr: said.apache ?? "", status: 1 }),
      part("wsgi", "", { stderr: said.wsgi ?? "", status: 1 }),
    ]);
    return mutex.parse({
      section: own,
      other: (id) => sections.get(id),
      known: { "apache.mpm": "prefork", "modules.wsgi": "shared" },
      budget: budgetOfHost(),
    });
  };

  it("knows that the thread lock is not the process lock, and that unset means fcntl for mod_wsgi", () => {
    const facts = run(
      UNREAD,
      {},
      'Mutex default: dir="/var/run/apache2/" mechanism=default \nMutex mpm-accept: using_defaults\n',
    );
    expect(facts).toMatchObject({
      "mutex.default": "pthread",
      "mutex.accept": "pthread",
      "mutex.wsgi": "fcntl",
      "mutex.directives": [],
    });
  });

  it("reads what is available from each generation's words", () => {
    const modern =
      "Invalid Mutex argument xxx (Mutex mechanisms are: 'none', 'default', 'flock:/path/to/file', 'sysvsem')";
    expect(run(UNREAD, { apache: modern }, "")["mutex.available"]).toEqual([
      "none",
      "default",
      "flock",
      "sysvsem",
    ]);
    const old =
      "xxx is an invalid mutex mechanism; Valid accept mutexes for this platform and MPM are: default, flock, fcntl, sysvsem, posixsem.";
    expect(run(MACOS, { apache: old }, "")["mutex.available"]).toEqual([
      "default",
      "flock",
      "fcntl",
      "sysvsem",
      "posixsem",
    ]);
    const wsgi =
      "Accept mutex lock mechanism 'xxx' is invalid. Valid accept mutex mechanisms for this platform are: default, flock, pthread.";
    expect(run(UNREAD, { wsgi }, "")["mutex.available"]).toEqual(["default", "flock", "pthread"]);
    expect(isGap(run(UNREAD, {}, "")["mutex.available"])).toBe(true);
  });

  it("lets directives decide, and names their place", () => {
    const facts = run(
      UNREAD,
      {},
      'Mutex mpm-accept: dir="" mechanism=sysvsem \n',
      "3\tMutex sysvsem mpm-accept\n4\tWSGIAcceptMutex default",
    );
    expect(facts).toMatchObject({
      "mutex.accept": "sysvsem",
      "mutex.wsgi": "pthread",
      "mutex.directives": ["Mutex sysvsem mpm-accept (/c:3)", "WSGIAcceptMutex default (/c:4)"],
    });
  });
});
