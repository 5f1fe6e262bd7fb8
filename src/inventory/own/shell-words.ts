/**
 * The words of a text as a POSIX shell splits them: blanks separate, quotes of both kinds and backslashes keep.
 * Undefined for a quotation that does not end. Nothing is expanded.
 */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  const piece = /\s+|\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|([^\s\\'"]+)/y;
  while (piece.lastIndex < text.length) {
    const [whole, escaped, single, double, plain] = piece.exec(text) ?? [];
    if (whole === undefined) return undefined;
    const part = escaped ?? single ?? double?.replace(/\\([\\"$`])/g, "$1") ?? plain;
    if (part !== undefined) word = (word ?? "") + part;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}

/** Flags of `ssh` that take the command or its input away, or say more of what is read anyway. */
const UNWANTED = /^-[fnNsTtqv]+$/;

/** The words of `ssh_args` that count: there is one command, over which nothing of them decides. */
export const clientWords = (words: string | readonly string[]): readonly string[] => {
  const all = wordsOf(words);
  // The value of an option is left alone, whatever it is.
  return all.filter((word, index) => !UNWANTED.test(word) || TAKES_VALUE.test(all[index - 1] ?? ""));
};

const TAKES_VALUE = /^-[BbcDEeFIiJLlmOopQRSWw]$/;

/** A list as it is, a text split; a text that cannot be split was refused when it was read. */
export const wordsOf = (words: string | readonly string[]): readonly string[] =>
  typeof words === "string" ? (splitWords(words) ?? []) : words;
