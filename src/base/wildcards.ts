/** Whether a lower-case text matches a pattern of `*` and `?`, as OpenSSH compares host names. */
export const matchesGlob = (pattern: string, text: string): boolean =>
  matchesWildcards(pattern.toLowerCase(), text);

/**
 * Whether a text matches a pattern of `*` and `?`. No pattern makes it slow: on a mismatch only the last star takes one
 * character more.
 */
export function matchesWildcards(glob: string, text: string): boolean {
  let [at, inText, star, mark] = [0, 0, -1, 0];
  while (inText < text.length) {
    if (at < glob.length && glob[at] === "*") {
      star = at;
      mark = inText;
      at += 1;
    } else if (at < glob.length && (glob[at] === "?" || glob[at] === text[inText])) {
      at += 1;
      inText += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      inText = mark;
    } else return false;
  }
  while (glob[at] === "*") at += 1;
  return at === glob.length;
}
