import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RecordedHost, recordings, startRecordedHost } from "../support/recorded-host.js";
import { describeHome, type UserHome, userHome } from "../support/user-home.js";

describeHome("what was written wrongly", () => {
  let home: UserHome;
  let host: RecordedHost;

  /** The user's inventory, with these lines more. */
  const say = (...more: string[]) => {
    const reach = `address: 127.0.0.1, port: ${host.port}`;
    const lines = ["hosts:", `  web01: { ${reach}, groups: [web] }`, "groups: { web: }", ...more];
    home.file("fleet/inventory.yaml", `${lines.join("\n")}\n`);
  };
  const accept = (rule: string, hosts: string) =>
    home.file(
      "fleet/accepted.yaml",
      `accepted:\n  - rule: ${rule}\n    hosts: [${hosts}]\n    reason: x\n    until: 2099-01-01\n`,
    );

  beforeAll(async () => {
    home = await userHome({ agent: false });
    const recording = (await recordings()).get("bookworm");
    if (!recording) throw new Error("no recording");
    host = await startRecordedHost(recording, home.publicKey);
    home.file(".ssh/known_hosts", host.known);
  });
  afterAll(async () => {
    host?.close();
    await home?.close();
  });

  const INVENTORIES: readonly [what: string, line: string, message: RegExp][] = [
    [
      "a fact of `expect`",
      "defaults: { expect: { python.libary.version: '3.11' } }",
      /^inventory\.yaml:4:23: there is no fact python\.libary\.version \(did you mean "python\.library\.version"\?\)$/m,
    ],
    [
      "a fact to compare by",
      "compare_by: host.os_verson",
      /^inventory\.yaml:4:13: .*mean "host\.os_version"/m,
    ],
    [
      "a pattern of `facts`",
      "facts: { user.kernel: { command: uname, pattern: '(' } }",
      /^inventory\.yaml:4:50: .*does not compile/m,
    ],
    [
      "a key of `facts`",
      "facts: { user.kernel: { command: a, comand: uname } }",
      /^inventory\.yaml:4:37: .*mean "command"/m,
    ],
    [
      "a package as a file writes it",
      "defaults: { expect: { app.package.Zope_Interface: '5.0' } }",
      /^inventory\.yaml:4:23: names of packages are written as PyPI compares them; did you mean app\.package\.zope-interface\?$/m,
    ],
    [
      "a version of a package",
      "defaults: { expect: { app.package.django: { at_least: 'new' } } }",
      /^inventory\.yaml:4:55: not a version such as 4\.2\.16: new$/m,
    ],
    ["a range", "defaults: { expect: { apache.version: { range: '>= new' } } }", /^inventory\.yaml:4:48: /m],
  ];
  const COMMANDS = ["", "run web01 ", "hosts ", "hosts --check ", "collect -o x.jsonl "];

  describe.each(INVENTORIES)("in an inventory: %s", (_, line, message) => {
    it.each(line === INVENTORIES[0]?.[1] ? COMMANDS : ["hosts "])(
      "is told by `wsgi-audit %s` with its place, and no host is asked",
      async (words) => {
        say(line);
        const before = host.logins.length;
        const ended = await home.run(`wsgi-audit ${words}`);
        expect(ended).toMatchObject({ code: 2, stdout: "" });
        expect(ended.stderr).toMatch(message);
        expect(host.logins.length).toBe(before);
      },
    );
  });

  it.each(["-f monitor", "--format monitor", "--format=monitor", "-fmonitor"])(
    "is UNKNOWN to a monitoring system, on standard output (%s)",
    async (option) => {
      say("compare_by: host.os_verson");
      const { code, stdout } = await home.run(`wsgi-audit ${option}`);
      expect(code).toBe(3);
      expect(stdout).toMatch(/^WSGI-AUDIT UNKNOWN - inventory\.yaml:4:13: .*\n$/);
    },
  );

  const LINES: readonly [words: string, message: RegExp][] = [
    ["--columns python.libary.*", /--columns: there is no fact python\.libary\.\*/],
    ["--columns apache.mpmm", /--columns: there is no fact apache\.mpmm \(did you mean "apache\.mpm"\?\)/],
    [
      "--where 'apache.mpmm = event'",
      /--where: there is no fact apache\.mpmm .*\(did you mean "apache\.mpm"/,
    ],
    [
      "--where 'app.package.Zope.Interface > 1'",
      /--where: there is no fact app\.package\.Zope\.Interface; did you mean app\.package\.zope-interface\?/,
    ],
    ["--where 'app.package.django > new'", /--where: not a range of versions of packages/],
    ["--where 'apache.running = maybe'", /--where: apache\.running is yes or no, never maybe/],
    ["--where 'apache.version > new'", /--where: not a version range/],
    ["--golden web1", /golden host web1 is not among the selected hosts \(did you mean "web01"\?\)/],
    [
      "--accepted accepted.yaml",
      /accepted\.yaml:3:13: no host "web1" in the inventory \(did you mean "web01"\?\)/,
    ],
    ["'@wbe'", /no group "wbe" in the inventory \(did you mean "web"\?\)/],
    ["--no-such-option", /unknown option '--no-such-option'/],
  ];

  it.each(LINES)("on the command line, %s, is told before a host is asked", async (words, message) => {
    say();
    accept("python/library-static", "web1");
    const before = host.logins.length;
    const ended = await home.run(`wsgi-audit ${words}`);
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toMatch(message);
    const watched = await home.run(`wsgi-audit -f monitor ${words}`.replace("monitor '@", "monitor -- '@"));
    expect(watched.code).toBe(3);
    expect(watched.stdout).toMatch(/^WSGI-AUDIT UNKNOWN - .+\n$/);
    expect(watched.stdout).toMatch(message);
    expect(host.logins.length).toBe(before);
  });

  const COMMAND_LINES: readonly [words: string, message: RegExp][] = [
    [
      "hots",
      /^wsgi-audit: there is no command and no host of the inventory "hots" \(did you mean "hosts"\?\)\n$/,
    ],
    ["reprot x.jsonl", /"reprot" \(did you mean "report"\?\)/],
    ["web1", /"web1" \(did you mean "web01"\?\)/],
    ["web02.example.org", /"web02\.example\.org"; a host that no inventory names: `wsgi-audit check HOST`/],
    ["-f json hosts", /^wsgi-audit: hosts is a command: it stands before all options\n$/],
    ["run root@web02", /no host "root@web02" in the inventory/],
    ["-i - --hosts-from -", /-i - and --hosts-from - cannot both be read from standard input/],
    ["-i web[1:,", /an unmatched bracket/],
    ["check root:hunter2@web01", /a password is not taken on the command line: name web01 without it/],
    ["check web01:99999", /expected \[user@\]host\[:port\], not "web01:99999"/],
    ["check ,", /no host is named/],
    ["-f jsno", /argument 'jsno' is invalid\. Allowed choices are text, .* \(did you mean "json"\?\)/],
    ["-f html,jsno -o x", /\(did you mean "json"\?\)/],
    ["check web01 -f detials", /\(did you mean "details"\?\)/],
    ["hosts -f jsn", /Allowed choices are text, json\. \(did you mean "json"\?\)/],
    ["diff a b -f jsn", /\(did you mean "json"\?\)/],
    ["explain -f markdwon", /\(did you mean "markdown"\?\)/],
    ["--fail-on eror", /\(did you mean "error"\?\)/],
    ["--set host_keys=strct", /host_keys: expected strict or accept-new \(did you mean "strict"\?\)/],
    ["--set algorithms=modren", /\(did you mean "modern"\?\)/],
    ["--set becom=auto", /\(did you mean "become"\?\)/],
    ["hosts --fromat json", /Did you mean --format\?/],
    [
      "-f text html -o x",
      /^wsgi-audit: html stands behind -f text, which takes one word: write -f text,html for both\n$/,
    ],
    ["web01 --columns apache.mpm apache.version", /apache\.version stands behind --columns apache\.mpm/],
    ["report x.jsonl --format text json", /json stands behind --format text/],
    ["-f text,json -o -", /several formats need a directory: -o DIR/],
    ["-f text,json", /several formats need a directory: -o DIR/],
    ["report nosuch.jsonl", /^wsgi-audit: cannot read the snapshot nosuch\.jsonl: no such file\n$/],
    ["report .", /^wsgi-audit: cannot read the snapshot \.: it is a directory\n$/],
    [
      "report inventory.yaml/x",
      /cannot read the snapshot inventory\.yaml\/x: a part of its path is no directory/,
    ],
    ["run --resume nosuch.jsonl", /cannot read the snapshot to go on with, nosuch\.jsonl: no such file/],
    ["-i nosuch.yaml", /^nosuch\.yaml: cannot read the inventory: no such file\n$/],
    ["--accepted nosuch.yaml", /^nosuch\.yaml: cannot read the accepted findings: no such file\n$/],
    ["--hosts-from nosuch", /cannot read hosts from nosuch: no such file/],
    [
      "collect -o no/such/x.jsonl",
      /cannot write the snapshot no\/such\/x\.jsonl: no such directory \(ENOENT\)/,
    ],
    ["--lock no/such/lock", /cannot lock no\/such\/lock: no such directory \(ENOENT\)/],
    ["history apache.mpm --history nosuch", /nosuch: no such file/],
    ["check", /missing required argument 'host'/],
  ];

  it.each(COMMAND_LINES)(
    "a first word that is no command, a host that is none: %s",
    async (words, message) => {
      say();
      const before = host.logins.length;
      const ended = await home.run(`wsgi-audit ${words}`);
      expect(ended).toMatchObject({ code: 2, stdout: "" });
      expect(ended.stderr).toMatch(message);
      expect(host.logins.length).toBe(before);
    },
  );

  it.each([
    ["hots", /there is no command "hots" \(did you mean "hosts"\?\)/],
    ["-f json web01", /there is no command "web01"; a host that no inventory names: `wsgi-audit check HOST`/],
    ["run '@web'", /@web stands for hosts of an inventory, and there is no inventory\.yaml here/],
    ["run 'web*'", /web\* stands for hosts of an inventory/],
    ["run '!web01'", /there is no inventory\.yaml here/],
    ["run", /there is no inventory\.yaml here; -i names another inventory, `wsgi-audit init` writes one/],
    ["init", /your ssh_config names no host to audit/],
  ])("where no inventory is, nobody is dialled by mistake: %s", async (words, message) => {
    home.file("elsewhere/x", "");
    const ended = await home.run(`wsgi-audit ${words}`, { folder: "elsewhere" });
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toMatch(message);
  });

  it("in the acceptances, is a rule that there is not, without an inventory too", async () => {
    say();
    const { code } = await home.run("wsgi-audit collect -o evidence.jsonl");
    expect(code).toBe(0);
    accept("python/libary-static", "web01");
    for (const words of ["", "report evidence.jsonl"]) {
      const ended = await home.run(`wsgi-audit ${words} --accepted accepted.yaml`);
      expect(ended).toMatchObject({ code: 2, stdout: "" });
      expect(ended.stderr).toMatch(/accepted\.yaml:2:11: .*mean "python\/library-static"/);
    }
    accept("python/library-static", "web01");
    const unused = await home.run("wsgi-audit --accepted accepted.yaml --fail-on error");
    expect(unused).toMatchObject({ code: 0, stderr: "" });
    expect(unused.stdout).toContain(
      "Accepted, and not found any more:\n  python/library-static until 2099-01-01",
    );
  });

  it("in the inventory of an old snapshot, is told loudly, and the answer is not whole", async () => {
    say("defaults: { expect: { python.library.version: '3.11' } }");
    expect(await home.run("wsgi-audit collect -o good.jsonl")).toMatchObject({ code: 0 });
    await home.run('sed \'s/"python.library.version":/"python.libary.version":/\' good.jsonl >old.jsonl');
    const words = "--fail-on error";
    expect(await home.run(`wsgi-audit report good.jsonl ${words}`)).toMatchObject({ code: 0 });
    const old = await home.run(`wsgi-audit report old.jsonl ${words}`);
    expect(old).toMatchObject({ code: 4, stderr: "" });
    expect(old.stdout).toMatch(
      /mistakes, by which nothing can be judged:\n {2}.*python\.libary\.version: there is no such fact \[web01\]/,
    );
    const watched = await home.run(`wsgi-audit report old.jsonl -f monitor ${words}`);
    expect(watched.code).toBe(3);
    expect(watched.stdout).toMatch(/^WSGI-AUDIT UNKNOWN - not judged: .*there is no such fact \|/);
  });

  it("for `history`, is a fact that no run knows, and a directory without runs", async () => {
    say("facts: { user.kernel: { command: uname -r } }");
    await home.run("wsgi-audit --history runs");
    expect(await home.run("wsgi-audit history apache.mpm --history runs")).toMatchObject({
      code: 0,
      stderr: "",
    });
    const wrong = await home.run("wsgi-audit history apache.mpmm --history runs");
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain('there is no fact apache.mpmm (did you mean "apache.mpm"?)');
    const own = await home.run("wsgi-audit history user.kernl --history runs");
    expect(own).toMatchObject({ code: 2, stdout: "" });
    expect(own.stderr).toContain('did you mean "user.kernel"?');
    await home.run("mkdir empty");
    expect(await home.run("wsgi-audit history apache.mpm --history empty")).toMatchObject({ code: 2 });
  });

  it("counts an inventory's own facts among the facts, and compares by them", async () => {
    say(
      "facts: { user.rack: { command: echo 7 } }",
      "compare_by: user.rack",
      "defaults: { expect: { user.rack: '7' } }",
    );
    expect(await home.run("wsgi-audit hosts")).toMatchObject({ code: 0, stderr: "" });
  });
});
