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

/**
 * A command that has the login's own shell, whichever it is, print a word before it becomes another. Where that comes
 * back as a line, the command is executed as it stands, and nobody has to wait for the answer to the first line: it comes
 * with the word that the command was started. In two halves, as it may be sent back, too.
 */
export const announcing = (word: string, command: string): string =>
  `echo; echo ${word.slice(0, 4)}''${word.slice(4)}; ${command}`;

/** The other side of both, for a host that is played: what its login's shell says before the command is another. */
export function announcementOf(command: string): string {
  const [, first = "", second = ""] = /^echo; echo (\w+)''(\w+); /.exec(command) ?? [];
  return first && `\n${first}${second}\n`;
}

/** The nonce of a question, and what a shell answers. */
export function shellsAnswer(question: string): { nonce: string; answer: string } | undefined {
  const [, nonce] = /^NONCE=([0-9a-f]{16,64}) LIMIT=\d+; printf [^\n]*\n/.exec(question) ?? [];
  return nonce === undefined ? undefined : { nonce, answer: `\n@${nonce} ${answerTo(nonce)}\n` };
}
