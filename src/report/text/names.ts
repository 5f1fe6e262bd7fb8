import type { Audit } from "../../model/audit.js";
import {
  applicationNames,
  briefCounted,
  briefNames,
  commonDomain,
  foldCounted,
  placeNames,
  withoutDomain,
} from "../places.js";

/** How hosts and places are called in one report. */
export interface Names {
  /** What all names end in, which is left out of them; "" where there is none. */
  domain: string;
  hostOf(host: string): string;
  /** The host, and which of its installations where it has several. */
  placeOf(place: { host: string; installation?: string }): string;
  /** A list of names: three and a number, or all of them. */
  list(names: readonly string[]): string;
  /** The same where their number stands beside it. */
  brief(names: readonly string[]): string;
  /** A list of applications by their ids: three and a number, or all of them; where these are as many as there are, that. */
  applications(ids: readonly string[], there: number): string;
}

/** `all`: every name stands in its lists. */
export function namesIn(audit: Audit, all: boolean): Names {
  const domain = commonDomain(audit.run.selected);
  const hostOf = (host: string) => withoutDomain(host, domain);
  const placeOf = placeNames(audit, hostOf);
  const list = all ? foldCounted : briefCounted;
  const applications = (ids: readonly string[], there: number) => applicationNames(ids, all ? "all" : there);
  return { domain, hostOf, placeOf, list, brief: briefNames, applications };
}
