import { clean } from "../failures.js";
import { loginCommand, shellWord } from "../login-command.js";
import type { Target } from "../session.js";

/** A key as the client speaks of it: `FILE TYPE SHA256:… explicit agent`. */
interface Offered {
  file: string;
  words: string;
  fromAgent: boolean;
}

const offeredIn = (log: string): Offered[] =>
  Array.from(
    log.matchAll(/Offering public key: (.+) (\S+ SHA256:\S+)(.*)$/gm),
    ([, file = "", key, how = ""]) => ({
      file,
      words: `${file} (${key}${how.includes("agent") ? ", in the agent" : ""})`,
      fromAgent: how.includes("agent"),
    }),
  );

const openFilesIn = (log: string) =>
  Array.from(log.matchAll(/Permissions (\d+) for '(.+)' are too open/g), ([, mode = "", file = ""]) => ({
    mode,
    file,
  }));

/** Why no key did, in words for the user: which were offered, and which could not be used. */
export function keyProblems(log: string): string[] {
  const offered = offeredIn(log);
  const unread = Array.from(log.matchAll(/^Load key "(.+)": (.+?)\s*$/gm), ([, file = "", why = ""]) => ({
    file,
    why,
  }));
  return [
    ...(offered.length > 0 ? [`offered ${offered.map(({ words }) => words).join(", ")}`] : []),
    ...openFilesIn(log).map(({ mode, file }) => `${file} is not used: its mode ${mode} lets others in`),
    ...unread.flatMap(({ file, why }) => (why === "bad permissions" ? [] : `${file} is not used: ${why}`)),
  ].map(clean);
}

/** What to try by hand: with exactly the keys that were offered. */
export function loginHint(log: string, target: Target): string {
  const open = openFilesIn(log);
  if (open.length > 0) return clean(`chmod 600 ${open.map(({ file }) => shellWord(file)).join(" ")}`);
  if (/Too many authentication failures/i.test(log)) return `name the right identity_file for ${target.name}`;
  const offered = offeredIn(log);
  const files = offered.filter(({ file, fromAgent }) => !fromAgent || file.startsWith("/"));
  const exactly = files.length > 0 && files.length === offered.length ? ["-o", "IdentitiesOnly=yes"] : [];
  const keys = files.flatMap(({ file }) => ["-i", shellWord(file)]);
  return clean(loginCommand(target, ["-v", ...exactly, ...keys]));
}
