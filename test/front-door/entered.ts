import type { Command, Option } from "commander";

/** What a command line enters of the program. */
export interface Entered {
  command: string;
  /** Long names of its options. */
  flags: string[];
  formats: string[];
}

const wordsIn = (text: string): string[] =>
  (text.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []).map((word) => word.replace(/^(['"])(.*)\1$/, "$2"));

/** The words behind each call of the program in a line of shell. */
const callsIn = (line: string): string[][] =>
  line
    .split(/&&|\|\|?|;|>/)
    .flatMap((part) => /(?:^|\s)(?:wsgi-audit|npm start --|npm start$)(.*)/.exec(part.trim())?.[1] ?? [])
    .map(wordsIn);

/** What a line of shell enters. Throws for a flag that its command has not. */
export function enteredBy(line: string, commands: ReadonlyMap<string, Command>): Entered[] {
  return callsIn(line).map((words) => {
    const usual = line.startsWith("npm start") && words.length === 0 ? "demo" : "run";
    const command = commands.has(words[0] ?? "") ? (words[0] ?? "") : usual;
    const options = commands.get(command)?.options ?? [];
    const given = words.flatMap((word, index) => (/^--?[a-zA-Z]/.test(word) ? [{ word, index }] : []));
    const found = given.map(({ word }) => optionOf(options, word, line));
    return {
      command,
      flags: found.map(({ long }) => long ?? ""),
      formats: found.flatMap(({ long }, each) =>
        long === "--format" ? (words[(given[each]?.index ?? 0) + 1] ?? "").split(",") : [],
      ),
    };
  });
}

function optionOf(options: readonly Option[], word: string, line: string): Option {
  const option = options.find(({ short, long }) => [short, long].includes(word));
  if (!option) throw new Error(`no option ${word}: ${line}`);
  return option;
}
