/** A library of which two builds in one process may do each other harm. */
export interface Family {
  name: string;
  /** `libcrypto` and the like: one word for all whose symbols have the same names. */
  library: string;
  /** Names of the versions that its symbols have, if they have any. */
  versions?: RegExp;
}

/** What a file of it is called, without the digest that auditwheel adds, and without what stands behind it. */
const FAMILIES: readonly [stem: RegExp, name: string, versions?: RegExp][] = [
  [/^lib(?:crypto|ssl)$/, "OpenSSL", /^OPENSSL_/],
  [/^libexpat$/, "Expat", /^LIBEXPAT_/],
  [/^libpq$/, "libpq"],
  [
    /^lib(?:mysqlclient(?:_r)?|mariadb(?:client)?|perconaserverclient)$/,
    "MySQL client",
    /^lib(?:mysqlclient|mariadb)_/,
  ],
  [/^libsqlite3$/, "SQLite"],
  [/^libxml2$/, "libxml2", /^LIBXML2_/],
  [/^libz$/, "zlib", /^ZLIB_/],
  // The shim of the stable ABI, libpython3.so, has no symbols of its own.
  [/^libpython\d\.[\d.]*[a-z]*$/, "libpython"],
  [/^libstdc\+\+$/, "libstdc++", /^GLIBCXX_/],
];

/** What the kernel adds to the name of a file that is not there any more. */
const GONE = / \(deleted\)$/;

/** Undefined for a file of another library; NSS has a `libssl3.so`, and zlib-ng a `libz-ng.so`, which are others. */
export function familyOf(file: string): Family | undefined {
  const base = file.slice(file.lastIndexOf("/") + 1).replace(GONE, "");
  const stem = /^(lib[A-Za-z0-9_+.]+?)(?:-[0-9a-f]+)?\.so(?:\.|$)/.exec(base)?.[1] ?? "";
  const [, name, versions] = FAMILIES.find(([pattern]) => pattern.test(stem)) ?? [];
  if (name === undefined) return undefined;
  return { name, library: name === "OpenSSL" ? stem : name, ...(versions && { versions }) };
}

/** Two names of one file, which was replaced under the server: that is told otherwise. */
export const isSameName = (one: string, other: string): boolean =>
  one.replace(GONE, "") === other.replace(GONE, "");
