/** mod_wsgi releases so far; a version outside of these is Python's, or another library's. */
const MOD_WSGI = /^[2-6]\.\d+\.\d+$/;
const PYTHON = /^(2\.[67]|3\.\d+)\.\d+/;

/**
 * Tells mod_wsgi's own version from that of Python among the version-like words of the file.
 *
 * `needed` is the X.Y of the library that the file needs. Without it (a static build) the Python is the highest
 * 3.Y: mod_wsgi 3.x and a Python 3 cannot be told apart by form, but mod_wsgi never went beyond 3.5.
 */
export function ownVersions(
  words: readonly string[],
  needed: string | undefined,
): { wsgi?: string; python?: string } {
  const python = words.find((word) => (needed ? word.startsWith(`${needed}.`) : isPython(word)));
  const wsgi = words.filter((word) => word !== python && MOD_WSGI.test(word) && !isPython(word)).at(-1);
  return { ...(wsgi && { wsgi }), ...(python && { python }) };
}

/** mod_wsgi 3.0 to 3.5 look like Python 3.0 to 3.5, which mod_wsgi files of today do not hold. */
const isPython = (word: string) => PYTHON.test(word) && !/^3\.[0-5]\./.test(word);
