import type { ConfigNode } from "./tree.js";
import { readTree } from "./tree.js";

/** One directive, with the sections that stand around it. */
export interface Directive {
  /** As written. */
  name: string;
  /** Lower case: Apache does not care. */
  key: string;
  arguments: string[];
  file: string;
  line: number;
  /** Outermost first, such as `virtualhost *:80`, `ifmodule mod_ssl.c`. */
  sections: string[];
}

/** Every directive of a tree, in its order. */
export function directivesOf(nodes: readonly ConfigNode[], sections: string[] = []): Directive[] {
  return nodes.flatMap(({ name, key, arguments: words, file, line, children }) =>
    children
      ? directivesOf(children, [...sections, [key, ...words].join(" ")])
      : [{ name, key, arguments: words, file, line, sections }],
  );
}

/** The directives of a listing. */
export const readDirectives = (listing: string): Directive[] => directivesOf(readTree(listing));

/** Directives of that name, wherever they stand. */
export const named = (directives: readonly Directive[], key: string): Directive[] =>
  directives.filter((each) => each.key === key);

/** Those that stand outside of every virtual host and directory: the server's own. Conditions do not count. */
export const ofServer = (directives: readonly Directive[], key: string): Directive[] =>
  named(directives, key).filter((each) => each.sections.every((section) => /^(if|macro)/.test(section)));
