interface Inside {
  /** What comes before all else. */
  head: string;
  /** Functions, and what they stand on. */
  definitions: string;
  /** What calls them. */
  program: string;
}

/** A line that no line of the script is. */
const END = "END_OF_TEXT";

/** A shell function that prints a text. */
const printing = (name: string, text: string): string => {
  if (text.split("\n").includes(END)) throw new TypeError(`a line of the script is ${END}`);
  return `${name}() {\n  cat <<'${END}'\n${text}\n${END}\n}`;
};

/**
 * The definitions of a script, as text that this shell takes over itself and that `inside_text` prints, with head and
 * program, for another shell to run: that in a container of the host. A shell has no other way to say what it was told,
 * and twice the same would have to be sent.
 */
export const insideText = ({ head, definitions, program }: Inside): string =>
  [
    "# ---- what shells in containers are told as well: text, of which this shell makes its own functions -------------",
    printing("inside_head", head),
    printing("definitions", definitions),
    printing("inside_program", program),
    "inside_text() { inside_head && definitions && inside_program; }",
    "# The text above, all of it.",
    'eval "$(definitions)"',
  ].join("\n\n");
