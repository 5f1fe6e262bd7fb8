import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { apacheEnvironment } from "../apache/index.js";
import { type KnownOf, valueIn } from "../check.js";
import { frameworkOf } from "../library/dynamic.js";
import type { library } from "../library/index.js";
import { homeEvidence, programEvidence, rootsIn } from "./evidence.js";
import { type Prediction, predictHome, predictProgram, type Surroundings } from "./predict.js";
import { compiledPrefix, fallbackPrefix } from "./prefix.js";

/** What a prediction rests on: the section of this check, and what it needs of others. */
export interface Evidence {
  section: Section;
  other(check: "apache" | "library"): Section | undefined;
  known: KnownOf<readonly [typeof library]>;
}

/** What is around a home, for the Python X.Y that runs. */
export function surroundings(
  { section, other, known }: Evidence,
  version: string,
): Surroundings & { ofLibrary: string | Gap } {
  const environment = apacheEnvironment(other("apache"));
  const path = valueIn(known, "python.library.path_apache") ?? valueIn(known, "python.library.path");
  const compiled = compiledPrefix(path, other("library"));
  return {
    version,
    pythonHome: environment.get("PYTHONHOME"),
    ofLibrary: compiled,
    compiledPrefix: fallbackPrefix(compiled, section, version),
    framework: frameworkOf(path ?? ""),
  };
}

/** What a configured home leads to; "" for none: then what Apache's PATH leads to. */
export function predict(section: Section, home: string, around: Surroundings): Prediction {
  if (home) return predictHome(homeEvidence(section, home), around);
  return predictProgram(programEvidence(section), rootsIn(section, "standard-landmarks"), around);
}
