import * as pep440 from "@renovatebot/pep440";

/** Versions of Python's packages, which are compared as PEP 440 says: `1.0rc1` is before `1.0`, `1.0.post1` behind it. */

/** Below 0 where the first is older, above where it is newer, 0 for the same; undefined where one of them is no such version. */
export function comparePythonVersions(one: string, other: string): number | undefined {
  return pep440.valid(one) && pep440.valid(other) ? pep440.compare(one, other) : undefined;
}

export const isPythonVersion = (text: string): boolean => pep440.valid(text) !== null;

const WORD = /^(===|==|=|!=|~=|>=|<=|>|<)?([^\s,<>=!~]+)$/;

/** `>=4.2 <5` and `>=4.2,<5` are the same; a version alone is that version. Throws a RangeError on what it cannot read. */
function specifierOf(range: string): string {
  const words = range
    .trim()
    .replace(/([<>=!~])\s+/g, "$1")
    .split(/[\s,]+/)
    .filter(Boolean);
  const specifiers = words.map((word) => {
    const [, operator = "==", version = ""] = WORD.exec(word) ?? [];
    return `${operator === "=" ? "==" : operator}${version}`;
  });
  const specifier = specifiers.join(",");
  if (words.length === 0 || !pep440.validRange(specifier))
    throw new RangeError(`not a range of versions of packages: ${range}`);
  return specifier;
}

/**
 * Whether the version of a package is in a range such as `>=4.2.16 <5`. Pre-releases count, which pip leaves out unless it is
 * asked for them. What is no version is in no range. Throws a RangeError on a range that it cannot read.
 */
export function inPythonRange(version: string, range: string): boolean {
  const specifier = specifierOf(range);
  return isPythonVersion(version) && pep440.satisfies(version, specifier, { prereleases: true });
}
