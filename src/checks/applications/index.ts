import { type Application, evaluateApplications } from "../../apache-config/applications.js";
import { resolvedNames } from "../../apache-config/servers.js";
import { type Decided, derived, isUndecided } from "../../apache-config/undecided.js";
import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { apache } from "../apache/index.js";
import {
  type ApplicationRow,
  absent,
  defineApplicationCheck,
  type FactsOf,
  isGap,
  type ParseInput,
  valueIn,
} from "../check.js";
import { configurationTree } from "../config/dump.js";
import { config } from "../config/index.js";
import { files } from "../files/index.js";
import { library } from "../library/index.js";
import { answersBelow, type ObservedAnswer } from "../observe/answer.js";
import { observe } from "../observe/index.js";
import { bundledOn, byteCodeOn, foreignOn, missingOn } from "../packages/extensions.js";
import { packages } from "../packages/index.js";
import { searchPaths } from "../packages/path.js";
import { python } from "../python/index.js";
import { lineOf, partOf, textOf, whyEmpty } from "../sections.js";
import { clashesWith } from "./clashes.js";
import { type distributionFacts, distributionsOn } from "./distributions.js";
import { facts } from "./facts.js";
import type { importFacts } from "./import-facts.js";
import { importsOn } from "./imports.js";
import { answering, disagreements, observedFacts } from "./observed.js";
import { importersOf, shownPath, troublesOf } from "./packages.js";
import { directoriesIn, scriptFiles, scriptProblems } from "./scripts.js";
import { summary } from "./summary.js";

const needs = [observe, apache, config, library, python, files, packages] as const;

type Known = ParseInput<typeof needs>["known"];

const fact = <T>(value: Decided<T>): T | Gap => (isUndecided(value) ? absent(value.undecided) : value);

const modeOf = (group: Decided<string>): string | Gap =>
  isUndecided(group) ? absent(group.undecided) : group === "" ? "embedded" : "daemon";

function evidenceOf(app: Application, approximate: boolean, answer: ObservedAnswer | undefined): string {
  if (answer) return disagreements(app, answer).length === 0 ? "observed" : "contradicted";
  return approximate ? "approximate" : "evaluated";
}

interface Context {
  approximate: boolean;
  answerOf: ReadonlyMap<Application | undefined, ObservedAnswer>;
  /** Of the application's own files. */
  seen(
    app: Application,
  ): Pick<
    FactsOf<typeof facts>,
    | "app.script_problem"
    | "app.script_file"
    | "app.search_path"
    | "app.packages"
    | "app.foreign_extensions"
    | "app.byte_code"
    | "app.missing_libraries"
    | "app.bundled_libraries"
    | "app.library_clashes"
    | keyof typeof distributionFacts
    | keyof typeof importFacts
  >;
}

const factsOf = (app: Application, { approximate, answerOf, seen }: Context): FactsOf<typeof facts> => ({
  "app.kind": app.kind,
  "app.vhost": app.vhost,
  "app.mount": app.mount,
  "app.script": app.script,
  "app.mode": modeOf(app.processGroup),
  "app.process_group": fact(app.processGroup),
  "app.application_group": fact(app.applicationGroup),
  "app.application_group_variants": app.applicationGroupVariants,
  "app.multithread": fact(app.multithread),
  "app.multiprocess": fact(app.multiprocess),
  "app.processes": fact(app.processes),
  "app.threads": fact(app.threads),
  "app.user": fact(app.user),
  "app.python_home": fact(app.pythonHome),
  ...seen(app),
  "app.access": fact(app.access),
  "app.pass_authorization": fact(app.passAuthorization),
  "app.named_by_client": app.namedByClient,
  "app.reachable": fact(derived(app.problem, (problem) => problem === "")),
  "app.problem": fact(app.problem),
  "app.differs_below": app.differsBelow,
  "app.declared_at": app.declaredAt,
  "app.decided_at": app.decisions,
  "app.evidence": evidenceOf(app, approximate, answerOf.get(app)),
  ...observedFacts(answerOf.get(app)),
});

/** Virtual host and mount; a number where two entry points have both in common. */
function rowsOf(applications: readonly Application[], context: Context): ApplicationRow<typeof facts>[] {
  const seen = new Map<string, number>();
  return applications.map((app) => {
    const id = [app.vhost, app.mount || `${app.kind} ${app.script}`].filter(Boolean).join(" ");
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return { id: count === 1 ? id : `${id}#${count}`, facts: factsOf(app, context) };
  });
}

const textIn = (known: Known, id: keyof Known): string | undefined => {
  const value = valueIn(known, id);
  return typeof value === "string" ? value : undefined;
};

function whyUnread(section: Section | undefined, known: Known): Gap {
  const source = known["apache.config_source"];
  if (isGap(source)) return source;
  return whyEmpty(section, "dump", "the configuration could not be read");
}

export const applications = defineApplicationCheck({
  id: "applications",
  title: "WSGI applications",
  needs,
  facts,
  summary,
  parse({ other, known, budget }) {
    const section = other("config");
    const read = configurationTree(section);
    if (!read) return whyUnread(section, known);
    const input = {
      tree: read.tree,
      names: resolvedNames(textOf(section, "dump"), partOf(section, "dump")?.stderr ?? ""),
      mpm: textIn(known, "apache.mpm"),
      wsgiVersion: textIn(known, "wsgi.version"),
      user: textIn(known, "apache.user"),
      apacheVersion: textIn(known, "apache.version"),
      isDirectory: directoriesIn(other("files")),
    };
    const found = evaluateApplications(input, budget);
    const answers = answersBelow(other("observe"), lineOf(other("apache"), "master"));
    const answerOf = new Map(answers.map((answer) => [answering(found, answer), answer]));
    const scripts = scriptProblems(other("files"), known);
    const fileOf = scriptFiles(other("files"));
    const searched = other("packages");
    const importerOf = importersOf(other("files"), known);
    const pathOf = searchPaths({ section: other("python"), other, known }, searched);
    const distributions = distributionsOn(searched);
    const troubles = troublesOf(searched, other("python"));
    const [foreign, bundled] = [foreignOn(searched), bundledOn(searched)];
    const [code, missing] = [byteCodeOn(searched), missingOn(searched)];
    const clashes = clashesWith(section);
    const imports = importsOn(searched);
    return rowsOf(found, {
      approximate: !read.evaluated,
      answerOf,
      seen: (app) => {
        const path = pathOf(importerOf(app));
        const shown = shownPath(searched, path);
        const brought = bundled(path);
        return {
          "app.script_problem": scripts(app),
          "app.script_file": fileOf(app),
          "app.search_path": shown,
          ...distributions(shown),
          ...imports(shown),
          "app.packages": troubles(path),
          "app.foreign_extensions": foreign(path),
          "app.byte_code": code(path),
          "app.missing_libraries": missing(path),
          "app.bundled_libraries": brought,
          "app.library_clashes": clashes(brought),
        };
      },
    });
  },
});
