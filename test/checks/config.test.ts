import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { budgetOfHost } from "../../src/base/budget.js";
import { config } from "../../src/checks/config/index.js";
import type { Part } from "../../src/model/snapshot.js";
import { sectionOf } from "../support/section.js";
import { collectOf, shared } from "../support/shared-shell.js";
import { shells } from "../support/shells.js";

const collecting = `${shared}\n${collectOf("apache")}\n${collectOf("config")}`;

const factsOf = (parts: Record<string, string | Partial<Part>>, ofApache: Record<string, string> = {}) =>
  config.parse({
    section: sectionOf("config", parts),
    other: () => sectionOf("config", ofApache),
    known: {},
    budget: budgetOfHost(),
  }) as Readonly<Record<string, unknown>>;

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)(
  isRoot
    ? "files that httpd does not show"
    : "FILES THAT HTTPD DOES NOT SHOW: NOT TESTED, AS ROOT MAKES THEM",
  () => {
    let place = "";
    const put = (name: string, text: string) => {
      mkdirSync(dirname(join(place, name)), { recursive: true });
      writeFileSync(join(place, name), text.replaceAll("$AT", place));
    };
    beforeAll(() => {
      place = mkdtempSync("/var/lib/wsgi-audit-test-");
      chmodSync(place, 0o755);
      put(
        "httpd.conf",
        [
          "Listen 1",
          "Include relative/*.conf",
          'IncludeOptional "with blank/a.conf"',
          "Define WHERE $AT/defined",
          "Include ${WHERE}/*.conf",
          "Include ${FROM_ENVIRONMENT}/a.conf",
          "IncludeOptional ${NOBODY_KNOWS}/a.conf",
          "IncludeOptional closed/*.conf",
          "IncludeOptional missing/*.conf",
          "<IfFile ${WHERE}/a.conf>",
          "Listen 7",
          "</IfFile>",
          '<IfFile "!${WHERE}/missing">',
          "Listen 8",
          "</IfFile>",
          "<IfFile missing>",
          "Listen 9",
          "</IfFile>",
          "User ${APACHE_RUN_USER}",
          "WSGISocketPrefix ${SECRET}",
        ].join("\n"),
      );
      put("relative/a.conf", "Listen 2");
      put("with blank/a.conf", "Listen 3");
      put("defined/a.conf", "Listen 4");
      put("environment/a.conf", "Listen 5");
      put("closed/a.conf", "WSGIDaemonProcess hidden");
      chmodSync(join(place, "closed"), 0o700);
    });
    afterAll(() => rmSync(place, { recursive: true, force: true }));

    const collected = (shell: readonly string[], uid: number) => {
      const [program = "sh", ...words] = shell;
      const lines = `
        NONCE=0123456789abcdef BINARY=/usr/sbin/httpd ARGUMENTS= LIBRARY_PATH= DUMP=
        ASKED='FROM_ENVIRONMENT APACHE_RUN_USER NOBODY_KNOWS SECRET '
        ENVIRONMENT="FROM_ENVIRONMENT=${place}/environment
APACHE_RUN_USER=www-data
SECRET=word
"
        APACHE=' -D HTTPD_ROOT="${place}"
 -D SERVER_CONFIG_FILE="httpd.conf"'
        shown_files
        echo ==
        existing_files
        echo ==
        used_variables`;
      // No argument is as long.
      const run = spawnSync(program, [...words, "-s"], {
        input: `${collecting}\n${lines}`,
        encoding: "utf8",
        env: { PATH: process.env.PATH, SHLVL: "1" },
        cwd: "/",
        ...(uid ? { uid, gid: uid } : {}),
      });
      const [files = "", existing = "", variables = ""] = run.stdout.split("==\n");
      const parts = {
        files: { stdout: files, stderr: run.stderr },
        existing,
        variables,
        "compiled-root": place,
      };
      return { stderr: run.stderr, variables, facts: factsOf({ ...parts, "built-version": "2.4.62" }) };
    };

    it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
      "are followed below the root, through variables, quotes and blanks: %s",
      (_, shell) => {
        const { facts, variables, stderr } = collected(shell, 0);
        expect(facts["apache.listen"]).toEqual(["1", "2", "3", "4", "5", "7", "8"]);
        expect(facts["apache.user"]).toBe("www-data");
        expect(variables).not.toContain("word");
        expect(facts["wsgi.socket_prefix"]).toMatchObject({ outcome: "failed" });
        expect(facts["wsgi.daemons"]).toMatchObject([{ name: "hidden" }]);
        expect(stderr).toMatch(/^\$\{NOBODY_KNOWS\}\/a\.conf is not read/m);
      },
    );

    it("say nothing of what lies where the login may not look", () => {
      const { facts, stderr } = collected(shells[0] ?? ["sh"], 65534);
      expect(stderr).toMatch(/closed: Permission denied/);
      expect(facts["wsgi.daemons"]).toMatchObject({ outcome: "denied" });
      expect(facts["python.home"]).toMatchObject({ outcome: "denied" });
      expect(facts["wsgi.restrict_embedded"]).toMatchObject({ outcome: "denied" });
      expect(facts["apache.listen"]).toEqual(["1", "2", "3", "4", "5", "7", "8"]);
    });
  },
);

