import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ElfOptions, elfFile } from "../support/elf.js";
import { shared } from "../support/shared-shell.js";
import { shells } from "../support/shells.js";

const isRoot = process.getuid?.() === 0;
const STRANGER = 65534;

/** Where a library of the chain lies, and how the one before it leads there. */
interface Step {
  by: "rpath" | "runpath" | "origin" | "braced origin" | "hwcaps" | "absolute" | "inherited" | "listed";
  /** Whose the directory is, and the file. */
  directory: number;
  file: number;
}

const owner = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constant(STRANGER) },
);

const chains = fc.record({
  steps: fc.array(
    fc.record({
      by: fc.constantFrom<Step["by"]>(
        ...([
          "rpath",
          "runpath",
          "origin",
          "braced origin",
          "hwcaps",
          "absolute",
          "inherited",
          "listed",
        ] as const),
      ),
      directory: owner,
      file: owner,
    }),
    { minLength: 1, maxLength: 4 },
  ),
  bits: fc.constantFrom(32 as const, 64 as const),
  bigEndian: fc.boolean(),
  padding: fc.integer({ min: 0, max: 70 }),
});

describe.skipIf(!isRoot)(
  isRoot
    ? "libraries that the loader would look for"
    : "LIBRARIES THAT THE LOADER WOULD LOOK FOR: NOT TESTED, AS ONLY ROOT MAKES FILES OF OTHERS",
  () => {
    let root = "";
    let count = 0;
    beforeAll(() => {
      root = mkdtempSync("/var/lib/wsgi-audit-test-");
      chmodSync(root, 0o755);
    });
    afterAll(() => rmSync(root, { recursive: true, force: true }));

    const put = (path: string, bytes: Buffer, uid = 0) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
      lchownSync(path, uid, uid);
    };

    /** Makes the chain below a directory of its own; the module, and what the loader's own list says. */
    function made({ steps, ...format }: typeof chains extends fc.Arbitrary<infer Value> ? Value : never) {
      const at = join(root, `c${count++}`);
      const listed: string[] = [];
      const places = steps.map(({ by }, index) =>
        by === "hwcaps" ? join(at, `d${index}`, "glibc-hwcaps/x86-64-v2") : join(at, `d${index}`),
      );
      // RPATH is searched for those that a library brings along as well.
      const inherited = steps.flatMap(({ by }, index) => (by === "inherited" ? [join(at, `d${index}`)] : []));
      const leading = (index: number): ElfOptions => {
        const step = steps[index];
        if (!step) return {};
        const name = `lib${index}.so.1`;
        const directory = join(at, `d${index}`);
        const needed = [step.by === "absolute" ? join(directory, name) : name, "libc.so.6"];
        if (step.by === "rpath") return { needed, rpath: directory };
        if (step.by === "runpath") return { needed, runpath: `/nowhere:${directory}` };
        if (step.by === "hwcaps") return { needed, runpath: directory };
        if (step.by === "origin") return { needed, runpath: `$ORIGIN/${"../".repeat(8)}..${directory}` };
        if (step.by === "braced origin")
          return { needed, runpath: `\${ORIGIN}/${"../".repeat(8)}..${directory}` };
        if (step.by === "listed") listed.push(`\t${name} (libc6) => ${directory}/${name}`);
        return { needed };
      };
      const module = join(at, "modules/mod_x.so");
      const first = leading(0);
      const rpath = [...(first.rpath ? [first.rpath] : []), ...inherited].join(":");
      put(module, elfFile({ ...first, ...(rpath && { rpath }), ...format }));
      for (const [index, step] of steps.entries()) {
        const place = places[index] ?? "";
        put(
          join(place, `lib${index}.so.1`),
          elfFile({ soname: `lib${index}.so.1`, ...leading(index + 1), ...format }),
          step.file,
        );
        lchownSync(place, step.directory, step.directory);
      }
      return { module, listed };
    }

    /** What is said of it; with the readers of ELF that the machine has, or with none but `od`. */
    const said = (
      shell: readonly string[],
      files: readonly string[],
      listed: readonly string[],
      bare: boolean,
    ) => {
      const [program = "sh", ...words] = shell;
      const lines = [
        shared,
        bare
          ? 'have() { case $1 in readelf | objdump) return 1 ;; *) command -v "$1" >/dev/null 2>&1 ;; esac; }'
          : "",
        `ldconfig() { cat <<'END'\n155 libs found\n${listed.join("\n")}\nEND\n}`,
        'strangers_searched_by "$@"',
      ];
      const run = spawnSync(program, [...words, "-c", lines.join("\n"), "sh", ...files], {
        encoding: "utf8",
        env: { PATH: process.env.PATH, SHLVL: "1" },
        cwd: "/",
      });
      expect(run.stderr).toBe("");
      return run.stdout;
    };
    const dash = shells[0] ?? ["sh"];

    it.each([
      ["by readelf", false],
      ["byte by byte", true],
    ])(
      "in the place of which a stranger can put his own are found, however they are reached: %s",
      (_, bare) => {
        const sample = fc.sample(chains, { numRuns: 60, seed: 18 });
        const wrong = sample.filter((chain) => {
          const { module, listed } = made(chain);
          const isFound = said(dash, [module], listed, bare) !== "";
          return isFound !== chain.steps.some((step) => step.directory !== 0 || step.file !== 0);
        });
        expect(wrong).toEqual([]);
        expect(
          sample.filter(({ steps }) => steps.every(({ directory, file }) => directory + file === 0)).length,
        ).toBeGreaterThan(10);
      },
    );

    it("of many modules at a time each is looked into", () => {
      const honest = fc
        .sample(chains, { numRuns: 40, seed: 4 })
        .map(({ steps, ...format }) =>
          made({ steps: steps.map((step) => ({ ...step, directory: 0, file: 0 })), ...format }),
        );
      const files = honest.map(({ module }) => module);
      const listed = honest.flatMap((each) => each.listed);
      for (const bare of [false, true]) expect(said(dash, files, [], bare)).toBe("");
      const theirs = made({
        steps: [{ by: "runpath", directory: STRANGER, file: 0 }],
        bits: 64,
        bigEndian: false,
        padding: 3,
      });
      for (const place of [0, 20, 40])
        for (const bare of [false, true])
          expect(said(dash, files.toSpliced(place, 0, theirs.module), listed, bare)).toMatch(
            /belongs to user 65534\n$/,
          );
    });

    it("are told by the directory where one may still come to lie", () => {
      const at = join(root, "empty");
      mkdirSync(join(at, "open"), { recursive: true });
      chmodSync(join(at, "open"), 0o777);
      put(join(at, "mod.so"), elfFile({ needed: ["libx.so"], runpath: join(at, "open") }));
      expect(said(dash, [join(at, "mod.so")], [], false)).toBe(
        `${at}/open\teverybody may write to ${at}/open\n`,
      );
    });

    it("next to where a program really lies are meant by $ORIGIN, not next to its link", () => {
      const at = join(root, "origin");
      put(join(at, "real/bin/httpd"), elfFile({ needed: ["libx.so"], runpath: "$ORIGIN/../lib" }));
      put(join(at, "real/lib/libx.so"), elfFile({}), STRANGER);
      mkdirSync(join(at, "bin"));
      symlinkSync("../real/bin/httpd", join(at, "bin/httpd"));
      for (const bare of [false, true])
        expect(said(dash, [join(at, "bin/httpd")], [], bare)).toContain(`belongs to user ${STRANGER}`);
    });

    it("are not looked for in what is no ELF file, whatever it holds", () => {
      const at = join(root, "odd");
      const whole = elfFile({ needed: ["libx.so"], runpath: "/x", padding: 16 });
      const odd = [
        Buffer.alloc(0),
        Buffer.from("#!/bin/sh\n"),
        ...[1, 17, 63, 64, 65, 130].map((length) => whole.subarray(0, length)),
        ...fc
          .sample(fc.uint8Array({ minLength: 64, maxLength: 300 }), { numRuns: 20, seed: 1 })
          .map((bytes) => Buffer.concat([whole.subarray(0, 64), bytes])),
      ];
      const files = odd.map((bytes, index) => {
        put(join(at, `odd${index}`), bytes);
        return join(at, `odd${index}`);
      });
      put(join(at, "good"), elfFile({ needed: ["libx.so"], runpath: join(at, "none") }));
      for (const bare of [false, true]) expect(said(dash, [...files, join(at, "good")], [], bare)).toBe("");
    });

    it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
      "are found alike with %s",
      (_, shell) => {
        const sample = fc.sample(chains, { numRuns: 8, seed: 9 }).map(made);
        for (const { module, listed } of sample)
          expect(said(shell, [module], listed, true)).toBe(said(dash, [module], listed, false));
      },
    );

    it("of a real program are its own, of which none is a stranger's here", () => {
      const program = join(root, "node");
      copyFileSync("/bin/sh", program);
      for (const bare of [false, true]) expect(said(dash, [program, "/bin/ls"], [], bare)).toBe("");
    });
  },
);
