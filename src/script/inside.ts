/** More is no argument of a program any more, where `printf` is one. */
const LONGEST_ARGUMENT = 60_000;

/** Comments and empty lines are for those who read it where it stands in full. */
const withoutComments = (shell: string): string =>
  shell
    .split("\n")
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join("\n");

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** Whole lines, in pieces that are no longer than that. */
function pieces(text: string, most: number): string[] {
  const all: string[] = [];
  for (const line of text.split("\n")) {
    const last = all.at(-1);
    if (last === undefined || last.length + line.length >= most) all.push(line);
    else all[all.length - 1] = `${last}\n${line}`;
  }
  return all;
}

/** A shell function `inside_text` that prints a script, for another shell to run: that in a container of the host. */
export const insideText = (script: string): string =>
  [
    "# ---- the same once more, as text for the shells in containers, without comments -----------------------------",
    "# shellcheck disable=SC1003,SC2016 # they expand it",
    "inside_text() {",
    ...pieces(withoutComments(script), LONGEST_ARGUMENT).map((piece) => `  printf '%s\\n' ${quoted(piece)}`),
    "}",
  ].join("\n");
