import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { apache, apacheEnvironment } from "../apache/index.js";
import { absent, denied, type FactsOf, failed, gapsFor, isGap, type ParseInput, valueIn } from "../check.js";
import { config } from "../config/index.js";
import { hiddenIn, type Start, startOf, whyHidden } from "../config/start.js";
import { modules } from "../modules/index.js";
import { lineOf, linesOf, partOf, textOf, whyCutShort, whyEmpty } from "../sections.js";
import { type DynamicSection, frameworkOf, pythonVersion, readDynamic } from "./dynamic.js";
import { facts } from "./facts.js";
import { placed } from "./mach.js";
import { mappedLibraries } from "./mapped.js";
import { moduleOf, sourceOf } from "./module.js";
import { passedOver } from "./passed-over.js";
import { NOT_FOUND, pythonIn, refusedByMusl, traced } from "./trace.js";
import { ownVersions } from "./versions.js";

export const needs = [apache, config, modules] as const;

type Input = ParseInput<typeof needs>;

/** Exit status of a part whose host has none of the programs for it. */
const NO_TOOL = 127;

type LibraryFacts = FactsOf<typeof facts>;

export function parse({ section, known, other }: Input): LibraryFacts {
  const path = moduleOf(section, other("config"));
  const loadable = valueIn(known, "modules.wsgi");
  const mapped = mappedLibraries(section, known);
  if (loadable === "absent" || path === undefined) {
    const gap = loadable === "absent" ? absent("mod_wsgi is not loaded") : noModule(section, known);
    return { ...gapsFor(facts, gap), ...mapped };
  }
  if (isGap(path)) return { ...gapsFor(facts, path), ...mapped };
  const link = linkKind(section);
  const hidden = hiddenEnvironment(known, other("apache"));
  return {
    ...moduleFacts(section, path),
    "wsgi.module_source": sourceOf(path, section, other("config")),
    "wsgi.passed_over": passedOver(section, other("config")),
    "python.link": link,
    "python.framework": framework(section, link),
    ...searchFacts(section, link, hidden ?? preloaded(other("apache")), startOf(other("config"))),
    ...mapped,
  };
}

/** Neither a LoadModule line nor a mapping: unknown, unless the configuration could be read. */
function noModule(section: Section, known: Input["known"]): Gap {
  const modules = known["modules.wsgi"];
  if (isGap(modules)) return modules;
  return whyEmpty(section, "module", "no LoadModule line names mod_wsgi");
}

function moduleFacts(section: Section, path: string) {
  const gone = whyEmpty(section, "listing", `${path} does not exist`);
  const there = partOf(section, "listing")?.status === 0;
  const versions = linesOf(section, "versions");
  const { wsgi, python } = ownVersions(versions, pythonNeeded(section));
  const or = (value: string | undefined, part: string, nothing: string) =>
    value ?? (there ? whyEmpty(section, part, nothing) : gone);
  return {
    "wsgi.module_path": path,
    "wsgi.module_realpath": or(lineOf(section, "real"), "real", "readlink printed nothing"),
    "wsgi.module_sha256": or(
      /\b[0-9a-f]{64}\b/.exec(textOf(section, "digest"))?.[0],
      "digest",
      "no digest tool",
    ),
    "wsgi.version": or(wsgi, "versions", "the file does not tell its version"),
    "wsgi.package": or(packageOf(section), "package", "no package owns the file"),
    "wsgi.built_for": or(lineOf(section, "built-for"), "built-for", "pip did not build it"),
    "wsgi.build_python": or(python, "versions", "the file does not tell the Python it was built for"),
  };
}

/** dpkg and rpm print the package alone, apk and pkg a sentence; rpm says on standard output that there is none. */
function packageOf(section: Section): string | undefined {
  const line = lineOf(section, "package");
  if (line === undefined || partOf(section, "package")?.status !== 0) return undefined;
  const sentence = / (?:is owned by|was installed by package) (\S+)$/.exec(line);
  return sentence?.[1] ?? line.replace("\t", " ");
}

const dynamicOf = (section: Section): DynamicSection | undefined => readDynamic(textOf(section, "dynamic"));

const neededName = (section: Section): string | undefined =>
  dynamicOf(section)?.needed.find((name) => pythonVersion(name)) ??
  pythonIn(traceText(section, "clean"))?.name;

const pythonNeeded = (section: Section) => pythonVersion(neededName(section) ?? "");

/** musl writes what it misses to standard error. */
function traceText(section: Section, name: string): string {
  const part = partOf(section, name);
  return part ? `${part.stdout}\n${part.stderr}` : "";
}

/**
 * Needed by name: shared. Its inner texts found in a file whose needs are known: static. Neither: the module cannot load.
 * What cannot be read as a module at all is none of them, whatever texts it holds.
 */
function linkKind(section: Section): "shared" | "static" | "none" | Gap {
  if (partOf(section, "listing")?.status !== 0)
    return whyEmpty(section, "listing", "the file does not exist");
  if (neededName(section)) return "shared";
  if (dynamicOf(section) === undefined && !traced(traceText(section, "clean"))) return whyUnreadable(section);
  return Number(lineOf(section, "python-inside") ?? 0) > 0 ? "static" : "none";
}

function whyUnreadable(section: Section): Gap {
  const reason = "neither binutils nor the loader could read the file";
  const gap = whyEmpty(section, "dynamic", reason);
  return gap.outcome === "absent" ? failed(reason) : gap;
}

