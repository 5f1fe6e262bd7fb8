import { groupBy } from "../base/group-by.js";
import { remembered } from "../base/memoize.js";
import { isBelow, isGlob, matchesGlob, searches, type Verdict } from "./patterns.js";
import { merged } from "./reach.js";
import type { Server } from "./servers.js";
import { type ConfigNode, placeOf } from "./tree.js";
import { type Undecided, undecided } from "./undecided.js";

/** The request of an entry point: undefined where the client's URL decides. */
export interface EntryRequest {
  url: string | undefined;
  /** The URL path that all its requests are at or below; undefined where none is known. */
  at?: string | undefined;
  /** The script's file. */
  file: string | undefined;
  /** The part of the file name that no client decides. */
  fixed: string;
}

/** A directive that applies to a request, or may apply. */
export interface Applied {
  node: ConfigNode;
  /** The section that decides, undefined for the server's own. */
  section: ConfigNode | undefined;
  certain: boolean;
  /** It stands in a container that limits it, such as RequireAll or Limit. */
  limited: boolean;
}

/** Why a directive is open that only holds in a section that may apply. */
export const requestDecides = ({ node, section }: Applied): Undecided =>
  undecided(
    `the request decides: <${section?.name} ${section?.arguments.join(" ")}> has ${node.name} at ${placeOf(node)}`,
  );

/** The order in which httpd merges sections over a server's own directives. */
const PHASES = [
  { keys: ["directory"], matches: matchesDirectory },
  { keys: ["directorymatch"], matches: matchesDirectoryRegex },
  { keys: ["files", "filesmatch"], matches: matchesFiles },
  { keys: ["location", "locationmatch"], matches: matchesLocation },
  // Expressions look at the request; what they hold counts as possible.
  { keys: ["if", "elseif", "else"], matches: (): Verdict => undefined },
] as const;

type Phase = (typeof PHASES)[number];

const isRegex = (node: ConfigNode) => node.key.endsWith("match") || node.arguments[0] === "~";
const patternOf = (node: ConfigNode) => node.arguments[node.arguments[0] === "~" ? 1 : 0] ?? "";

const phaseOf = (node: ConfigNode): Phase | undefined => {
  const key = node.key === "directory" && isRegex(node) ? "directorymatch" : node.key;
  return PHASES.find(({ keys }) => (keys as readonly string[]).includes(key));
};

const directoryOf = (file: string) => file.slice(0, file.lastIndexOf("/")) || "/";
const segments = (path: string) => path.split("/").filter(Boolean).length;

/** Without slashes at the end, but for the root's own. */
function trimmed(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end -= 1;
  return path.slice(0, end);
}

function matchesDirectory(node: ConfigNode, { file, fixed }: EntryRequest): Verdict {
  const pattern = trimmed(patternOf(node));
  const at = directoryOf(file ?? fixed);
  if (isGlob(pattern)) {
    const depth = segments(pattern);
    const prefix = `/${at.split("/").filter(Boolean).slice(0, depth).join("/")}`;
    if (segments(at) >= depth && matchesGlob(pattern, prefix)) return true;
  } else if (isBelow(at, pattern)) return true;
  return file === undefined && pattern.startsWith(at) ? undefined : false;
}

/** It is searched in the whole file name: `/srv/[a-z]$` never applies to a script in there. */
function matchesDirectoryRegex(node: ConfigNode, { file }: EntryRequest): Verdict {
  return file === undefined ? undefined : searches(patternOf(node), file);
}

function matchesFiles(node: ConfigNode, { file }: EntryRequest): Verdict {
  if (file === undefined) return undefined;
  const name = file.slice(file.lastIndexOf("/") + 1);
  const pattern = patternOf(node);
  if (isRegex(node)) return searches(pattern, name);
  return isGlob(pattern) ? matchesGlob(pattern, name) : pattern === name;
}

function matchesLocation(node: ConfigNode, { url, at }: EntryRequest): Verdict {
  const pattern = patternOf(node);
  if (url === undefined) {
    if (isRegex(node) || isGlob(pattern)) return undefined;
    if (at === undefined) return pattern === "/" ? true : undefined;
    if (isBelow(merged(at), pattern)) return true;
    return isBelow(pattern, trimmed(merged(at))) ? undefined : false;
  }
  if (isRegex(node)) return searches(pattern, url);
  return isGlob(pattern) ? matchesGlob(pattern, url) : isBelow(url, pattern);
}

interface Found {
  node: ConfigNode;
  certain: boolean;
}

