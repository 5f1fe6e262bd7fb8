/** What a loader said of a module, or of a library that it needs. */
interface Complaint {
  /** The file that it is about, as far as it is named: its last part. */
  file: string;
  /** What is wrong with it. */
  words: string;
}

const baseOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);

/**
 * The words behind `Cannot load MODULE into server:`, glibc's and FreeBSD's begin with the file that is at fault; undefined for
 * another message.
 */
function complaintIn(message: string): (Complaint & { module: string }) | undefined {
  const [, module, rest] = /Cannot load (\S+) into server: (.*)$/s.exec(message) ?? [];
  if (module === undefined || rest === undefined) return undefined;
  const [, file, words] = /^(\S+): (.*)$/s.exec(rest) ?? [];
  return { module, file: file ?? module, words: words ?? rest };
}

const MISSING = [
  /^(\S+): cannot open shared object file/,
  /^Shared object "([^"]+)" not found/,
  /^Error loading shared library (\S+): No such file/,
  /Library not loaded: (\S+)/,
];

/** The file that the loader did not find; undefined where the message says something else. */
export function missingFile(message: string): { name: string; isModule: boolean } | undefined {
  const complaint = complaintIn(message);
  if (!complaint) return undefined;
  const rest = `${complaint.file}: ${complaint.words}`;
  const name = MISSING.map((pattern) => pattern.exec(rest)?.[1] ?? pattern.exec(complaint.words)?.[1]).find(
    Boolean,
  );
  return name === undefined ? undefined : { name, isModule: baseOf(name) === baseOf(complaint.module) };
}

/** Whether a loader refuses a file for what it is: one of these words, whichever system they are of. */
export const saysOfFile =
  (...patterns: readonly RegExp[]) =>
  (message: string): boolean =>
    patterns.some((pattern) => pattern.test(message)) && /Cannot load |Code signing|AH0666[56]/.test(message);

/** Refusals of a policy, which speak of a permission as well: that of the file is not what is meant. */
export const isMappingRefusal = saysOfFile(
  /failed to map segment from shared object: Permission denied/i,
  /cannot (?:restore segment prot after reloc|make segment writable for relocation|change memory protections|apply additional memory protection)/i,
  /cannot enable executable stack/i,
);
