/** What stands between `<!-- name -->` and `<!-- /name -->`. Throws where these marks are not there. */
export function markedPart(text: string, name: string): string {
  const [before, after] = cut(text, name);
  return text.slice(before.length, text.length - after.length).trim();
}

/** The text with something else between its marks of that name. Throws as `markedPart` does. */
export function replaceMarkedPart(text: string, name: string, part: string): string {
  const [before, after] = cut(text, name);
  return `${before}\n\n${part}\n\n${after}`;
}

function cut(text: string, name: string): [before: string, after: string] {
  const [opening, closing] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [begin, end] = [text.indexOf(opening), text.indexOf(closing)];
  if (begin < 0 || end < begin) throw new Error(`no ${opening} … ${closing}`);
  return [text.slice(0, begin + opening.length), text.slice(end)];
}
