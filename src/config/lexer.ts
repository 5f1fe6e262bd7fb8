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

/** `name=value` options of a WSGI directive; a value may stand in quotes. */
export function optionsOf(words: readonly string[]): Map<string, string> {
  return new Map(
    words.map((word) => {
      const [name = "", value = ""] = word.split(/=(.*)/s, 2);
      return [name, value.replace(/^(["'])(.*)\1$/s, "$2")];
    }),
  );
}
