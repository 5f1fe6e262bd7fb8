/**
 * Whether a lower-case text matches a pattern of `*` and `?`, as OpenSSH compares host names. Linear for any pattern:
 * on a mismatch only the last star takes one character more.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const glob = pattern.toLowerCase();
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