/** The sections right in a list of nodes; containers of other kinds are looked through. */
const sectionsRightIn = remembered((nodes: readonly ConfigNode[]): readonly ConfigNode[] =>
  nodes.flatMap((node) => {
    if (!node.children || node.key === "virtualhost") return [];
    return phaseOf(node) ? [node] : sectionsRightIn(node.children);
  }),
);

/** The same by their phase: each request looks through all of them, phase after phase. */
const byPhase = remembered((nodes: readonly ConfigNode[]) => groupBy(sectionsRightIn(nodes), phaseOf));

/** Sections of one phase that hold for the request or may hold. */
function sectionsIn(
  nodes: readonly ConfigNode[],
  phase: Phase,
  request: EntryRequest,
  outer: boolean,
): Found[] {
  return (byPhase(nodes).get(phase) ?? []).flatMap((node) => {
    const verdict = phase.matches(node, request);
    if (verdict === false) return [];
    const certain = outer && verdict === true;
    return [{ node, certain }, ...sectionsIn(node.children ?? [], phase, request, certain)];
  });
}

/** Slashes, which httpd counts in an expression as in a path: one that is longer by them comes later. */
const slashes = (pattern: string) => (pattern === "/" ? 0 : pattern.split("/").length - 1);

/** Directories from the shortest to the longest, expressions likewise; everything else as it stands. */
function inOrder(found: Found[], phase: Phase): Found[] {
  const [key] = phase.keys;
  if (key !== "directory" && key !== "directorymatch") return found;
  const depth = ({ node }: Found) => (key === "directory" ? segments : slashes)(patternOf(node));
  return found.sort((a, b) => depth(a) - depth(b));
}

/** In the order of merging: in each phase the servers' own sections, then those inside of sections merged before. */
function mergedSections(levels: readonly Server[], request: EntryRequest): Found[] {
  const merged: Found[] = [];
  for (const phase of PHASES) {
    const own = levels.flatMap(({ nodes }) => sectionsIn(nodes, phase, request, true));
    const nested = merged.flatMap(({ node, certain }) =>
      sectionsIn(node.children ?? [], phase, request, certain),
    );
    merged.push(...inOrder(own, phase), ...nested);
  }
  return merged;
}

/** Directives right in a section; containers that only limit methods or access are looked through. */
function directivesBelow(
  nodes: readonly ConfigNode[],
  limited: boolean,
): Pick<Applied, "node" | "limited">[] {
  return nodes.flatMap((node) => {
    if (!node.children) return [{ node, limited }];
    const own = phaseOf(node) || node.key === "virtualhost";
    return own ? [] : directivesBelow(node.children, limited || !CONDITION.test(node.key));
  });
}

const directivesIn = remembered((nodes: readonly ConfigNode[]) => directivesBelow(nodes, false));

/** Directives in the order of merging, and where each name stands among them. */
export class Layer {
  readonly #byKey: ReadonlyMap<string, readonly Applied[]>;

  constructor(readonly applied: readonly Applied[]) {
    this.#byKey = groupBy(applied, ({ node }) => node.key);
  }

  of(key: string): readonly Applied[] {
    return this.#byKey.get(key) ?? [];
  }
}

/** A server's own directives, the same for each of its requests: of thousands, each request asks for a few. */
const ownOf = remembered(
  (nodes: readonly ConfigNode[]) =>
    new Layer(directivesIn(nodes).map((each) => ({ ...each, section: undefined, certain: true }))),
);

/** Sections of URLs, those of the main server first. */
export const locationsOf = (levels: readonly Server[]): readonly ConfigNode[] =>
  levels.flatMap(({ nodes }) =>
    sectionsRightIn(nodes).filter(({ key }) => key === "location" || key === "locationmatch"),
  );

/** The directives of a section, those that stand in limiting containers among them. */
export const directivesOfSection = ({ children = [] }: ConfigNode): readonly ConfigNode[] =>
  directivesIn(children).map(({ node }) => node);

/** What a section adds to each request that it holds for, or may hold for. */
const addedBy = remembered((section: ConfigNode) => {
  const added = (certain: boolean): readonly Applied[] =>
    directivesIn(section.children ?? []).map((each) => ({ ...each, section, certain }));
  return { certain: added(true), possible: added(false) };
});

/** Containers that hold for every request once the configuration is read. */
const CONDITION = /^(if(module|define|version|file)|macro)$/;

/** Every directive that counts for the request, in the order of merging: a later layer beats an earlier one. */
export function appliedTo(base: Server, server: Server, request: EntryRequest): Layer[] {
  const levels = base === server ? [base] : [base, server];
  const nested = mergedSections(levels, request).flatMap(
    ({ node, certain }) => addedBy(node)[certain ? "certain" : "possible"],
  );
  return [...levels.map(({ nodes }) => ownOf(nodes)), new Layer(nested)];
}
