/** What the system says of a file, in words of people. */

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EACCES: "permission denied",
  EPERM: "the system does not permit it",
  EISDIR: "it is a directory",
  ENOTDIR: "a part of its path is no directory",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  EROFS: "its file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota of the disk is used up",
  EMFILE: "too many files are open (ulimit -n)",
  ERR_ENCODING_INVALID_ENCODED_DATA: "it is not UTF-8 text",
};

/** What is not there when something is written is its directory. */
const WRITING: Readonly<Record<string, string>> = { ...REASONS, ENOENT: "no such directory" };

const said = (words: Readonly<Record<string, string>>, error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return words[codeOf(error)] ?? error.message;
};

/** Why a file could not be read. */
export const reason = (error: unknown): string => said(REASONS, error);

/** Why a file could not be written, with the system's own word, which scripts may look for. */
export const writingReason = (error: unknown): string =>
  codeOf(error) in WRITING ? `${said(WRITING, error)} (${codeOf(error)})` : said(WRITING, error);

/** `ENOENT` and its like; empty where the error has none. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";
