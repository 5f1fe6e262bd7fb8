import type { Budget } from "../base/budget.js";
import { remembered } from "../base/memoize.js";
import { Aliases, isMatch } from "./aliases.js";
import { takes } from "./front.js";
import { optionsOf } from "./lexer.js";
import { beginningOf, literalOf } from "./reach.js";
import { appliedTo, type EntryRequest, type Layer } from "./sections.js";
import type { Server } from "./servers.js";
import { Settings } from "./settings.js";
import type { ConfigNode } from "./tree.js";
import { type Decided, isUndecided, undecided } from "./undecided.js";

export type EntryKind =
  | "script-alias"
  | "script-alias-match"
  | "handler"
  | "handler-script"
  | "import-script";

/** Where WSGI begins: an alias, a handler, or a script that is loaded at the start. */
export interface EntryPoint {
  kind: EntryKind;
  /** URL path, or the regular expression of a Match; "" for what no URL names. */
  mount: string;
  /** File, or the pattern of files. */
  script: string;
  node: ConfigNode;
  options: ReadonlyMap<string, string>;
  request: EntryRequest;
  scriptName: Decided<string>;
  /** Why no request reaches it; "" where one does, open where that is a matter of the URL. */
  shadow: Decided<string>;
}

/** What the servers say, and what their files are. */
export interface Surveyed {
  base: Server;
  server: Server;
  budget: Budget;
  /** Whether a path is a directory; undefined where that was not seen. */
  isDirectory(path: string): boolean | undefined;
}

const SCRIPT_ALIASES = ["wsgiscriptalias", "wsgiscriptaliasmatch"];
const FILE_ALIASES = ["alias", "aliasmatch", "scriptalias", "scriptaliasmatch"];

/** A server's own directives before the main server's, which it inherits. */
const inherited = (base: Server, server: Server, keys: readonly string[]): ConfigNode[] =>
  (base === server ? [base] : [server, base]).flatMap(({ nodes }) =>
    nodes.filter(({ key, children }) => keys.includes(key) && !children),
  );

/** SCRIPT_NAME of a request to the mount itself. */
const scriptNameOf = (mount: string) => (mount === "/" ? "" : mount.replace(/\/+/g, "/").toLowerCase());

/** Whether the last segment of a path has a dot with something behind it. */
function hasExtension(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.indexOf(".");
  return dot >= 0 && dot < name.length - 1;
}

function shadowOf(node: ConfigNode, before: Aliases): Decided<string> {
  const taking = before.taking(node);
  if (!taking) return "";
  return taking.reach === "all"
    ? `${takes(taking.node)} takes its requests`
    : undecided(`the request decides: ${takes(taking.node)} takes some of its requests`);
}

/** The path that an expression stays below: its literal beginning, up to a slash unless a whole segment is meant. */
function baseOf(expression: string): string {
  const literal = literalOf(expression);
  const { rest } = beginningOf(expression);
  const whole = /^(\$|\((\?:)?\/|\$\)|\/)/.test(rest);
  return whole ? literal : literal.slice(0, literal.lastIndexOf("/") + 1) || "/";
}

/** A section of that very directory says that it is one, where nothing else does. */
const hasSection = ({ base, server }: Surveyed, path: string): boolean =>
  [base, server].some(({ nodes }) =>
    nodes.some(({ key, arguments: [at = ""] }) => key === "directory" && at.replace(/(.)\/$/, "$1") === path),
  );

function scriptAlias(node: ConfigNode, before: Aliases, survey: Surveyed): EntryPoint {
  const [mount = "", script = "", ...words] = node.arguments;
  const open = isMatch(node);
  const path = script.replace(/(.)\/$/, "$1");
  const isDirectory =
    (open ? undefined : survey.isDirectory(path)) ??
    (script.endsWith("/") || (!open && hasSection(survey, script)));
  const several = open || isDirectory;
  const url = several ? undefined : mount;
  return {
    kind: open ? "script-alias-match" : "script-alias",
    mount,
    script,
    node,
    options: optionsOf(words),
    request: {
      url,
      at: open ? baseOf(mount) : mount,
      file: script.includes("$") || isDirectory ? undefined : path,
      fixed: isDirectory ? `${path}/` : script.replace(/\$.*/s, ""),
    },
    scriptName: several ? undecided("one for each URL that matches") : scriptNameOf(mount),
    shadow: shadowOf(node, before),
  };
}

function scriptAliases(survey: Surveyed): EntryPoint[] {
  const { base, server, budget } = survey;
  const before = new Aliases(budget);
  for (const node of inherited(base, server, FILE_ALIASES)) before.add(node);
  return inherited(base, server, SCRIPT_ALIASES).map((node) => {
    const entry = scriptAlias(node, before, survey);
    before.add(node);
    return entry;
  });
}

