import { absent, defineCheck, type FactsOf, failed, gapsFor, type ParseInput, records } from "../check.js";
import { config } from "../config/index.js";
import { files } from "../files/index.js";
import { library } from "../library/index.js";
import { python } from "../python/index.js";
import { partOf, whyCutShort, whyEmpty } from "../sections.js";
import { type Directory, directoriesIn, type PackageDirectory } from "./directories.js";
import { type ExtensionTag, extensionsIn, whyNoExtensions } from "./extensions.js";

const needs = [config, library, files, python] as const;

const facts = {
  "packages.directories": {
    label: "Package directories",
    description:
      "Directories that an application may import from, with how many distributions each holds and how many lines of its .pth files are code that Python runs at its start; what of it is not known",
    type: records<PackageDirectory>(),
    compared: false, // what each application imports counts
    source:
      "entries `*.dist-info`, `*.egg-info` and `*.pth` of directories that `pyvenv.cfg`, the library and the configuration name",
    example: [
      { path: "/srv/venv/lib/python3.11/site-packages", distributions: 41, code_lines: 1, problem: "" },
    ],
  },
  "packages.extensions": {
    label: "Extension modules",
    description:
      "Extension modules in the directories of packages and of the standard library, counted by the tag in their names; in bundles of libraries (`*.libs`) there are none",
    type: records<ExtensionTag>(),
    compared: false,
    source: "names of `*.so` files, by `find`",
    example: [
      {
        directory: "/srv/venv/lib/python3.11/site-packages",
        tag: "cpython-311-x86_64-linux-gnu",
        files: 24,
      },
    ],
  },
  "packages.unread_extensions": {
    label: "Unread extension modules",
    description:
      "Extension modules in the directories of packages of which it was not read which libraries they need: those above 512 KB, and those beyond the first 60 or beyond 8 MB in all",
    type: "number",
    compared: false,
    source: "names and sizes of `*.so` files, by `find` and `ls`",
    example: 12,
  },
  "packages.extension_tag": {
    label: "Extension tag",
    description:
      "What the names of extension modules say that this Python loads, as its standard library has it",
    type: "string",
    source: "names of `*.so` files in `lib-dynload`",
    example: "cpython-311-x86_64-linux-gnu",
  },
} as const;

function problemOf({ kind, isWhole, odd, unread }: Directory): string {
  if (kind === "denied") return "the login may not look into it";
  if (kind === "other") return "it is no directory";
  if (!isWhole) return "it was not looked through to its end";
  const parts = [
    ...(odd > 0 ? [`${odd} entries with control characters in their names were left out`] : []),
    ...(unread.length > 0 ? [`not read: ${unread.slice(0, 3).join(", ")}`] : []),
  ];
  return parts.join("; ");
}

/** A standard library holds no distributions, and is told only where it does. */
const isTold = (each: Directory) =>
  !each.isAgain && (/-packages$/.test(each.path) || each.distributions.length > 0 || problemOf(each) !== "");

const recordOf = (each: Directory): PackageDirectory => ({
  path: each.path,
  distributions: each.isWhole ? each.distributions.length : null,
  code_lines: each.code,
  problem: problemOf(each),
});

function parse({ section, other }: ParseInput<typeof needs>): FactsOf<typeof facts> {
  // What it prints names the directories that are looked through.
  const python = other("python");
  const cut = python && whyCutShort(python);
  if (cut) return gapsFor(facts, failed(`which directories there are is not known: ${cut.reason}`));
  if (!partOf(section, "directories"))
    return gapsFor(facts, whyEmpty(section, "directories", "no Python library was found"));
  const gap = whyNoExtensions(section);
  const extensions = extensionsIn(section);
  return {
    "packages.directories": [...directoriesIn(section).values()].filter(isTold).map(recordOf),
    "packages.extensions": gap ?? extensions?.tags ?? [],
    "packages.unread_extensions": gap ?? extensions?.unread ?? 0,
    "packages.extension_tag":
      gap ?? (extensions?.own || absent("its standard library has no extension modules")),
  };
}

export const packages = defineCheck({
  id: "packages",
  title: "Packages",
  level: "installation",
  needs,
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 20,
  facts,
  parse,
});
