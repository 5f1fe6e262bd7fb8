/**
 * The first line that a host gets, and all that it gets before it has answered: only a POSIX shell can, and what takes
 * lines for something else, such as a menu, has taken one. The answer is a sum, so that the line itself is none where it
 * is sent back. A script that is installed in the place of a shell finds its nonce and its time limit in it.
 */
export const composeQuestion = (nonce: string, seconds: number): string =>
  `NONCE=${nonce} LIMIT=${Math.ceil(seconds)}; printf '\\n@%s shell %s\\n' "$NONCE" $((${summandsOf(nonce).join(" + ")}))\n`;

/** The words after the nonce with which a shell answers. */
export const answerTo = (nonce: string): string =>
  `shell ${summandsOf(nonce).reduce((sum, each) => sum + each, 0)}`;

const summandsOf = (nonce: string): number[] =>
  [nonce.slice(0, 4), nonce.slice(4, 8)].map((digits) => Number.parseInt(digits, 16));

/** The other side of it, for a host that is played: the nonce of a question, and what a shell says. */
export function shellsAnswer(question: string): { nonce: string; answer: string } | undefined {
  const [, nonce] = /^NONCE=([0-9a-f]{16,64}) LIMIT=\d+; printf [^\n]*\n/.exec(question) ?? [];
  return nonce === undefined ? undefined : { nonce, answer: `\n@${nonce} ${answerTo(nonce)}\n` };
}
