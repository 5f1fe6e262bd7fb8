const BEGIN = "<!-- bench -->";
const END = "<!-- /bench -->";

/** What stands between the marks of a text. Throws where they are not there. */
export function markedPart(text: string): string {
  const [before, after] = cut(text);
  return text.slice(before.length, text.length - after.length).trim();
}

/** The text with something else between its marks. */
export function replaceMarkedPart(text: string, part: string): string {
  const [before, after] = cut(text);
  return `${before}\n\n${part}\n\n${after}`;
}

function cut(text: string): [before: string, after: string] {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`no ${BEGIN} … ${END}`);
  return [text.slice(0, begin + BEGIN.length), text.slice(end)];
}
