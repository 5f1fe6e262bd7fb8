import type { Target } from "./session.js";

/** As one word of a shell, whatever it holds. */
export const inQuotes = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** The same, without quotes where none are needed. */
export const shellWord = (word: string) => (/^[\w@%+=:,./~-]+$/.test(word) ? word : inQuotes(word));

const where = ({ user, address, port }: Target) =>
  `${user}@${address.includes(":") ? `[${address}]` : address}${port === 22 ? "" : `:${port}`}`;

const wayTo = (via: Target): string => (via.via ? `${wayTo(via.via)},${where(via)}` : where(via));

/** A command line of `ssh` that goes where the auditor goes. */
export function loginCommand(target: Target, options: readonly string[] = []): string {
  const { user, address, port, via } = target;
  const way = via ? ["-J", shellWord(wayTo(via))] : [];
  const words = ["ssh", ...options, ...way, ...(port === 22 ? [] : ["-p", `${port}`]), `${user}@${address}`];
  return words.join(" ");
}
