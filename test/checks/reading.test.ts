import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fileReadsIn } from "../support/file-reads.js";

const src = new URL("../../src/", import.meta.url);
const shell = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".sh"));
const textOf = (file: string) => readFileSync(new URL(file, src), "utf8");

/** FUNCTION COMMAND, and why nobody else decides what is read there. */
const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "script/reader.sh": {
    "from_own <": "the reader itself",
    "from_foreign <": "the reader itself: what was opened is judged after that",
    "take_metadata <":
      "the reader itself: what does not begin as metadata is not read on, and two words come of it",
    "take_path_lines <": "the reader itself: only names of what is there come of it",
    "take_magic <": "the reader itself: whether two files begin alike comes of it",
    "take_bytes <":
      "the reader itself: what is no ELF file is not read on, and names of libraries come of it",
    "says_editable <": "the reader itself: yes or no comes of it",
  },
  "checks/config/collect.sh": {
    "directives awk": "called as awk is, and looked at like that",
    "filtered directives": "read_named gives it what own_files has let through",
  },
  "script/prelude.sh": { "stat_line <": "/proc/PID/stat: the kernel writes it" },
  "script/elf.sh": {
    "dynamic_sections readelf": "asked only of files that were judged: the rule of what is loaded",
    "dynamic_sections objdump": "asked only of files that were judged: the rule of what is loaded",
    "elf_sections od": "asked only of files that were judged: the rule of what is loaded",
    "dynamic_section readelf": "asked only of files that are is_own",
    "dynamic_section objdump": "asked only of files that are is_own",
    "dynamic_section otool": "asked only of files that are is_own",
  },
  "script/judge.sh": { "shown_text awk": "its argument is a text: it opens no file" },
  "script/access.sh": {
    "accounts cat": "/etc/passwd, word for word",
    "accounts grep": "/etc/group, word for word",
  },
  "script/trust.sh": { "ask_judge awk": "its arguments are words, and no files: it opens none" },
  "checks/environment.sh": {
    "find_named <": "what is about to be sourced: the rule of what is run",
    "sourced .": "sourced only where nobody else can change it: the rule of what is run",
  },
  "checks/libraries.sh": {
    "read_listed <": "/etc/ld-musl-*.path, word for word",
  },
  "checks/maps.sh": { "mapped awk": "/proc/PID/maps: the kernel writes them" },
  "checks/loads.sh": {
    "lines_in awk":
      "regular files of the configuration, after all of them were judged: the rule of what is loaded",
  },
  "checks/namespaces.sh": {
    "elsewhere <": "uid_map and mountinfo of a process: the kernel writes them",
    "elsewhere awk": "mountinfo of a process: the kernel writes it",
    "other_files <": "mountinfo of a process: the kernel writes it",
    "other_files awk": "mountinfo of a process: the kernel writes it",
  },
  "checks/loader.sh": {
    "trace otool": "lists what the loader would load: the rule of what is loaded",
  },
  "checks/paths.sh": {
    "account grep": "/etc/passwd, word for word",
    "group_numbers grep": "/etc/group, word for word",
  },
  "checks/servers/collect.sh": {
    "python_servers head": "/proc/PID/cmdline: the kernel writes it",
  },
  "checks/probe/collect.sh": {
    "probe_log cat": "in the probe's own directory, of mode 0700",
    "probe_home cat": "in the probe's own directory, of mode 0700",
    "probe_home sed": "in the probe's own directory, of mode 0700",
  },
};

const readsOf = (file: string) =>
  [...new Set(fileReadsIn(textOf(file)).map(({ within, by }) => `${within} ${by}`))].sort();

describe("files that others may steer", () => {
  it("are looked for in every script", () => {
    expect(shell).toContain("script/reader.sh");
    expect(shell.filter((file) => file.endsWith("collect.sh")).length).toBeGreaterThan(10);
    expect(Object.keys(EXCEPTIONS).filter((file) => !shell.includes(file))).toEqual([]);
  });

  it.each(shell)("are opened by the one reader alone: %s", (file) => {
    expect(readsOf(file)).toEqual(Object.keys(EXCEPTIONS[file] ?? {}).sort());
  });

  it.each([
    ['cat "$1/pyvenv.cfg"', "cat"],
    ['tr -c a b <"$1"', "<"],
    ["sed -n 's/a/b/p' \"$file\"", "sed"],
    ["sed -e 's/a/b/p' \"$file\"", "sed"],
    ["awk -v a=1 -F: '{ print }' \"$file\"", "awk"],
    ['grep -m 1 a "$file" | cat', "grep"],
    ['part x sha256sum "$1"', "sha256sum"],
    ['awk "$@"', "awk"],
    ['directives "$DIRECTIVE_FILTER" "$1"', "directives"],
    ['limited 3 od -An -j 1 -N 2 "$1"', "od"],
    ['found=$(head -c 10 -- "$1")', "head"],
    ['dd if="$1" count=1', "dd"],
    ['while read -r line; do :; done <"$1"', "<"],
    ["strings -n 4 /srv/app/mod_wsgi.so", "strings"],
    ['. "$ENV_FILE"', "."],
    ['if ! cmp "$1" "$2"; then :; fi', "cmp"],
  ])("are found: %s", (line, by) => {
    expect(fileReadsIn(`f() { ${line}\n}`)[0]).toMatchObject({ within: "f", by });
  });

  it.each([
    'cat "/proc/$1/status"',
    'for stat in /proc/[0-9]*/stat; do read -r line <"$stat"; done',
    "awk -v a=1 '{ print }'",
    'from_file "$1" "$TEXT_SIZE" sed -n \'s/a/b/p\'',
    'printf "%s" cat "$1"',
    'have readelf && ls -l "$1"',
    "exec 3<&0 </dev/null",
    "sed -n '1p' | head -n 3 | tr a b | sort -u",
  ])("are not found where there are none: %s", (line) => {
    expect(fileReadsIn(`f() { ${line}\n}`)).toEqual([]);
  });
});
