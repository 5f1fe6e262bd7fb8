import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const DISCOVERY = fileURLToPath(new URL("../../src/checks/discovery/collect.sh", import.meta.url));
const TELLING = fileURLToPath(new URL("../../src/script/telling.sh", import.meta.url));

/** Every awk of this machine: they differ in what they take for a pattern. */
const awks = [["awk"], ["mawk"], ["gawk"], ["original-awk"], ["busybox", "awk"]].filter(
  ([program = "", ...words]) => spawnSync(program, [...words, "BEGIN { exit }"]).status === 0,
);

const run = (awk: readonly string[], command: string, input: string): string => {
  const shell = `TAB="$(printf '\\t')"\nawk() { ${awk.length > 1 || awk[0] !== "awk" ? awk.join(" ") : "command awk"} "$@"; }\n. ${TELLING}\n${command}`;
  const { stdout, stderr } = spawnSync("sh", ["-c", shell, "sh", input], {
    input,
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  expect(stderr).toBe("");
  return stdout;
};

/** As httpd, mod_wsgi, the loader and Python print them: nothing in them is anybody's secret. */
const HONEST = [
  "AH00526: Syntax error on line 3 of /etc/apache2/sites-enabled/a-b_c.conf:",
  "Invalid command 'WSGIScriptAlias', perhaps misspelled or defined by a module not included in the server configuration",
  "Invalid command 'SSLEngine', perhaps misspelled or defined by a module not included in the server configuration",
  "Invalid Mutex argument xxx (Mutex mechanisms are: 'none', 'default', 'flock:/path/to/file', 'fcntl:/path/to/file', 'file:/path/to/file', 'pthread', 'sysvsem', 'posixsem', 'sem')",
  "AH00526: Syntax error on line 1 of -c/-C directives:",
  "Accept mutex lock mechanism 'xxx' is invalid. Valid accept mutex mechanisms for this platform are: default, flock, fcntl, sysvsem, posixsem, pthread.",
  "apache2: Syntax error on line 80 of /etc/apache2/apache2.conf: DefaultRuntimeDir must be a valid directory, absolute or relative to ServerRoot",
  "AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using 172.17.0.5. Set the 'ServerName' directive globally to suppress this message",
  "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using fe80::1. Set the 'ServerName' directive globally to suppress this message",
  "Syntax OK",
  "AH01574: module wsgi_module is already loaded, skipping",
  "httpd: Syntax error on line 353 of /etc/httpd/conf/httpd.conf: Syntax error on line 4 of /etc/httpd/conf.d/x.com.conf: Cannot load /home/a/.venv/lib/python3.6/site-packages/mod_wsgi/server/mod_wsgi-py36.cpython-36m-x86_64-linux-gnu.so into server: libpython3.6m.so.rh-python36-1.0: cannot open shared object file: No such file or directory",
  "Cannot load modules/mod_wsgi.so into server: /etc/httpd/modules/mod_wsgi.so: undefined symbol: PyUnicodeUCS4_FromString",
  "Name duplicates previous WSGI daemon definition.",
  "AH00112: Warning: DocumentRoot [/srv/none] does not exist",
  "(13)Permission denied: AH00649: could not open transfer log file /var/log/apache2/access.log.",
  "(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80",
  "(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80",
  "[Tue Nov 24 11:55:16.602970 2026] [wsgi:info] [pid 1056:tid 1056] mod_wsgi (pid=1056): Attach interpreter ''.",
  "[Tue Nov 24 11:55:16.611164 2026] [wsgi:info] [pid 1056:tid 1056] mod_wsgi (pid=1056, process='', application=''): Loading Python script file '/tmp/wsgi-audit.7Wig24/probe.py'.",
  "[Tue Nov 24 11:55:16.459590 2026] [wsgi:info] [pid 480:tid 480] mod_wsgi (pid=480): Python home /srv/venv.",
  "AH00534: apache2: Configuration error: No MPM loaded.",
  "AH00111: Config variable ${APACHE_RUN_DIR} is not defined",
  "httpd: Could not open configuration file /etc/httpd/none.conf: No such file or directory",
  "Either all Options must start with + or -, or no Option may.",
  "SSLEngine takes one argument, On or Off",
  "AllowOverride not allowed here",
  "LogFormat takes 1-2 arguments, a log format string (see docs) and an optional format name",
  "/etc/apache2/x.conf:1: <Directory> was not closed.",
  "Log level keyword must be one of emerg/alert/crit/error/warn/notice/info/debug/trace1/.../trace8",
  "Include/IncludeOptional: No matches for the wildcard '/etc/apache2/none-' in '/etc/apache2', failing",
  "ModuleNotFoundError: No module named 'encodings'",
  "Fatal Python error: init_fs_encoding: failed to get the Python codec of the filesystem encoding",
  "  sys.base_prefix = '/usr'",
];

/** Where httpd and others put what stands in a configuration. */
const QUOTING = [
  "Invalid command '@', perhaps misspelled or defined by a module not included in the server configuration",
  "Invalid command '@",
  "AH00526: Syntax error on line 12 of /etc/x.conf:\n@ not allowed here",
  "Illegal option @",
  'Unknown Authz provider: "@"',
  "AH00543: apache2: bad user name @",
  "Invalid Mutex argument @ (Mutex mechanisms are: 'none', 'default')",
  "ProxyPass Unable to parse URL: http://app:@@host:port/",
  "Unable to parse URL: https://hooks.example.org/services/@/x",
  "RewriteRule: cannot compile regular expression '^/hook?token=@$'",
  "Could not resolve host name @ -- ignoring!",
  "Unable to start piped log program '/usr/bin/ship --token=@'",
  "Cannot parse condition clause: syntax error in '%{HTTP:X-Key} == \"@\"'",
  "mod_wsgi (pid=12): unable to log in as (user `@')",
  "module wsgi_module: bad value [@]",
  "DBDParams: key=@ is not known",
  'password="@" is no valid argument',
  "Expected </Location> but saw </@>",
  "<IfDefine @> was not closed",
  "KeyError: '@'",
  "django.core.exceptions.ImproperlyConfigured: (@)",
  "sqlalchemy.exc.OperationalError: postgres://app:@@db/app",
  "/srv/app/x.wsgi?key=@ does not exist",
  "line @ of /etc/x.conf",
  "port @",
  "it's '@' and isn't known",
];

/** Passwords as people make them: not a path, and of no word that messages have. */
const word = fc
  .tuple(fc.stringMatching(/^[A-Za-z0-9]{2,8}$/), fc.nat(9999))
  .map(([letters, digits]) => `Zq${letters}${digits}kW`);
const around = fc.constantFrom(..."$%!#@^+:&?*=\"'`([{<-~|;,. ".split(""), "", "--", "'s", "''", '" "', "a ");
const secret = fc
  .tuple(around, word, around)
  .map(([before, inner, after]) => ({ inner, text: before + inner + after }));

describe.each(awks.map((awk) => [awk.join(" "), awk] as const))(
  "what is told of messages, by %s",
  (_name, awk) => {
    it("is all of an honest one", () => {
      expect(
        run(awk, "told_messages", `${HONEST.join("\n")}\n`)
          .trimEnd()
          .split("\n"),
      ).toEqual(HONEST);
    });

    it("is no word of the configuration, however it is quoted", () => {
      const cases = fc.sample(fc.tuple(fc.constantFrom(...QUOTING), secret), 800);
      for (let at = 0; at < cases.length; at += 100) {
        const some = cases.slice(at, at + 100);
        const input = some.map(([template, { text }]) =>
          template.replaceAll(/@@|@/g, (form) => (form === "@@" ? `${text}@` : text)),
        );
        const told = run(awk, "told_messages", `${input.join("\n")}\n`);
        expect(some.filter(([, { inner }]) => told.includes(inner))).toEqual([]);
      }
    });

    it("has number, file and line still", () => {
      const told = run(
        awk,
        "told_messages",
        "AH00526: Syntax error on line 12 of /etc/apache2/x.conf:\nInvalid command 'Zq1', perhaps misspelled\n",
      );
      expect(told).toBe(
        "AH00526: Syntax error on line 12 of /etc/apache2/x.conf:\nInvalid command '...', perhaps misspelled\n",
      );
    });
  },
);

describe.each(awks.map((awk) => [awk.join(" "), awk] as const))(
  "what is told of command lines, by %s",
  (_name, awk) => {
    it("are the names of defines, and values that are places", () => {
      const define = fc.tuple(
        fc.stringMatching(/^[A-Z_]{1,8}$/),
        fc.constantFrom("-D\u001f", "-D"),
        secret,
        fc.boolean(),
      );
      const lines = fc.sample(fc.array(define, { minLength: 1, maxLength: 4 }), 100);
      for (const defines of lines) {
        const words = defines.map(
          ([name, flag, { text }, isPlace]) => `${flag}${name}=${isPlace ? "/srv/x" : text}`,
        );
        const line = `master\t1\t/usr/sbin/apache2\t-d\u001f/etc/x\u001f${words.join("\u001f")}\t-`;
        const told = run(awk, 'told_discovery "$1"', line);
        const expected = defines.map(
          ([name, flag, , isPlace]) => `${flag}${name}=${isPlace ? "/srv/x" : "..."}`,
        );
        expect(told).toBe(
          `master\t1\t/usr/sbin/apache2\t-d\u001f/etc/x\u001f${expected.join("\u001f")}\t-\n`,
        );
        expect(run(awk, 'told_arguments "$1"', words.join("\u001f"))).toBe(`${expected.join("\u001f")}\n`);
      }
    }, 60_000);

    it("is nothing of other options, which hold directives", () => {
      const options = fc.constantFrom("-c", "-C", "-e", "-E", "-k", "-X");
      const words = fc.sample(fc.array(fc.tuple(options, secret), { minLength: 1, maxLength: 5 }), 20);
      for (const some of words) {
        const line = ["-D", "SHOP", ...some.flatMap(([option, { text }]) => [option, text])].join("\u001f");
        const shell = `UNIT=$(printf '\\037')\nTAB=$(printf '\\t')\n. ${DISCOVERY}\nreplayed "$1"`;
        const told = run(awk, shell, line);
        expect(some.filter(([, { inner }]) => told.includes(inner))).toEqual([]);
      }
    }, 60_000);

    it("is the name alone of a program that is not run", () => {
      expect(
        run(awk, 'told_discovery "$1"', "user\t7\thttpd: worker --token=canary\t-\tuser 1000 runs it"),
      ).toBe("user\t7\thttpd:\t-\tuser 1000 runs it\n");
      expect(run(awk, 'told_discovery "$1"', "unseen\t-\tpermission denied: /proc shows\t-")).toBe(
        "unseen\t-\tpermission denied: /proc shows\t-\n",
      );
    });
  },
);
