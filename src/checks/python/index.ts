import type { FactValue, Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { apache, apacheEnvironment } from "../apache/index.js";
import {
  absent,
  defineCheck,
  type FactsOf,
  failed,
  gapsFor,
  isGap,
  type ParseInput,
  valueIn,
} from "../check.js";
import { daemonsIn } from "../config/daemons.js";
import { config } from "../config/index.js";
import { files } from "../files/index.js";
import { library } from "../library/index.js";
import { answersBelow } from "../observe/answer.js";
import { observe } from "../observe/index.js";
import { probe } from "../probe/index.js";
import { lineOf, linesOf, whyEmpty } from "../sections.js";
import { observedPython, probedPython } from "./answers.js";
import { type HomeEvidence, homeEvidence, libraryDirectory, programEvidence } from "./evidence.js";
import { facts } from "./facts.js";
import type { Home } from "./homes.js";
import { candidatesIn, obstacleOf } from "./obstacle.js";
import { pathsOf } from "./paths.js";
import { type Prediction, predictHome, predictPath, type Surroundings } from "./predict.js";
import { reachOf } from "./reach.js";
import { predict, surroundings } from "./surroundings.js";

const needs = [observe, apache, config, library, probe, files] as const;

type Input = ParseInput<typeof needs>;

/** What an interpreter that came up says outweighs what its files suggest; the live one comes first. */
function toldFacts({ other, known }: Input): Partial<FactsOf<typeof facts>> {
  const answers = answersBelow(other("observe"), lineOf(other("apache"), "master"));
  const told = observedPython(answers, known) ?? probedPython(known);
  return told
    ? {
        "python.prefix": told.prefix,
        "python.base_prefix": told.basePrefix,
        "python.version": told.version,
        ...(told.path && { "python.path": told.path }),
        "python.evidence": told.evidence,
      }
    : {};
}

/** Every configured home with the directives that name it. */
function homesOf(known: Input["known"]): Map<string, string[]> {
  const homes = new Map<string, string[]>();
  const add = (home: unknown, source: string) => {
    if (typeof home === "string" && home !== "") homes.set(home, [...(homes.get(home) ?? []), source]);
  };
  const daemons = daemonsIn(known);
  for (const daemon of daemons) add(daemon.python_home, `daemon ${daemon.name}`);
  const home = valueIn(known, "python.home");
  if (typeof home === "string" && !homes.has(home)) add(home, "WSGIPythonHome");
  return homes;
}

/** `version = 3.11.2` of venv, `version_info = 3.11.2.final.0` of virtualenv and uv. */
const venvVersion = (home: HomeEvidence): string | null =>
  home.settings?.get("version") ??
  home.settings?.get("version_info")?.split(".").slice(0, 3).join(".") ??
  null;

type Reach = ReturnType<typeof reachOf>;

function homeRecord(
  home: HomeEvidence,
  sources: readonly string[],
  around: Surroundings,
  reach: Reach,
): Home {
  const prediction = predictHome(home, around);
  const { base, usable, reason } = outcomeOf(home, prediction, around, reach);
  return {
    home: home.path,
    source: sources.join(", "),
    kind: home.settings ? "venv" : home.settingsGap ? "unknown" : "plain",
    version: venvVersion(home) ?? (home.hasLibrary ? around.version : (home.versions[0] ?? null)),
    base: base || null,
    base_exists: home.settings?.has("home") ? home.baseExists : null,
    usable,
    reason,
  };
}

/** Whether the processes that have a home come up with it: they have to come to it, and to a standard library. */
function outcomeOf(home: HomeEvidence, prediction: Prediction, around: Surroundings, reach: Reach) {
  const { base, problem, unseen, baseUnseen } = prediction;
  const failing = (reason: string) => ({ base, usable: false, reason });
  const unknown = (reason: string) => ({ base, usable: null, reason });
  const way = reach(home.path, home.path);
  if (way) return failing(way);
  if (unseen) return unknown(unseen.reason);
  if (problem !== undefined) return failing(problem);
  if (way === undefined) return unknown("the login cannot see whether its processes may enter it");
  const named = home.settings?.get("home");
  const onward = named !== undefined && home.baseExists ? reach(home.path, named) : "";
  if (onward && isGap(around.compiledPrefix)) return failing(`the Python that it leads to: ${onward}`);
  // What cannot be reached is passed over, for what is compiled in.
  if (onward && !isGap(around.compiledPrefix))
    return { base: around.compiledPrefix, usable: true, reason: "" };
  if (onward === undefined) return unknown(`the login cannot see whether its processes may enter ${named}`);
  if (baseUnseen?.outcome === "absent") return failing(baseUnseen.reason);
  return baseUnseen ? unknown(baseUnseen.reason) : { base, usable: true, reason: "" };
}

const patchVersion = (library: Section | undefined, version: string): string | undefined =>
  [...linesOf(library, "apache-library"), ...linesOf(library, "library")].find((line) =>
    line.startsWith(`${version}.`),
  );

/** X.Y of the first python3 on the PATH; a wrapper script (pyenv's) does not tell. */
function programVersion(section: Section): string | Gap {
  if (lineOf(section, "program") === undefined) return absent("there is none on it");
  const named = /\/[^/]*python(\d\.\d{1,3})$/.exec(lineOf(section, "program-real") ?? "")?.[1];
  const { settings } = programEvidence(section);
  const written = /^\d\.\d{1,3}(?!\d)/.exec(
    settings?.get("version") ?? settings?.get("version_info") ?? "",
  )?.[0];
  return named ?? written ?? failed("its name does not tell its version");
}

function searchPath(input: Input, prediction: Prediction, around: Surroundings): string[] {
  const { section } = input;
  const modules = (at: string) => linesOf(section, `modules ${at}`);
  const venv = prediction.prefix !== prediction.base;
  const settings = homeEvidence(section, prediction.prefix).settings;
  const system = venv && settings?.get("include-system-site-packages")?.toLowerCase() === "true";
  return predictPath(prediction, {
    version: around.version,
    libraryDirectory: libraryDirectory(section, prediction.base, around.version),
    pythonPath: apacheEnvironment(input.other("apache")).get("PYTHONPATH"),
    modules: modules(prediction.prefix).filter(
      (path) => !venv || /^\/lib(64)?\//.test(path.slice(prediction.prefix.length)),
    ),
    systemModules: system ? modules(prediction.base) : undefined,
  });
}

function nothingToPredict({ section, known }: Input): Gap {
  const version = known["python.library.version"];
  return version !== undefined && isGap(version)
    ? version
    : whyEmpty(section, "version", "no Python library was found");
}

function whyNone(home: FactValue | Gap | undefined, { problem, unseen }: Prediction): Gap | undefined {
  if (isGap(home)) return home;
  if (unseen) return home ? { ...unseen, reason: `${home}: ${unseen.reason}` } : unseen;
  return problem === undefined ? undefined : absent(`Python cannot start: ${problem}`);
}

/** Why one of these facts of the configuration is not known; undefined where all are. */
function unknownIn(known: Input["known"], ...ids: (keyof Input["known"])[]): Gap | undefined {
  return ids.map((id) => known[id]).find((fact) => isGap(fact));
}

function parse(input: Input): FactsOf<typeof facts> {
  const { section, known, other } = input;
  const version = valueIn(known, "python.library.version");
  if (typeof version !== "string" || lineOf(section, "version") === undefined) {
    return gapsFor(facts, nothingToPredict(input));
  }
  const around = surroundings(input, version);
  const home = known["python.home"];
  const reach = reachOf(other("files"), known);
  const records = [...homesOf(known)].map(([path, sources]) =>
    homeRecord(homeEvidence(section, path), sources, around, reach),
  );
  const prediction = predict(section, typeof home === "string" ? home : "", around);
  const fatal = whyNone(home, prediction);
  const base = fatal ?? prediction.baseUnseen ?? prediction.base;
  const told = toldFacts(input);
  const built = valueIn(known, "python.link") === "static" ? valueIn(known, "wsgi.build_python") : undefined;
  return {
    "python.prefix": fatal ?? prediction.prefix,
    "python.base_prefix": base,
    "python.version":
      patchVersion(other("library"), version) ??
      (typeof built === "string" ? built : absent("the library does not tell its full version")),
    "python.path": isGap(base) ? base : searchPath(input, prediction, around),
    "python.library.prefix": around.ofLibrary,
    "python.candidates": candidatesIn(section),
    "python.obstacle":
      told["python.evidence"] === "observed" ? "" : obstacleOf(known, prediction, other("apache")),
    "python.evidence": "predicted",
    ...told,
    "python.predicted_prefix": fatal ?? prediction.prefix,
    "python.predicted_base_prefix": base,
    "python.paths": unknownIn(known, "wsgi.daemons", "wsgi.python_path") ?? pathsOf(section, known, version),
    "python.program": lineOf(section, "program") ?? absent("there is none on it"),
    "python.program_version": programVersion(section),
    "python.homes": unknownIn(known, "wsgi.daemons", "python.home") ?? records,
  };
}

export const python = defineCheck({
  id: "python",
  title: "Python installation",
  level: "installation",
  needs,
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 15,
  keeps: "PYTHON",
  facts,
  parse,
});
