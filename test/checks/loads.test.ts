import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shared } from "../support/shared-shell.js";
import { shells } from "../support/shells.js";

const isRoot = process.getuid?.() === 0;
const STRANGER = 65534;

describe.skipIf(!isRoot)(
  isRoot ? "what httpd would load" : "WHAT HTTPD WOULD LOAD: NOT TESTED, AS ONLY ROOT MAKES FILES OF OTHERS",
  () => {
    let root = "";
    beforeAll(() => {
      root = mkdtempSync("/var/lib/wsgi-audit-test-");
      chmodSync(root, 0o755);
      put("theirs/conf/x.conf", "# nothing\n");
      put("theirs/mod.so", "");
      for (const at of ["theirs", "theirs/conf", "theirs/conf/x.conf", "theirs/mod.so"]) give(at);
      mkdirSync(join(root, "theirs/empty"));
      give("theirs/empty");
      put("modules/mod_ok.so", "");
      put("modules/mod_theirs.so", "");
      give("modules/mod_theirs.so");
      symlinkSync("../theirs/conf", join(root, "modules/link"));
      put("sites/a.conf", "Alias /a /srv/a\n");
      put("with blank/b.conf", "LoadModule b_module modules/mod_theirs.so\n");
      put("dotted/.hidden", "");
      give("dotted/.hidden");
      put("open/x.conf", "");
      chmodSync(join(root, "open"), 0o777);
      put("loop.conf", "Include loop.conf\nInclude sites\n");
      put("deep/1.conf", "Include deep/2.conf\n");
      put("deep/2.conf", "include deep/3.conf\n");
      put("deep/3.conf", `LOADMODULE x_module "${root}/theirs/mod.so"\n`);
    });
    afterAll(() => rmSync(root, { recursive: true, force: true }));

    const put = (name: string, text: string) => {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    };
    const give = (name: string) => chownSync(join(root, name), STRANGER, STRANGER);

    const inspect = (text: string, shell: readonly string[] = shells[0] ?? ["sh"]) => {
      put("httpd.conf", text.replaceAll("$ROOT", root));
      const [program = "sh", ...words] = shell;
      const lines = `
        BUILT=' -D HTTPD_ROOT="${root}"
 -D SERVER_CONFIG_FILE="httpd.conf"'
        ARGUMENTS= ENVIRONMENT="MINE=${root}/theirs/conf
OURS=${root}/sites
" ASKED= LIBRARY_PATH=
        inspect_configuration`;
      const run = spawnSync(program, [...words, "-c", `${shared}\n${lines}`], {
        encoding: "utf8",
        env: { PATH: process.env.PATH, SHLVL: "1" },
        cwd: "/",
      });
      expect(run.stderr).toBe("");
      const said = run.stdout.split("\n").map((line) => line.split("\t"));
      const of = (kind: string) => said.filter(([first]) => first === kind);
      return {
        left: of("configuration").map(([, path = ""]) => path.replace(root, "")),
        asked: of("ask").map(([, name]) => name),
      };
    };

    it.each([
      ["a file of another's", "Include $ROOT/theirs/conf/x.conf", "/theirs/conf/x.conf"],
      ["below the server root", "Include theirs/conf/x.conf", "/theirs/conf/x.conf"],
      [
        "below a server root that the file sets",
        "ServerRoot $ROOT/theirs\nInclude conf/x.conf",
        "/theirs/conf/x.conf",
      ],
      ["a pattern", "IncludeOptional theirs/conf/*.conf", "/theirs/conf/*.conf"],
      ["a place that may still be filled", "IncludeOptional theirs/empty/*.conf", "/theirs/empty/*.conf"],
      ["a pattern of directories", "IncludeOptional th*/empty/*.conf", "/theirs"],
      ["a directory", "Include theirs/conf", "/theirs/conf"],
      ["a hidden file in a directory", "Include dotted", "/dotted/.hidden"],
      ["a directory where everybody may write", "Include open/*.conf", "/open/*.conf"],
      ["a link", "Include modules/link/*.conf", "/modules/link/*.conf"],
      ["a module", "LoadModule x_module theirs/mod.so", "/theirs/mod.so"],
      [
        "a module in a directory of ours",
        "LoadModule x_module modules/mod_theirs.so",
        "/modules/mod_theirs.so",
      ],
      ["a library", "LoadFile modules/mod_ok.so theirs/mod.so", "/theirs/mod.so"],
      ["what others include", "Include deep/1.conf", "/theirs/mod.so"],
      ["quoted names", 'Include "$ROOT/with blank/*.conf"', "/modules/mod_theirs.so"],
      ["a line that is continued", "Include \\\ntheirs/conf/x.conf", "/theirs/conf/x.conf"],
      [
        "a line in a section",
        "<IfModule !x.c>\n  Include theirs/conf/x.conf\n</IfModule>",
        "/theirs/conf/x.conf",
      ],
      ["a line of a file of DOS", "Include theirs/conf/x.conf\r", "/theirs/conf/x.conf"],
      [
        "a variable",
        "Define AT $ROOT/theirs\nDefine MORE ${AT}/conf\nInclude ${MORE}/x.conf",
        "/theirs/conf/x.conf",
      ],
      [
        "a variable that has another value as well",
        "Define AT sites\nDefine AT theirs/conf\nInclude ${AT}/*.conf",
        "/theirs/conf/*.conf",
      ],
      ["a variable of the environment", "Include ${MINE}/x.conf", "/theirs/conf/x.conf"],
      ["a variable that nobody knows", "Include ${NOWHERE}/x.conf", "?"],
      ["a part that nobody knows", "Include $ROOT/th${NOWHERE}/conf/x.conf", "/theirs"],
      ["a parameter", "<Macro Site $at>\nInclude $at/x.conf\n</Macro>", "?"],
      [
        "a part that is a parameter",
        "<Macro Site $name>\nInclude theirs/conf/$name.conf\n</Macro>",
        "/theirs/conf/*.conf",
      ],
      ["what Perl runs", "PerlRequire theirs/conf/x.conf", "/theirs/conf/x.conf"],
    ])("with %s is not asked", (_, text, path) => {
      expect(inspect(text).left).toEqual([path]);
    });

    it.each([
      [
        "files of ours",
        "LoadModule ok_module modules/mod_ok.so\nIncludeOptional sites/*.conf\nInclude sites",
      ],
      ["what is not there", "IncludeOptional nowhere/*.conf\nLoadModule x_module modules/none.so"],
      ["a comment", "# Include theirs/conf/x.conf"],
      [
        "a name in another directive",
        "Alias /x theirs/conf/x.conf\nWSGIScriptAlias /y $ROOT/theirs/app.wsgi",
      ],
      ["a loop", "Include loop.conf\nInclude httpd.conf"],
      ["a variable of the environment that leads to ours", "Include ${OURS}/*.conf"],
      ["a variable of its own", "Define AT sites\nInclude ${AT}/*.conf"],
      ["a name that is a part of a parameter", "<Macro Site $name>\nInclude sites/$name.conf\n</Macro>"],
    ])("with %s is asked", (_, text) => {
      expect(inspect(text).left).toEqual([]);
    });

    it("names the variables that it uses, and no others", () => {
      const { asked } = inspect(
        "Include ${OURS}/*.conf\nServerName ${HOST}.example.org\n# ${COMMENT}\nUser ${1X}",
      );
      expect(asked.sort()).toEqual(["HOST", "OURS"]);
    });

    it("is told of a name that holds a line break, and no line is made of it", () => {
      put("odd/a\nconfiguration\tforged\tnothing", "");
      expect(inspect("Include odd").left).toEqual(["/httpd.conf"]);
    });

    it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
      "is looked at alike with %s",
      (_, shell) => {
        expect(
          inspect('Include sites\nInclude ${OURS}/*.conf\nInclude "with blank/b.conf"', shell).left,
        ).toEqual(["/modules/mod_theirs.so"]);
        expect(inspect("Include loop.conf\nInclude ${OURS}/*.conf", shell)).toEqual({
          left: [],
          asked: ["OURS"],
        });
      },
    );
  },
);