describe("the user of requests", () => {
  it("is the dump's, whatever the files make of it", () => {
    const files = "# In file: /etc/httpd.conf\n1\tUser ${RUN_AS}";
    expect(
      factsOf({ dump: 'User: name="www-data" id=33 not_used\nLoaded Modules:\n', files })["apache.user"],
    ).toBe("www-data");
    expect(factsOf({ files })["apache.user"]).toMatchObject({ outcome: "failed" });
  });
});

describe("what httpd refuses", () => {
  const LOGS =
    "AH02291: Cannot access directory '/var/log/httpd/' for main error log\nAH00014: Configuration check failed";
  const refused = (stderr: string, hidden?: string) =>
    factsOf({ syntax: { status: 1, stderr }, ...(hidden !== undefined && { hidden }) })["apache.config_ok"];

  it.each([
    ["a directory of logs that is missing", LOGS],
    ["a key that is missing", "SSLCertificateKeyFile: file '/etc/ssl/x.key' does not exist or is empty"],
  ])("for %s is a fault, unless the login may not look there", (_, stderr) => {
    expect(refused(stderr, "")).toBe(false);
    for (const hidden of ["/var/log/httpd/\t/var/log", "/etc/ssl/x.key\t/etc/ssl/x.key"])
      expect(refused(stderr, hidden)).toEqual(
        stderr.includes(hidden.split("\t")[0] ?? "") ? expect.objectContaining({ outcome: "denied" }) : false,
      );
    expect(refused(stderr)).toMatchObject({ outcome: "denied" });
  });

  it.each([
    ["envvars", "812", "denied"],
    ["unit", "812", "denied"],
    ["environ", "812", false],
    ["envvars", "", false],
  ])(
    "for want of a variable is a fault where its environment is known: %s, process %j",
    (source, master, said) => {
      const stderr =
        "AH00111: Config variable ${PORT} is not defined\nAH00526: Syntax error on line 1 of /etc/ports.conf: Port must be specified";
      const { "apache.config_ok": ok } = factsOf(
        { syntax: { status: 1, stderr }, hidden: "" },
        { "environment-source": source, master },
      );
      expect(ok).toEqual(said === false ? false : expect.objectContaining({ outcome: said }));
    },
  );

  it("by an odd name is not known where anything is hidden", () => {
    expect(
      refused("SSLCertificateKeyFile: file '...' does not exist or is empty", "/etc/a b\t/etc/a b"),
    ).toMatchObject({
      outcome: "denied",
    });
  });
});
