import { comparable, showValue } from "../../facts/values.js";
import type { Audit } from "../../model/audit.js";
import { forTerminal } from "../escape.js";
import { foldCounted } from "../places.js";

/** How a fact that differs is spread over a group: for paper, where nothing can be clicked. */
export interface PageSpread {
  group: string;
  fact: string;
  /** The most common value first. */
  values: { text: string; hosts: string; count: number; isOdd: boolean }[];
  /** Without a majority nobody is out of line. */
  isTie: boolean;
  unknown: number;
}

/** Every fact that has several values within a group, with the hosts of each. */
export function spreadsOf({ comparison, catalogue }: Audit): PageSpread[] {
  const facts = new Map(catalogue.facts.map((fact) => [fact.id, fact]));
  return comparison
    .filter(({ values }) => values.length > 1)
    .map(({ fact: id, group, values, majority, unknown }) => {
      const fact = facts.get(id) ?? {};
      const usual = majority === null ? undefined : comparable(majority, fact);
      return {
        group: forTerminal(group),
        fact: id,
        values: values.toReversed().map(({ value, hosts }) => ({
          text: forTerminal(showValue(value)),
          hosts: foldCounted(hosts),
          count: new Set(hosts).size,
          isOdd: usual !== undefined && comparable(value, fact) !== usual,
        })),
        isTie: majority === null,
        unknown,
      };
    });
}
