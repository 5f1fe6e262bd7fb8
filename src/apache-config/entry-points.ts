import { remembered } from "../base/memoize.js";
import { optionsOf } from "./lexer.js";
import { isBelow, searches } from "./patterns.js";
import { appliedTo, type EntryRequest } from "./sections.js";
import type { Server } from "./servers.js";
import { Settings } from "./settings.js";
import { type ConfigNode, placeOf } from "./tree.js";
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
  /** Why no request reaches it; "" where one does. */
  shadow: string;
}

const SCRIPT_ALIASES = ["wsgiscriptalias", "wsgiscriptaliasmatch"];
const FILE_ALIASES = ["alias", "aliasmatch", "scriptalias", "scriptaliasmatch"];

/** A server's own directives before the main server's, which it inherits. */
const inherited = (base: Server, server: Server, keys: readonly string[]): ConfigNode[] =>
  (base === server ? [base] : [server, base]).flatMap(({ nodes }) =>
    nodes.filter(({ key, children }) => keys.includes(key) && !children),
  );

const isMatch = (node: ConfigNode) => node.key.endsWith("match");

/** SCRIPT_NAME of a request to the mount itself. */
const scriptNameOf = (mount: string) => (mount === "/" ? "" : mount.replace(/\/+/g, "/").toLowerCase());

/** httpd merges slashes before it looks for an alias (MergeSlashes). */
const merged = (path: string) => path.replace(/\/+/g, "/");

/** The mount of an alias, without a slash at its end. */
const prefixOf = (node: ConfigNode) => merged(node.arguments[0] ?? "").replace(/(.)\/$/, "$1");

/** Whether an alias takes a URL away from the ones after it. */
function takes(node: ConfigNode, url: string): boolean {
  if (isMatch(node)) return searches(node.arguments[0] ?? "", merged(url)) === true;
  return prefixOf(node) === "/" || isBelow(merged(url), prefixOf(node));
}

/** Whether the last segment of a path has a dot with something behind it. */
function hasExtension(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.indexOf(".");
  return dot >= 0 && dot < name.length - 1;
}

/** Literal characters that a regular expression begins with, and what comes after them. */
function beginningOf(expression: string): { literal: string; rest: string } {
  const literal = /^\^((?:[\w/-]|\\\.)*)/.exec(expression)?.[1] ?? "";
  return { literal: merged(literal.replaceAll("\\", "")), rest: expression.slice(literal.length + 1) };
}

/** Whether an alias takes every URL that a regular expression can match, as far as its beginning tells. */
function takesAll(node: ConfigNode, expression: string): boolean {
  if (isMatch(node)) return /^\^\/?$/.test(node.arguments[0] ?? "");
  const [prefix, { literal, rest }] = [prefixOf(node), beginningOf(expression)];
  const wholeSegment = literal === prefix && /^(\$|\((\?:)?\/\|\$\))/.test(rest);
  return prefix === "/" || literal.startsWith(`${prefix}/`) || wholeSegment;
}

function shadowOf(node: ConfigNode, before: readonly ConfigNode[]): string {
  const [pattern = ""] = node.arguments;
  const taker = before.find((each) => (isMatch(node) ? takesAll(each, pattern) : takes(each, pattern)));
  return taker ? `${taker.name} ${taker.arguments[0]} at ${placeOf(taker)} takes its requests` : "";
}

function scriptAlias(node: ConfigNode, before: readonly ConfigNode[]): EntryPoint {
  const [mount = "", script = "", ...words] = node.arguments;
  const open = isMatch(node);
  const several = open || script.endsWith("/");
  const url = several ? undefined : mount;
  return {
    kind: open ? "script-alias-match" : "script-alias",
    mount,
    script,
    node,
    options: optionsOf(words),
    request: {
      url,
      file: script.includes("$") || script.endsWith("/") ? undefined : script,
      fixed: script.replace(/\$.*/s, ""),
    },
    scriptName: several ? undecided("one for each URL that matches") : scriptNameOf(mount),
    shadow: shadowOf(node, before),
  };
}

function scriptAliases(base: Server, server: Server): EntryPoint[] {
  const files = inherited(base, server, FILE_ALIASES);
  const aliases = inherited(base, server, SCRIPT_ALIASES);
  return aliases.map((node, index) => scriptAlias(node, [...files, ...aliases.slice(0, index)]));
}

const HANDLERS = ["wsgi-script", "application/x-httpd-wsgi"];

const isHandler = ({ key, arguments: words }: ConfigNode): boolean =>
  (key === "sethandler" || key === "addhandler") && HANDLERS.includes(words[0] ?? "");

/** Whether WSGI is the handler of anything: mostly it is not, and no request need be looked at for it. */
const handles = remembered((nodes: readonly ConfigNode[]): boolean =>
  nodes.some((node) => (node.children ? handles(node.children) : isHandler(node))),
);

/** Aliases of files that a handler turns into WSGI scripts. */
function handledFiles(base: Server, server: Server): EntryPoint[] {
  const files = inherited(base, server, FILE_ALIASES);
  return files.flatMap((node, index) => {
    const [mount = "", script = ""] = node.arguments;
    if (isMatch(node) || !hasExtension(script)) return [];
    const request = { url: mount, file: script, fixed: script };
    const handler = new Settings(appliedTo(base, server, request)).handlerOf(script);
    if (isUndecided(handler) || !HANDLERS.includes(handler)) return [];
    const shadow = shadowOf(node, files.slice(0, index));
    return [
      {
        kind: "handler" as const,
        mount,
        script,
        node,
        options: new Map(),
        request,
        scriptName: scriptNameOf(mount),
        shadow,
      },
    ];
  });
}

/** Directories whose files of some extension are WSGI scripts: one entry point for all of them. */
function handledDirectories(base: Server, server: Server): EntryPoint[] {
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
    const request = { url: undefined, file: undefined, fixed: `${at.replace(/\/$/, "")}/` };
    const handlers = appliedTo(base, server, request).filter(({ node }) => isHandler(node));
    const handler = handlers.find(({ section }) => section !== undefined) ?? handlers.at(-1);
    if (!handler) return [];
    const extension = handler.node.key === "addhandler" ? `*${handler.node.arguments[1] ?? ""}` : "*";
    return [
      {
        kind: "handler" as const,
        mount: `${url.replace(/\/$/, "")}/${extension}`,
        script: `${request.fixed}${extension}`,
        node,
        options: new Map<string, string>(),
        request,
        scriptName: undecided("one for each script of the directory"),
        shadow: "",
      },
    ];
  });
}

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
export const entryPointsOf = (base: Server, server: Server): EntryPoint[] => [
  ...scriptAliases(base, server),
  ...(handles(base.nodes) || handles(server.nodes)
    ? [...handledFiles(base, server), ...handledDirectories(base, server)]
    : []),
  ...(base === server ? [base] : [server, base]).flatMap((each) =>
    scriptsOf(each, "wsgihandlerscript", "handler-script", 1),
  ),
];

/** Scripts that are loaded once, whoever's virtual host names them. */
export const importScriptsOf = (server: Server): EntryPoint[] =>
  scriptsOf(server, "wsgiimportscript", "import-script", 0);