type Search = Pick<
  LibraryFacts,
  | "python.library.name"
  | "python.library.path"
  | "python.library.path_login"
  | "python.library.path_apache"
  | "python.library.found_by"
  | "python.library.version"
  | "python.library.rpath"
  | "python.library.runpath"
>;

/** A running Apache whose environment nothing tells may have any LD_LIBRARY_PATH; one that does not run has none. */
function hiddenEnvironment(known: Input["known"], apache: Section | undefined): Gap | undefined {
  const cut = apache && whyCutShort(apache);
  if (cut) return failed(`Apache's environment is not known: ${cut.reason}`);
  const untold = lineOf(apache, "environment-source") === "none" && valueIn(known, "apache.running") === true;
  return untold ? denied("/proc/PID/environ: only root and the owner may read it") : undefined;
}

/** LD_PRELOAD of others is never taken over: what it names comes before all that is searched. */
function preloaded(section: Section | undefined): Gap | undefined {
  const names = (apacheEnvironment(section).get("LD_PRELOAD") ?? "").split(/[\s:]+/);
  const python = names.find((name) => pythonVersion(name));
  return python === undefined ? undefined : failed(`LD_PRELOAD of Apache's environment names ${python}`);
}

/** The Python library that a start gets, as the loader inside of httpd has said; undefined where it was not asked so. */
function startLibrary(section: Section, start: Start | undefined): string | undefined {
  if (start === undefined || start.partial) return undefined;
  const name = neededName(section);
  const ofName = start.libraries.find((file) => name !== undefined && file.endsWith(`/${name}`));
  const version = pythonNeeded(section);
  return ofName ?? start.libraries.find((file) => version !== undefined && pythonVersion(file) === version);
}

function searchFacts(
  section: Section,
  link: LibraryFacts["python.link"],
  unsure: Gap | undefined,
  start: Start | undefined,
): Search {
  const dynamic = dynamicOf(section);
  const noDynamic = isGap(link) ? link : whyEmpty(section, "dynamic", "the file has no dynamic section");
  const clean = found(section, "clean", link);
  const traced = lineOf(section, "apache-path") ? found(section, "apache", link) : clean;
  const apache = startLibrary(section, start) ?? traced;
  return {
    "python.library.name": neededName(section) ?? noLibrary(link),
    "python.library.path": clean,
    "python.library.path_login": partOf(section, "login") ? found(section, "login", link) : clean,
    "python.library.path_apache": link === "shared" ? (unsure ?? apache) : apache,
    "python.library.found_by": link === "shared" && unsure ? unsure : foundBy(apache, clean, traced, start),
    "python.library.version": pythonNeeded(section) ?? buildVersion(section, link),
    "python.library.rpath": dynamic?.rpath ?? noDynamic,
    "python.library.runpath": dynamic?.runpath ?? noDynamic,
  };
}

function foundBy(library: string | Gap, clean: string | Gap, traced: string | Gap, start: Start | undefined) {
  if (isGap(library)) return library;
  if (library === NOT_FOUND) return absent("it is not found");
  if (library === clean) return "loader";
  if (library === traced) return "LD_LIBRARY_PATH";
  return start?.files.includes(library) ? "LoadFile" : "another file";
}

const noLibrary = (link: LibraryFacts["python.link"]): Gap =>
  isGap(link)
    ? link
    : absent(link === "static" ? "Python is linked in statically" : "the module needs no Python library");

function found(section: Section, name: string, link: LibraryFacts["python.link"]): string | Gap {
  const text = traceText(section, name);
  const resolution = pythonIn(text);
  // What it may not see may be there: with and without LD_LIBRARY_PATH, the rest of the search is the same.
  const [hidden] = hiddenIn(section);
  const refused = refusedByMusl(text);
  if (hidden && (refused || (resolution && (resolution.path === NOT_FOUND || name === "clean"))))
    return denied(whyHidden(hidden));
  if (resolution) return isMach(resolution.name) ? onMac(section, resolution.name) : resolution.path;
  if (refused !== undefined) return failed(refused);
  if (link !== "shared") return noLibrary(link);
  return traced(text)
    ? NOT_FOUND
    : failed(partOf(section, name)?.stderr.trim().split("\n")[0] || "the loader said nothing");
}

const isMach = (name: string) => frameworkOf(name) !== undefined || name.endsWith(".dylib");

function onMac(section: Section, name: string): string | Gap {
  const program = lineOf(section, "program") ?? "";
  const path = placed(name, section, lineOf(section, "module") ?? "", program);
  return path ?? failed(`nothing tells which file ${name} stands for`);
}

/** The framework that mod_wsgi is linked to: of several installations of one version macOS may take the system's. */
function framework(section: Section, link: LibraryFacts["python.link"]): string | Gap {
  if (isGap(link)) return link;
  return frameworkOf(neededName(section) ?? "") ?? absent("it is linked to no framework");
}

/** A static build carries the version of the Python inside. Of a file that no tool could read it is nobody's. */
function buildVersion(section: Section, link: LibraryFacts["python.link"]): string | Gap {
  if (isGap(link) && partOf(section, "dynamic")?.status !== NO_TOOL) return link;
  const { python } = ownVersions(linesOf(section, "versions"), undefined);
  return python?.split(".").slice(0, 2).join(".") ?? noLibrary(link);
}
