import { InvalidArgumentError, Option } from "commander";
import { UsageError } from "../../base/errors.js";
import { suggestion } from "../../base/suggestion.js";

/** Options that take words of a closed list, and options that take several words. */

function wordOf(word: string, choices: readonly string[]): string {
  if (choices.includes(word)) return word;
  throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}.${suggestion(word, choices)}`);
}

/** One word of a list; a word that is near one of them is told. */
export const choice = (flags: string, description: string, choices: readonly string[]): Option =>
  new Option(flags, description).choices(choices).argParser((text: string) => wordOf(text, choices));

const partsOf = (text: string) => text.split(",").map((part) => part.trim());

/** Words of a list, with commas between them, or the option several times. */
export const choiceList = (flags: string, description: string, choices: readonly string[]): Option =>
  new Option(flags, description)
    .choices(choices)
    .argParser((text: string, before: string[] | undefined) => [
      ...new Set([...(before ?? []), ...partsOf(text).map((part) => wordOf(part, choices))]),
    ]);

/** Any words, with commas between them, or the option several times. */
export const wordList = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((text: string, before: string[] | undefined) => [
    ...(before ?? []),
    ...partsOf(text),
  ]);

/** Any texts, which may hold commas: the option stands before each of them. */
export const textList = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((text: string, before: string[] | undefined) => [
    ...(before ?? []),
    text,
  ]);

/**
 * Words that stand behind a list's option without a comma, as if it took them: `-f text html`. Throws a UsageError, as
 * they would be taken for hosts or files.
 */
export function checkNoneLeft(
  words: readonly string[],
  flags: readonly string[],
  known: (word: string) => boolean,
): void {
  const at = words.findIndex((word, index) => flags.includes(word) && known(words[index + 2] ?? ""));
  if (at < 0) return;
  const [flag = "", value = "", next = ""] = words.slice(at);
  throw new UsageError(
    `${next} stands behind ${flag} ${value}, which takes one word: write ${flag} ${value},${next} for both`,
  );
}
