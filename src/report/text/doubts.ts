import { groupBy } from "../../base/group-by.js";
import type { Audit, UnknownVerdict } from "../../model/audit.js";
import { forTerminal } from "../escape.js";
import type { Names } from "./names.js";
import { wrapped } from "./wrap.js";

const section = (title: string, lines: readonly string[], width: number): string[] =>
  lines.length > 0
    ? [...wrapped(title, width), ...lines.flatMap((line) => wrapped(line, width, "  ", 6)), ""]
    : [];

/**
 * Rules that could not be judged, folded. Unknown is not a pass, and each line says what is missing. What the inventory
 * got wrong stands apart: no host can mend it.
 */
export function unknownLines({ unknown }: Audit, names: Names, width: number): string[] {
  const mistakes = unknown.filter(({ mistake }) => mistake);
  const others = unknown.filter(({ mistake }) => !mistake);
  return [
    ...section(
      "The inventory of this run has mistakes, by which nothing can be judged:",
      verdictLines(mistakes, names),
      width,
    ),
    ...section("Could not be judged, which is not a pass:", verdictLines(others, names), width),
  ];
}

function verdictLines(verdicts: readonly UnknownVerdict[], { list, placeOf }: Names): string[] {
  const alike = groupBy(verdicts, ({ rule, reason }) => `${rule}: ${reason}`);
  const told = [...alike.values()].flatMap((same) =>
    same[0] ? [{ rule: same[0].rule, reason: same[0].reason, where: list(same.map(placeOf)) }] : [],
  );
  // What keeps one answer away keeps away those of other rules in the same places.
  const byReason = groupBy(told, ({ reason, where }) => JSON.stringify([reason, where]));
  return [...byReason.values()].flatMap((same) => {
    const [first] = same;
    const rules = same.map(({ rule }) => rule).join(", ");
    return first ? [`${forTerminal(`${rules}: ${first.reason}`)} [${first.where}]`] : [];
  });
}

/** What somebody has accepted, folded: shown, so that it is not forgotten, and said where it is no longer needed. */
export function acceptedLines(
  { accepted, unused = [] }: Audit,
  { list, hostOf, placeOf }: Names,
  width: number,
): string[] {
  const alike = groupBy(accepted, ({ rule, reason, until }) => `${rule} until ${until}: ${reason}`);
  const still = [...alike].map(([what, same]) => `${forTerminal(what)} [${list(same.map(placeOf))}]`);
  const over = unused.map(
    ({ rule, until, reason, hosts }) =>
      `${forTerminal(`${rule} until ${until}: ${reason}`)} [${list(hosts.map(hostOf))}]`,
  );
  return [
    ...section("Accepted:", still, width),
    ...section("Accepted, and not found any more:", over, width),
  ];
}
