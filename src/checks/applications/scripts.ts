import type { Application } from "../../apache-config/applications.js";
import { isUndecided } from "../../apache-config/undecided.js";
import { remembered } from "../../base/memoize.js";
import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { absent, denied, type KnownOf, valueIn } from "../check.js";
import { daemonsIn } from "../config/daemons.js";
import type { config } from "../config/index.js";
import { directoryProblem, fileProblem, findingProblem } from "../files/access.js";
import { askerIn, inRootOf } from "../files/elsewhere.js";
import { readIdentity, whoIs } from "../files/identity.js";
import { readListing } from "../files/listing.js";
import { whyCutShort } from "../sections.js";

const listingOf = remembered(readListing);

const NO_FILE = /[*$]|\/$/;

/** Tells of a path whether it is a directory; undefined where it was not listed. */
export function directoriesIn(section: Section | undefined): (path: string) => boolean | undefined {
  if (!section) return () => undefined;
  const listing = listingOf(section);
  return (path) => {
    const entry = listing.entry(listing.real(path));
    return typeof entry === "string" ? undefined : entry.type === "d";
  };
}

/** Tells of each application that requests ask for which file it is, whatever names lead to it. */
export function scriptFiles(section: Section | undefined): (app: Application) => string | Gap {
  const listing = section && listingOf(section);
  const isDirectory = directoriesIn(section);
  return ({ kind, script }) => {
    if (kind === "import-script" || kind === "handler-script") return absent("no URL names it");
    if (NO_FILE.test(script) || isDirectory(script)) return absent("the URL decides which file it is");
    return listing?.real(script) ?? script;
  };
}

/** Of an alias a directory of scripts may be the target; a script that no URL names is a file. */
const mayBeDirectory = ({ kind }: Application) => kind === "script-alias";

/** Scripts that the process is told to load, by the names that they have in its root; of others the root is taken off. */
const NAMED_INSIDE: readonly Application["kind"][] = ["handler-script", "import-script"];

/** Where the script of a process lies that has a root of its own, as seen from outside; a problem where it may not lie. */
function placeIn(root: string, { kind, script }: Application): { path: string; problem: string } {
  if (NAMED_INSIDE.includes(kind)) return { path: `${root}${script}`, problem: "" };
  const isBelow = script.startsWith(root) && script[root.length] === "/";
  return { path: script, problem: isBelow ? "" : `${script} is not below ${root}, the root of its process` };
}

/** Tells of each application why its script cannot be read; Apache looks for the file, the process loads it. */
export function scriptProblems(
  section: Section | undefined,
  known: KnownOf<readonly [typeof config]>,
): (app: Application) => string | Gap {
  const cut = section && whyCutShort(section);
  if (!section || cut) return () => cut ?? absent("the files were not looked at");
  const isDirectory = directoriesIn(section);
  const apache = valueIn(known, "apache.user");
  const group = valueIn(known, "apache.group") ?? "";
  const daemons = daemonsIn(known);
  const asked = askerIn(section);
  return (app) => {
    if (NO_FILE.test(app.script) || app.script === "") return absent("the URL decides which file it is");
    if (isUndecided(app.user)) return absent(app.user.undecided);
    const daemon = daemons.find(({ name }) => name === app.processGroup);
    const server = typeof apache === "string" ? apache : app.user;
    const problemOf = mayBeDirectory(app) && isDirectory(app.script) ? directoryProblem : fileProblem;
    const finds = daemon && problemOf === fileProblem ? findingProblem : problemOf;
    const [outside, inside] = [whoIs(undefined, server, group), whoIs(daemon, app.user, group)];
    const place = placeIn(inside.root ?? "", app);
    const problems = [
      ...(inside.root !== null && NAMED_INSIDE.includes(app.kind)
        ? []
        : [asked(app.script, readIdentity(section, outside), finds)]),
      inside.root === null ? "" : place.problem,
      asked(place.path, readIdentity(section, inside), inRootOf(inside, problemOf)),
    ];
    const found = problems.find((problem) => problem);
    return (
      found ?? (problems.includes(undefined) ? denied("the login may not see the file or its owner") : "")
    );
  };
}
