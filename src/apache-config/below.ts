import type { Budget } from "../base/budget.js";
import type { EntryPoint } from "./entry-points.js";
import { FrontVerdict, frontsOf, type InFront, inFront, pathOf } from "./front.js";
import {
  locationPattern,
  prefixPattern,
  type Reach,
  reachOf,
  reachOfMatch,
  regexPattern,
  type UrlPattern,
} from "./reach.js";
import { isRewriting, rewritings } from "./rewriting.js";
import { type Applied, directivesOfSection, locationsOf } from "./sections.js";
import type { Server } from "./servers.js";
import type { Settings } from "./settings.js";
import { type ConfigNode, placeOf } from "./tree.js";
import { isUndecided } from "./undecided.js";

const ANSWERS = [
  "redirect",
  "redirectmatch",
  "redirectpermanent",
  "redirecttemp",
  "proxypass",
  "proxypassmatch",
];

/** What decides who serves a URL, as which process and interpreter, and for whom. */
const DECIDING =
  /^(wsgi(processgroup|applicationgroup|restrictprocess|callableobject|passauthorization|dispatchscript)|sethandler|require|order|allow|deny|redirect.*|proxypass(match)?|rewriterule)$/;

/** What decides by which name and port an interpreter is called. */
const CANONICAL = /^usecanonical(name|physicalport)$/;

/** Whether a directive says the other of On and Off. */
const isSwitched = ({ arguments: [word = ""] }: ConfigNode, isOn: boolean) =>
  (word.toLowerCase() === "on") !== isOn;

const isSame = (one: ConfigNode, other: unknown): boolean =>
  typeof other === "object" && other !== null && "arguments" in other
    ? JSON.stringify(one.arguments) === JSON.stringify(other.arguments)
    : false;

/** Directives of a section that holds for a part only, and that say something else than what counts at the mount. */
function otherwise(section: ConfigNode, entry: EntryPoint, settings: Settings): ConfigNode[] {
  return directivesOfSection(section).filter((node) => {
    if (CANONICAL.test(node.key))
      return isSwitched(node, settings.isOn(node.key)) || settings.last(node.key) === node;
    if (!DECIDING.test(node.key)) return false;
    if (node.key === "wsgiprocessgroup" && entry.options.has("process-group")) return false;
    if (node.key === "wsgiapplicationgroup" && entry.options.has("application-group")) return false;
    return !isSame(node, settings.last(node.key)) || settings.last(node.key) === node;
  });
}

const WEAKER: readonly Reach[] = ["all", "some", "below", "none"];
const weaker = (one: Reach, other: Reach): Reach =>
  WEAKER.indexOf(one) > WEAKER.indexOf(other) ? one : other;

/** What a pattern takes of the requests of an entry point. */
type Reaching = (pattern: UrlPattern) => Reach;

const reaching = ({ kind, mount }: EntryPoint, at: string, budget: Budget): Reaching =>
  kind === "script-alias-match"
    ? (pattern) => reachOfMatch(pattern, mount, at, budget)
    : (pattern) => reachOf(pattern, at, budget);

/** What a section takes of a mount: one of files holds for the script, whatever the URL. */
const reachOfSection = (section: ConfigNode | undefined, reach: Reaching): Reach =>
  section && /^location(match)?$/.test(section.key)
    ? reach(locationPattern(section.key, section.arguments))
    : "all";

/** Redirect, ProxyPass and rules of the sections that hold for the mount, or may hold. */
function sectionsInFront(settings: Settings, reach: Reaching, verdict: FrontVerdict): void {
  const nested: readonly Applied[] = settings.layers.at(-1)?.applied ?? [];
  for (const { node, section, certain } of nested.filter(({ node }) => ANSWERS.includes(node.key))) {
    const path = pathOf(node);
    if (node.arguments.includes("!")) continue;
    const pattern = path === undefined || (node.key.endsWith("match") ? regexPattern : prefixPattern)(path);
    const own = pattern === true ? "all" : reach(pattern);
    verdict.add(node, weaker(own, reachOfSection(section, reach)), certain);
  }
  if (!isRewriting(settings)) return;
  // In a section an expression looks at what is left of the path: which requests it takes is not followed.
  for (const { node, does } of rewritings(nested.map(({ node }) => node)))
    if (does !== "passes") verdict.add(node, "some", false);
}

/** A handler that is set for the mount beats the one of an alias. */
function handlerInFront(entry: EntryPoint, settings: Settings, reach: Reaching, verdict: FrontVerdict): void {
  if (!entry.kind.startsWith("script-alias")) return;
  const set = settings.last("sethandler");
  if (
    set === undefined ||
    isUndecided(set) ||
    /^(none|wsgi-script|application\/x-httpd-wsgi)$/i.test(set.arguments[0] ?? "none")
  )
    return;
  const section = settings.all("sethandler").findLast(({ node }) => node === set)?.section;
  verdict.add(set, reachOfSection(section, reach), true);
}

/** What keeps requests from an entry point, and what decides otherwise for a part of the URLs below it. */
export function inFrontOf(
  entry: EntryPoint,
  levels: { base: Server; server: Server },
  settings: Settings,
  budget: Budget,
): InFront {
  const { at } = entry.request;
  const verdict = new FrontVerdict();
  if (at === undefined) return verdict;
  const reachOfPattern = reaching(entry, at, budget);
  inFront(frontsOf(levels.base, levels.server), reachOfPattern, budget, verdict);
  sectionsInFront(settings, reachOfPattern, verdict);
  handlerInFront(entry, settings, reachOfPattern, verdict);
  const own = levels.base === levels.server ? [levels.base] : [levels.base, levels.server];
  for (const section of locationsOf(own)) {
    const reach = reachOfSection(section, reachOfPattern);
    if (reach !== "some" && reach !== "below") continue;
    const [first] = otherwise(section, entry, settings);
    if (first) verdict.parts.push(`${placeOf(first)} ${first.name}`);
  }
  return verdict;
}
