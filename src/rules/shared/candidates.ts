import { firstOf } from "./first-of.js";

/** More of them help nobody to choose. */
const MOST = 3;

/** What could be named instead, for the end of a message; "" where the host shows nothing. */
export function candidatesFor(paths: readonly string[] | undefined, what: string): string {
  if (!paths || paths.length === 0) return "";
  return `; ${what} ${firstOf(paths, MOST)}`;
}
