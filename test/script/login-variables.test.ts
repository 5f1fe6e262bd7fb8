import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Check } from "../../src/checks/check.js";
import { checks } from "../../src/checks/index.js";
import type { Transcript } from "../../src/model/snapshot.js";
import { composeBecome, composeInstalled, composeScript } from "../../src/script/compose.js";
import { readShell } from "../support/shell-text.js";
import { NONCE, runChecks, shells } from "../support/shells.js";

const script = composeScript(checks, { nonce: NONCE, seconds: 90, more: { secret: true } });
const every = [script, composeBecome(NONCE), composeInstalled(checks, "1.2.3")];

/** What the shell itself gives, and what of the login the script means to know. */
const MEANT = new Set(
  "PATH IFS PPID HOME SHELL TMPDIR SUDO_USER DOAS_USER LD_LIBRARY_PATH LC_ALL NONCE LIMIT USER PWD OLDPWD SHLVL".split(
    " ",
  ),
);

/** The names of variables that a script has to do with, from its syntax. */
const namesIn = (text: string): string[] => {
  const { reads, sets } = readShell(text);
  return [...new Set([...reads, ...sets])]
    .filter((name) => !MEANT.has(name) && !/^LD_(TRACE_LOADED_OBJECTS|DEBUG)$/.test(name))
    .sort();
};
const names = [...new Set(every.flatMap(namesIn))];

/** Of interpreters, loaders, and of the programs that the script runs. */
const KIN = [
  "AWKPATH AWKLIBPATH BLOCK_SIZE CDPATH CLICOLOR_FORCE COLUMNS ENV GREP_COLOR GREP_OPTIONS LS_BLOCK_SIZE LS_COLORS MALLOC_TRACE",
  "OPENSSL_CONF PERL5LIB PERL5OPT POSIXLY_CORRECT PYTHONHOME PYTHONPATH QUOTING_STYLE SYSTEMD_PAGER TIME_STYLE TZ WGETRC",
  "LC_CTYPE LC_MESSAGES LANG LANGUAGE NLSPATH LD_BIND_NOW GLIBC_TUNABLES HOSTALIASES http_proxy",
].flatMap((line) => line.split(" "));

/** They are words of a shell, of options, of paths and of lists at the same time. */
const HOSTILE = [
  "x",
  "-n",
  "/etc/passwd",
  "again",
  "CANARY; echo CANARY >&2",
  "$(echo CANARY >&2)",
  "path\t-\t/bin/CANARY\t-\t-",
  "a\nmaster\t1\t/bin/CANARY\t-\t-\nNONCE=1\nPATH=/CANARY",
  "* CANARY [a-z]",
  "9".repeat(30),
];

describe("the head of the script", () => {
  it("sets every variable that the script reads, before anything reads one", () => {
    expect(names.length).toBeGreaterThan(150);
    for (const text of every) {
      const unset = new Set(
        [...text.matchAll(/^unset ((?:[A-Za-z_]\w*|\\\n *| )+)$/gm)].flatMap(([, words = ""]) =>
          words.split(/[\s\\]+/),
        ),
      );
      const own = readShell(text);
      expect(
        [...own.reads].filter(
          (name) =>
            !MEANT.has(name) &&
            !unset.has(name) &&
            !/^(PROGRAMS|LOGIN_\w+|HEAD_NAME|BASH_VERSION|SHELLOPTS)$/.test(name),
        ),
      ).toEqual([]);
    }
  });
});

const isRoot = process.getuid?.() === 0;
/** An httpd of few words, in a place that is nobody else's. */
const HTTPD = `#!/bin/sh
case " $* " in
  *" -V "*) printf '%s\\n' 'Server version: Apache/2.4.57 (Unix)' 'Server MPM:     event' ' -D HTTPD_ROOT="ROOT"' ' -D SERVER_CONFIG_FILE="conf/httpd.conf"' ;;
  *" -l "*) printf '%s\\n' 'Compiled in modules:' '  core.c' ;;
  *) echo 'Syntax OK' >&2 ;;
esac
env | sed 's/^/seen /' >>SEEN
`;

