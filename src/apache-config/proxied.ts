import type { Budget } from "../base/budget.js";
import { type Target, targetsOf } from "./balancers.js";
import { inheritsRules, isRewritingIn, lastOf, pathOf } from "./front.js";
import { rewritings } from "./rewriting.js";
import { labelOf, type Server } from "./servers.js";
import { type ConfigNode, placeOf } from "./tree.js";
import { upstreamOf } from "./upstream.js";

/** A place from which requests are handed on to another server. */
export interface Proxied extends Target {
  /** Label of the virtual host, "" for the main server. */
  vhost: string;
  /** URL path; `~ EXPRESSION`; the sections that are no paths, as `<FilesMatch \.php$>`, before what is matched in them. */
  url: string;
  /** As written, such as `ProxyPass`. */
  directive: string;
  /** More than the URL has a say: RewriteCond, If, Limit, or a RewriteEngine that another section may have switched on. */
  conditional: boolean;
  /** Of the directive, not of the balancer. */
  declaredAt: string;
}

/** What stands around a directive. */
interface Around {
  /** Sections of URLs, files and directories, the outermost first. */
  sections: readonly ConfigNode[];
  conditional: boolean;
  rewriting: boolean | undefined;
  /** Pays for what is told again at each directive. */
  budget: Budget;
}

/** What one place costs, and each of the characters around it, which stand in all that is told of it. */
const PLACE_UNITS = 5;
const CHARACTER_UNITS = 0.05;

const OF_FILES = /^(directory|files)(match)?$/;
const OF_URLS = /^location(match)?$/;
/** Sections that hold for some requests only, whatever their URL. */
const OF_REQUESTS = /^(if|elseif|else|limit|limitexcept)$/;

const expression = (text: string) => `~ ${text}`;

/** The URL path of a section, or its expression. */
function ofLocation({ key, arguments: [first = "", second = ""] }: ConfigNode): string {
  if (first === "~") return expression(second);
  return key === "locationmatch" ? expression(first) : first;
}

function urlOf({ sections, budget }: Around, own: string | undefined): string {
  const words = sections.flatMap((each) => each.arguments);
  const characters = words.reduce((sum, { length }) => sum + length, own?.length ?? 0);
  budget.spend(PLACE_UNITS + characters * CHARACTER_UNITS, "very many places that hand requests on");
  const [only] = sections;
  if (only === undefined) return own ?? "/";
  if (own === undefined && sections.length === 1 && OF_URLS.test(only.key)) return ofLocation(only);
  const around = sections.map(({ name, arguments: words }) => `<${[name, ...words].join(" ")}>`);
  return [...around, ...(own === undefined ? [] : [own])].join(" ");
}

type Found = Pick<Proxied, "url" | "conditional" | "to"> & { node: ConfigNode };

/** `ProxyPass /path URL`; in a section without a path. */
function ofProxyPass(node: ConfigNode, around: Around): Found {
  const path = pathOf(node);
  const target = node.arguments[path === undefined ? 0 : 1] ?? "";
  const own = path === undefined ? undefined : node.key.endsWith("match") ? expression(path) : path;
  const matched = path ?? around.sections.at(-1)?.arguments.at(-1);
  return {
    node,
    url: urlOf(around, own),
    conditional: around.conditional,
    to: target === "!" ? "nobody" : upstreamOf(target, matched),
  };
}

/** `SetHandler proxy:URL`, and AddHandler for files of some endings. */
function ofHandler(node: ConfigNode, around: Around): Found[] {
  const [handler = "", ...endings] = node.arguments;
  if (!handler.startsWith("proxy:")) return [];
  const own =
    endings.length > 0 ? endings.map((word) => `*.${word.replace(/^\./, "")}`).join(" ") : undefined;
  const to = upstreamOf(handler.slice("proxy:".length));
  return [{ node, url: urlOf(around, own), conditional: around.conditional, to }];
}

function ofRules(nodes: readonly ConfigNode[], around: Around): Found[] {
  if (around.rewriting === false) return [];
  return rewritings(nodes)
    .filter(({ proxies }) => proxies)
    .map(({ node, expression: pattern, conditional }) => {
      const [, target = ""] = node.arguments;
      return {
        node,
        url: urlOf(around, expression(pattern)),
        conditional: conditional || around.conditional || around.rewriting === undefined,
        // In a section it looks at what is left of the path, which begins with no slash.
        to: upstreamOf(target, around.sections.length === 0 ? pattern : undefined),
      };
    });
}

function engineIn(nodes: readonly ConfigNode[], around: boolean | undefined): boolean | undefined {
  const word = lastOf(nodes, "rewriteengine");
  return word === undefined ? around : word === "on";
}

/** What the directives of one server or section hand on, those of sections in it included. */
function foundIn(nodes: readonly ConfigNode[], around: Around): Found[] {
  const rules = new Map(ofRules(nodes, around).map((each) => [each.node, each]));
  return nodes.flatMap((node) => {
    if (node.children) return below(node, node.children, around);
    const rule = rules.get(node);
    if (/^proxypass(match)?$/.test(node.key)) return [ofProxyPass(node, around)];
    if (/^(set|add)handler$/.test(node.key)) return ofHandler(node, around);
    return rule ? [rule] : [];
  });
}

function below(node: ConfigNode, children: readonly ConfigNode[], around: Around): Found[] {
  const places = OF_FILES.test(node.key) || OF_URLS.test(node.key);
  // What of a section is switched on may be another one's doing: only what stands there is known.
  const rewriting = engineIn(children, places ? undefined : around.rewriting);
  return foundIn(children, {
    budget: around.budget,
    sections: places ? [...around.sections, node] : around.sections,
    conditional: around.conditional || OF_REQUESTS.test(node.key),
    rewriting,
  });
}

/** Whether rules of a server count: undefined for those of the main server that others may take over. */
function isRewriting(base: Server, hosts: readonly Server[], server: Server): boolean | undefined {
  if (isRewritingIn(base, server)) return true;
  const taken =
    base === server && hosts.some((host) => isRewritingIn(base, host) && inheritsRules(base, host));
  return taken ? undefined : false;
}

/**
 * Every place of the configuration from which requests are handed on by mod_proxy, in its order: one for each member where
 * a balancer is named. The budget pays for members that are named again and again.
 */
export function proxied([base, ...hosts]: readonly [Server, ...Server[]], budget: Budget): Proxied[] {
  return [base, ...hosts].flatMap((server) => {
    const rewriting = isRewriting(base, hosts, server);
    const found = foundIn(server.nodes, { sections: [], conditional: false, rewriting, budget });
    return found.flatMap(({ node, url, conditional, to }) =>
      targetsOf(base, server, to, budget).map((target) => ({
        vhost: labelOf(server),
        url,
        directive: node.name,
        to: target.to,
        balancer: target.balancer,
        conditional,
        declaredAt: placeOf(node),
      })),
    );
  });
}
