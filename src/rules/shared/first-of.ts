/** The first of them, and how many more there are: `a, b, c and 2 more`. `all` counts those too that have no name. */
export function firstOf(names: readonly string[], most: number, all = names.length): string {
  const shown = names.slice(0, most);
  const left = all - shown.length;
  return `${shown.join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}