describe.skipIf(!isRoot)(
  isRoot
    ? "variables of the login's"
    : "VARIABLES OF THE LOGIN'S: NOT TESTED, AS ONLY ROOT MAKES A PLACE THAT IS NOBODY ELSE'S",
  () => {
    let place = "";
    let own: Check[] = [];
    const seen = () => join(place, "seen");
    beforeAll(() => {
      place = mkdtempSync("/var/lib/wsgi-audit-test-");
      chmodSync(place, 0o755);
      for (const folder of ["bin", "conf"]) mkdirSync(join(place, folder));
      writeFileSync(join(place, "bin/httpd"), HTTPD.replace("ROOT", place).replace("SEEN", seen()), {
        mode: 0o755,
      });
      writeFileSync(
        join(place, "conf/httpd.conf"),
        "Listen 8099\nLoadModule wsgi_module modules/mod_wsgi.so\nUser ${APACHE_RUN_USER}\n",
      );
      writeFileSync(join(place, "bin/envvars"), "export APACHE_RUN_USER=www-data LD_PRELOAD=/CANARY.so\n");
      own = checks
        // Processes and containers of this machine come and go.
        .filter(({ id }) => id !== "processes" && id !== "containers")
        .map((check) =>
          check.id === "discovery"
            ? {
                ...check,
                collect: {
                  shell: `collect_discovery() { printf 'path\\t-\\t${place}/bin/httpd\\t-\\t-\\n'; }`,
                },
              }
            : check,
        );
    });
    afterAll(() => rmSync(place, { recursive: true, force: true }));

    /** Without what changes from one second to the next. */
    const steady = ({ sections, complete, noise }: Transcript) => ({
      complete,
      noise,
      sections: sections.map(({ parts, ...section }) => ({
        ...section,
        parts: parts
          .filter(
            ({ name }) =>
              name !== "time" && !(section.check === "host" && /^(shell|ld-library-path)$/.test(name)),
          )
          // Other tests make directories beside this one's.
          .map((part) =>
            part.name === "identities"
              ? { ...part, stdout: part.stdout.replace(/^(\d+:\d+:\d+):\d+ /gm, "$1 ") }
              : part,
          ),
      })),
    });
    const run = async (shell: readonly string[], environment: Record<string, string> = {}) => {
      const { transcript, stdout } = await runChecks(shell, own, { seconds: 600, environment });
      return { answer: steady(transcript), stdout };
    };
    /** Of the environment in which httpd ran. */
    const namesSeen = () => {
      const text = readFileSync(seen(), "utf8");
      rmSync(seen());
      return [...new Set([...text.matchAll(/^seen ([A-Za-z_]\w*)=/gm)].map(([, name = ""]) => name))]
        .filter((name) => !/^(_|SHELLOPTS|BASHOPTS)$/.test(name))
        .sort();
    };
    /** mksh itself complains of a locale that there is not and ends at a width that is none. */
    const suited = (environment: Record<string, string>, [program]: readonly string[]) =>
      Object.fromEntries(
        Object.entries(environment).filter(
          ([name]) => program !== "mksh" || !/^LC_|^LANG|^COLUMNS/.test(name),
        ),
      );
    const preset = (seed: number): Record<string, string> => {
      const values = fc.sample(fc.constantFrom(...HOSTILE), { numRuns: names.length + KIN.length, seed });
      return Object.fromEntries([...names, ...KIN].map((name, index) => [name, values[index] ?? "x"]));
    };

    it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
      "change nothing, whatever they are called and say, with %s",
      async (_, shell) => {
        const plain = await run(shell, { SHLVL: "1" });
        expect(plain.answer.complete).toBe(true);
        expect(plain.answer.sections.map(({ check }) => check)).toContain("files");
        const known = namesSeen();
        expect(known).toContain("APACHE_RUN_USER");
        // By the script itself, for the one question what the loader loads.
        expect(known.filter((name) => /^(LD_|PYTHON)/.test(name) && name !== "LD_DEBUG")).toEqual([]);
        for (const seed of [1, 2]) {
          const { answer, stdout } = await run(shell, { SHLVL: "1", ...suited(preset(seed), shell) });
          expect(stdout).not.toContain("CANARY;");
          expect(answer).toEqual(plain.answer);
          expect(namesSeen()).toEqual(known);
        }
      },
    );

    const bashes = shells.filter(([program]) => program === "bash" || program === "sh");
    it.each(bashes.map((shell) => [shell.join(" "), shell] as const))(
      "are neither functions nor options, with %s",
      async (_, shell) => {
        const plain = await run(shell, { SHLVL: "1" });
        const functions =
          "printf echo [ command cd read kill test true ls awk sed stat cat env grep tr id readlink sh head".split(
            " ",
          );
        const { answer, stdout } = await run(shell, {
          SHLVL: "1",
          SHELLOPTS: "errexit:keyword:noclobber:noglob:nounset:xtrace",
          BASHOPTS: "nocasematch:nullglob:failglob:dotglob",
          PS4: "cuckoo ",
          ...Object.fromEntries(
            functions.map((name) => [`BASH_FUNC_${name}%%`, "() { builtin echo cuckoo; exit 3; }"]),
          ),
        });
        expect(stdout).not.toContain("cuckoo");
        expect({ ...answer, noise: "" }).toEqual({ ...plain.answer, noise: "" });
      },
    );
  },
);