const HANDLERS = ["wsgi-script", "application/x-httpd-wsgi"];

const isHandler = ({ key, arguments: words }: ConfigNode): boolean =>
  (key === "sethandler" || key === "addhandler") && HANDLERS.includes(words[0] ?? "");

/** Whether WSGI is the handler of anything: mostly it is not, and no request need be looked at for it. */
const handles = remembered((nodes: readonly ConfigNode[]): boolean =>
  nodes.some((node) => (node.children ? handles(node.children) : isHandler(node))),
);

const lastHandler = remembered((layer: Layer) => layer.applied.findLast(({ node }) => isHandler(node)));

/** The alias of a file that a handler turns into a WSGI script. */
function handledFile(node: ConfigNode, base: Server, server: Server, before: Aliases): EntryPoint[] {
  const [mount = "", script = ""] = node.arguments;
  if (isMatch(node) || !hasExtension(script)) return [];
  const request = { url: mount, at: mount, file: script, fixed: script };
  const handler = new Settings(appliedTo(base, server, request)).handlerOf(script);
  if (isUndecided(handler) || !HANDLERS.includes(handler)) return [];
  return [
    {
      kind: "handler",
      mount,
      script,
      node,
      options: new Map(),
      request,
      scriptName: scriptNameOf(mount),
      shadow: shadowOf(node, before),
    },
  ];
}

function handledFiles({ base, server, budget }: Surveyed): EntryPoint[] {
  const before = new Aliases(budget);
  return inherited(base, server, FILE_ALIASES).flatMap((node) => {
    const entry = handledFile(node, base, server, before);
    before.add(node);
    return entry;
  });
}

/** Directories whose files of some extension are WSGI scripts: one entry point for all of them. */
function handledDirectories({ base, server }: Surveyed): EntryPoint[] {
  const roots = inherited(base, server, ["documentroot"]).slice(0, 1);
  const directories = [
    ...inherited(base, server, ["alias"]).map((node) => ({
      node,
      url: node.arguments[0] ?? "",
      at: node.arguments[1] ?? "",
    })),
    ...roots.map((node) => ({ node, url: "/", at: node.arguments[0] ?? "" })),
  ].filter(({ at }) => !hasExtension(at));
  return directories.flatMap(({ node, url, at }) => {
    const request = { url: undefined, at: url, file: undefined, fixed: `${at.replace(/\/$/, "")}/` };
    const layers = appliedTo(base, server, request);
    const below = layers.at(-1)?.applied.find(({ node }) => isHandler(node));
    const handler = below ?? layers.map(lastHandler).findLast((each) => each !== undefined);
    if (!handler) return [];
    return extensionsOf(handler.node).map((extension) => ({
      kind: "handler" as const,
      mount: `${url.replace(/\/$/, "")}/${extension}`,
      script: `${request.fixed}${extension}`,
      node,
      options: new Map<string, string>(),
      request,
      scriptName: undecided("one for each script of the directory"),
      shadow: "",
    }));
  });
}

/** Of AddHandler, with or without their dots; SetHandler takes every file. */
const extensionsOf = ({ key, arguments: [, ...words] }: ConfigNode): string[] =>
  key === "addhandler" ? [...new Set(words.map((word) => `*.${word.replace(/^\./, "")}`))] : ["*"];

const everywhere = (nodes: readonly ConfigNode[], key: string): ConfigNode[] =>
  nodes.flatMap((node) => [...(node.key === key ? [node] : []), ...everywhere(node.children ?? [], key)]);

/** Scripts that no URL names: handlers by name, and what is loaded when a process starts. */
function scriptsOf(server: Server, key: string, kind: EntryKind, at: number): EntryPoint[] {
  return everywhere(server.nodes, key).map((node) => {
    const script = node.arguments[at] ?? "";
    return {
      kind,
      mount: "",
      script,
      node,
      options: optionsOf(node.arguments.slice(at + 1)),
      request: { url: undefined, file: undefined, fixed: "" },
      scriptName: undecided("one for each URL with that handler"),
      shadow: "",
    };
  });
}

/** Every entry point of a server, what it inherits included. */
export const entryPointsOf = (survey: Surveyed): EntryPoint[] => [
  ...scriptAliases(survey),
  ...(handles(survey.base.nodes) || handles(survey.server.nodes)
    ? [...handledFiles(survey), ...handledDirectories(survey)]
    : []),
  ...(survey.base === survey.server ? [survey.base] : [survey.server, survey.base]).flatMap((each) =>
    scriptsOf(each, "wsgihandlerscript", "handler-script", 1),
  ),
];

/** Scripts that are loaded once, whoever's virtual host names them. */
export const importScriptsOf = (server: Server): EntryPoint[] =>
  scriptsOf(server, "wsgiimportscript", "import-script", 0);
