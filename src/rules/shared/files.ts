import { type Name, resolverOf } from "../../base/names.js";

/**
 * Whether two paths are one file: by the names that the host told, else by their spelling. Undefined where they differ in what
 * a merged /usr or a merged sbin makes one, and the host did not tell.
 */
export function sameFile(
  names: readonly Name[] | undefined,
  one: string,
  other: string,
): boolean | undefined {
  if (one === other) return true;
  if (names) {
    const resolve = resolverOf(names);
    return resolve(one) === resolve(other);
  }
  return merged(one) === merged(other) ? undefined : false;
}

const merged = (path: string) =>
  path.replace(/^\/usr(?=\/(?:s?bin|lib(?:32|64|x32)?)\/)/, "").replace(/\/sbin(?=\/)/, "/bin");
