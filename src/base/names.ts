/** A name of a file or directory that is another one by another name. */
export interface Name {
  name: string;
  /** The one that stands for all of them: no link leads to it. */
  is: string;
}

const partsOf = (path: string) => path.split("/").filter((part) => part !== "" && part !== ".");

/** As many steps as the kernel takes before it says that there is a loop. */
const MOST_LINKS = 40;

/**
 * Where a path leads by links, each with its target as it stands there: relative ones begin at the link's own directory.
 * Undefined for a loop.
 */
export function followed(path: string, targetOf: (name: string) => string | undefined): string | undefined {
  let todo = partsOf(path);
  let at: string[] = [];
  let links = 0;
  while (todo.length > 0) {
    const [part = "", ...rest] = todo;
    todo = rest;
    if (part === "..") at = at.slice(0, -1);
    else {
      const target = targetOf(`/${[...at, part].join("/")}`);
      if (target === undefined) at = [...at, part];
      else {
        if (++links > MOST_LINKS) return undefined;
        if (target.startsWith("/")) at = [];
        todo = [...partsOf(target), ...todo];
      }
    }
  }
  return `/${at.join("/")}`;
}

/** The name that stands for a path, by the names that are known: each path is worked out once. */
export function resolverOf(names: readonly Name[]): (path: string) => string {
  if (names.length === 0) return (path) => path;
  const known = new Map(names.map(({ name, is }) => [name, is]));
  const done = new Map<string, string>();
  return (path) => {
    const before = done.get(path);
    if (before !== undefined) return before;
    const [, file = path, note = ""] = /^(.*?)( \(deleted\))?$/s.exec(path) ?? [];
    const result = `${followed(file, (name) => known.get(name)) ?? file}${note}`;
    done.set(path, result);
    return result;
  };
}
