/** One directive of an Apache configuration, with the sections that stand around it. */
export interface Directive {
  /** As written. */
  name: string;
  /** Lower case: Apache does not care. */
  key: string;
  arguments: string[];
  file: string;
  /** Counts from 1; the first line of a continued directive, the last one where httpd dumped it. */
  line: number;
  /** Outermost first, such as `virtualhost *:80`, `ifmodule mod_ssl.c`. */
  sections: string[];
}

/** Splits arguments as httpd does: blanks part them, quotes hold them together, a backslash escapes a quote. */
export function splitArguments(text: string): string[] {
  const words: string[] = [];
  const word = /"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|(\S+)/g;
  for (const [, double, single, plain] of text.matchAll(word)) {
    const quoted = double ?? single;
    words.push(quoted === undefined ? (plain ?? "") : quoted.replace(/\\(["'\\])/g, "$1"));
  }
  return words;
}

/**
 * Reads the filtered listing that `collect.sh` prints: `# In file: NAME`, then `LINE <tab> DIRECTIVE`.
 *
 * Pure, linear and forgiving: an unbalanced section ends with its file, an unknown line is passed over.
 */
export function readDirectives(listing: string): Directive[] {
  const directives: Directive[] = [];
  let file = "";
  let sections: string[] = [];
  for (const row of listing.split("\n")) {
    if (row.startsWith("# In file: ")) {
      file = row.slice("# In file: ".length);
      // A dump comes back to the including file in the middle of it; no section spans two files.
      sections = [];
      continue;
    }
    const match = /^(\d+)\t(.*)$/.exec(row);
    if (!match) continue;
    const [, number = "", text = ""] = match;
    if (text.startsWith("</")) sections = sections.slice(0, -1);
    else if (text.startsWith("<")) sections = [...sections, sectionLabel(text)];
    else directives.push(directive(text, file, Number(number), sections));
  }
  return directives;
}

const sectionLabel = (text: string) => {
  const [, name = "", rest = ""] = /^<(\S+?)(?:[ \t]+(.*?))?>?$/.exec(text) ?? [];
  return rest ? `${name.toLowerCase()} ${rest}` : name.toLowerCase();
};

function directive(text: string, file: string, line: number, sections: string[]): Directive {
  const [name = "", ...rest] = splitArguments(text);
  return { name, key: name.toLowerCase(), arguments: rest, file, line, sections };
}

/** Directives of that name, wherever they stand. */
export const named = (directives: readonly Directive[], key: string): Directive[] =>
  directives.filter((each) => each.key === key);

/** Those that stand outside of every virtual host and directory: the server's own. Conditions do not count. */
export const ofServer = (directives: readonly Directive[], key: string): Directive[] =>
  named(directives, key).filter((each) => each.sections.every((section) => /^(if|macro)/.test(section)));
