import type { ApplicationComparison } from "../../audit/compare-applications.js";
import { groupBy } from "../../base/group-by.js";
import { comparable, showValue } from "../../facts/values.js";
import { foldNames } from "../../inventory/select/ranges.js";
import type { Audit, Comparison } from "../../model/audit.js";
import type { FactInfo } from "../../model/fact.js";
import { forTerminal } from "../escape.js";
import type { Names } from "../text/names.js";

/** How a fact that differs is spread over a group: for paper, where nothing can be clicked. */
export interface PageSpread {
  /** Whose it is: a group, or the same application on the hosts of a group. */
  group: string;
  fact: string;
  /** The most common value first. */
  values: PageValue[];
  /** Of more values the rest is told in numbers. */
  more?: { values: number; hosts: number };
  /** Without a majority nobody is out of line. */
  isTie: boolean;
  unknown: number;
}

interface PageValue {
  text: string;
  hosts: string;
  count: number;
  isOdd: boolean;
}

/** More values, wider lists of names and more applications would fill sheet after sheet; the page on the screen has them all. */
const MOST_VALUES = 10;
const WIDEST_NAMES = 120;
const MOST_APPLICATIONS = 3;

/** Every fact that has several values within a group, with the hosts of each; those of applications behind them. */
export function spreadsOf(
  { comparison, catalogue }: Audit,
  applications: readonly ApplicationComparison[],
  names: Names,
): PageSpread[] {
  const facts = new Map(catalogue.facts.map((fact) => [fact.id, fact]));
  const differing = comparison.filter(({ values }) => values.length > 1);
  return [
    ...differing.map((each) => spreadOf(forTerminal(each.group), each, facts.get(each.fact), names)),
    ...foldedSpreads(
      applications.filter(({ fact }) => facts.has(fact)),
      (group, each) => spreadOf(group, each, facts.get(each.fact), names),
    ),
  ];
}

function spreadOf(
  group: string,
  { fact: id, values, majority, unknown }: Comparison,
  fact: Partial<FactInfo> = {},
  names: Names,
): PageSpread {
  const usual = majority === null ? undefined : comparable(majority, fact);
  const shown = values.toReversed();
  const rest = shown.splice(MOST_VALUES);
  return {
    group,
    fact: id,
    values: shown.map(({ value, hosts }) => ({
      text: forTerminal(showValue(value)),
      hosts: listed(hosts, names),
      count: new Set(hosts).size,
      isOdd: usual !== undefined && comparable(value, fact) !== usual,
    })),
    ...(rest.length > 0 && {
      more: { values: rest.length, hosts: new Set(rest.flatMap(({ hosts }) => hosts)).size },
    }),
    isTie: majority === null,
    unknown,
  };
}

/** All names, where that is short. */
function listed(hosts: readonly string[], { hostOf, brief }: Names): string {
  const own = hosts.map(hostOf);
  const all = forTerminal(foldNames(own));
  return all.length <= WIDEST_NAMES ? all : brief(own);
}

/** Applications of a group that differ in the same way once. */
function foldedSpreads(
  applications: readonly ApplicationComparison[],
  spreadFor: (group: string, each: Comparison) => PageSpread,
): PageSpread[] {
  const alike = groupBy(applications, ({ group, fact, values, unknown }) =>
    JSON.stringify([group, fact, values, unknown]),
  );
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const ids = same.map(({ application }) => forTerminal(application));
    const rest = ids.length - MOST_APPLICATIONS;
    const which = [...ids.slice(0, MOST_APPLICATIONS), ...(rest > 0 ? [`+${rest}`] : [])].join(", ");
    return [spreadFor(`${forTerminal(first.group)}: ${which}`, first)];
  });
}
