import { type Applied, type Layer, requestDecides } from "./sections.js";
import type { ConfigNode } from "./tree.js";
import type { Undecided } from "./undecided.js";

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

  /** Whether Options lets scripts run, which a handler demands of what no WSGIScriptAlias names. */
  allowsScripts(): boolean {
    let allowed = false;
    for (const { node } of this.all("options").filter(({ certain }) => certain)) {
      const words = node.arguments.map((word) => word.toLowerCase());
      const relative = words.every((word) => /^[+-]/.test(word));
      if (!relative) allowed = false;
      for (const word of words) {
        if (/^\+?(execcgi|all)$/.test(word)) allowed = true;
        if (/^-(execcgi|all)$/.test(word) || word === "none") allowed = false;
      }
    }
    return allowed;
  }
}
