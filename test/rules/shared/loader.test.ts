import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refusals } from "../../../src/rules/refusals.js";
import { missingFile } from "../../../src/rules/shared/loader.js";
import { mayBeOurs } from "../../../src/rules/shared/refusal.js";
import { shared } from "../../support/shared-shell.js";

const M = "/opt/x/mod_wsgi.so";
const into = (reason: string) =>
  `httpd: Syntax error on line 8 of /etc/httpd.conf: Cannot load ${M} into server: ${reason}`;

/** What loaders of glibc, musl, FreeBSD and macOS print, and the rule that says it. */
const SAID: readonly (readonly [rule: string, message: string])[] = [
  ["apache/module-dangling", into(`${M}: cannot open shared object file: No such file or directory`)],
  ["apache/module-dangling", into(`Error loading shared library ${M}: No such file or directory`)],
  ["apache/module-dangling", into(`Shared object "mod_wsgi.so" not found`)],
  ["apache/module-symbol", into(`${M}: undefined symbol: PyUnicodeUCS4_FromString`)],
  ["apache/module-symbol", into(`${M}: undefined symbol: unixd_config`)],
  ["apache/module-symbol", into(`${M}: Undefined symbol "PyUnicode_FromString"`)],
  ["apache/module-symbol", into(`Error relocating ${M}: PyUnicode_FromString: symbol not found`)],
  ["apache/module-symbol", into(`dlopen(${M}, 10): symbol not found in flat namespace '_PyBaseObject_Type'`)],
  ["apache/module-architecture", into(`${M}: wrong ELF class: ELFCLASS32`)],
  ["apache/module-architecture", into(`${M}: invalid ELF header`)],
  ["apache/module-architecture", into(`${M}: file too short`)],
  ["apache/module-architecture", into(`${M}: ELF file OS ABI invalid`)],
  ["apache/module-architecture", into(`Error loading shared library ${M}: Exec format error`)],
  ["apache/module-architecture", into(`${M}: unsupported file layout`)],
  [
    "apache/module-architecture",
    into(`dlopen(${M}, 10): no suitable image found: mach-o, but wrong architecture`),
  ],
  [
    "apache/module-architecture",
    into(
      `dlopen(${M}, 10): tried: '${M}' (mach-o file, but is an incompatible architecture (have 'arm64', need 'arm64e'))`,
    ),
  ],
  [
    "apache/module-signature",
    `httpd: Syntax error on line 8 of /etc/httpd.conf: Code signing absent - not loading module at: ${M}`,
  ],
  [
    "apache/module-signature",
    `AH06665: No code signing authority for module at ${M} specified in LoadModule directive.`,
  ],
  [
    "apache/module-signature",
    into(
      `dlopen(${M}, 10): tried: '${M}' (code signature not valid for use in process: mapping process and mapped file (non-platform) have different Team IDs)`,
    ),
  ],
  ["apache/module-signature", into(`dlopen(${M}, 10): library load disallowed by system policy`)],
  ["apache/module-noexec", into(`${M}: failed to map segment from shared object: Operation not permitted`)],
  ["apache/module-mapping", into(`${M}: failed to map segment from shared object: Permission denied`)],
  ["apache/module-mapping", into(`${M}: cannot restore segment prot after reloc: Permission denied`)],
  ["apache/module-mapping", into(`${M}: cannot make segment writable for relocation: Permission denied`)],
  [
    "apache/module-mapping",
    into("libpython3.9.so.1.0: cannot enable executable stack as shared object requires: Permission denied"),
  ],
  ["apache/module-newer-libc", into(`/lib64/libc.so.6: version 'GLIBC_2.38' not found (required by ${M})`)],
];

describe("what a loader says of a module", () => {
  it.each(SAID)("is said by %s alone: %s", (rule, message) => {
    expect(refusals.filter(({ matches }) => matches(message, "shared", false)).map(({ id }) => id)).toEqual([
      rule,
    ]);
  });

  it.each(SAID)("holds whatever Apache's environment is: %s, %s", (rule, message) => {
    const refusal = refusals.find(({ id }) => id === rule);
    expect(mayBeOurs(message, "none", refusal)).toBe(false);
    expect(mayBeOurs(`${message} ${"${X}"}`, "none", refusal)).toBe(true);
  });

  it("leaves the host in its words", () => {
    const input = SAID.map(([, message]) => message).join("\n");
    const { stdout, stderr } = spawnSync("sh", ["-c", `${shared}\ntold_messages`], {
      input,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n")).toEqual(input.split("\n"));
  });

  it("is told by the file that is missing: the module, or a library that another environment may find", () => {
    const name = fc
      .stringMatching(/^[a-z][a-z0-9_.-]{0,12}\.so(\.[0-9]){0,2}$/)
      .filter((each) => each !== "mod_wsgi.so");
    fc.assert(
      fc.property(name, (library) => {
        for (const reason of [
          `${library}: cannot open shared object file: No such file or directory`,
          `Shared object "${library}" not found, required by "mod_wsgi.so"`,
          `Error loading shared library ${library}: No such file or directory (needed by ${M})`,
        ]) {
          expect(missingFile(into(reason))).toEqual({ name: library, isModule: false });
          expect(mayBeOurs(into(reason), "none", undefined)).toBe(true);
          expect(mayBeOurs(into(reason), "environ", undefined)).toBe(false);
        }
      }),
    );
  });

  it("of a file that is there is another architecture, which glibc calls missing", () => {
    const message = into(`${M}: cannot open shared object file: No such file or directory`);
    const rules = refusals.filter(({ matches }) => matches(message, "shared", true)).map(({ id }) => id);
    expect(rules).toEqual(["apache/module-architecture"]);
  });
});
