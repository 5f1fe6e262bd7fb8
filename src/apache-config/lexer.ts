const WORD = /"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|(\S+)/g;

/** Splits arguments as httpd does: blanks part them, quotes hold them together, a backslash escapes a quote. */
export const splitArguments = (text: string): string[] => wordsIn(text, WORD);

/** mod_wsgi's own directives: the value of `name="a b"` stands in quotes. */
const WORD_OR_OPTION =
  /"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([\w-]+="(?:\\.|[^"\\])*"|[\w-]+='(?:\\.|[^'\\])*'|\S+)/g;

export const splitOptions = (text: string): string[] => wordsIn(text, WORD_OR_OPTION);

function wordsIn(text: string, word: RegExp): string[] {
  const words: string[] = [];
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
