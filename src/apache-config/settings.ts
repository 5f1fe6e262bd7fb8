import { type Applied, type Layer, requestDecides } from "./sections.js";
import type { ConfigNode } from "./tree.js";
import { type Decided, isUndecided, type Undecided, undecided } from "./undecided.js";

/** ExecCGI after one Options: words with a sign change what was there, others replace it. */
function scriptsAfter(before: boolean, { arguments: given }: ConfigNode): boolean {
  const words = given.map((word) => word.toLowerCase());
  let allowed = words.every((word) => /^[+-]/.test(word)) && before;
  for (const word of words) {
    if (/^\+?(execcgi|all)$/.test(word)) allowed = true;
    if (/^-(execcgi|all)$/.test(word) || word === "none") allowed = false;
  }
  return allowed;
}

/** What counts for one request, after all sections were merged. */
export class Settings {
  /** In the order of merging. */
  constructor(readonly layers: readonly Layer[]) {}

  /** Every directive of that name, the one that wins last. */
  all(key: string): readonly Applied[] {
    return this.layers.flatMap((layer) => layer.of(key));
  }

  /** The directive that wins; undefined where there is none; open where a section that may hold has a say. */
  last(key: string, accepts: (node: ConfigNode) => boolean = () => true): ConfigNode | Undecided | undefined {
    let winner: Applied | undefined;
    for (const layer of this.layers.toReversed())
      winner ??= layer.of(key).findLast(({ node }) => accepts(node));
    return !winner || winner.certain ? winner?.node : requestDecides(winner);
  }

  /** On or off, with a default; an open one counts as its default. */
  isOn(key: string): boolean {
    const node = this.last(key);
    return node !== undefined && "key" in node && node.arguments[0]?.toLowerCase() === "on";
  }

  /** The handler of a file, as SetHandler and AddHandler give it; a name, "" for none. */
  handlerOf(file: string): string | Undecided {
    const set = this.last("sethandler");
    if (set !== undefined && !("key" in set)) return set;
    const forced = set?.arguments[0];
    if (forced !== undefined && forced.toLowerCase() !== "none") return forced;
    const extensions = file
      .slice(file.lastIndexOf("/") + 1)
      .split(".")
      .slice(1)
      .map((each) => each.toLowerCase());
    const added = this.last("addhandler", ({ arguments: [, ...words] }) =>
      words.some((word) => extensions.includes(word.replace(/^\./, "").toLowerCase())),
    );
    if (added === undefined) return "";
    return "key" in added ? (added.arguments[0] ?? "") : added;
  }

  /**
   * Whether Options lets scripts run, which a handler demands of what no WSGIScriptAlias names. `initially` is what
   * holds without any; open where a section or a .htaccess file may have a say.
   */
  allowsScripts(initially: boolean): Decided<boolean> {
    let allowed: Decided<boolean> = initially;
    for (const applied of this.all("options")) {
      const after: Decided<boolean> = isUndecided(allowed) ? allowed : scriptsAfter(allowed, applied.node);
      allowed = applied.certain || after === allowed ? after : requestDecides(applied);
    }
    const overrides = this.last("allowoverride");
    const words = overrides === undefined || isUndecided(overrides) ? [] : overrides.arguments;
    return words.some((word) => /^(all|options)\b/i.test(word))
      ? undecided("a .htaccess file may have Options")
      : allowed;
  }
}
