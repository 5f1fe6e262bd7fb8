import { foldNames, nameFolds } from "../inventory/select/ranges.js";
import type { Audit } from "../model/audit.js";
import { forPlace, forTerminal } from "./escape.js";

interface Place {
  host: string;
  installation?: string;
}

/** Names a place: the host, and which of its installations where it has several. */
export function placeNames(audit: Audit, nameOf = (host: string) => host): (place: Place) => string {
  const several = new Set(
    audit.hosts.filter(({ installations }) => installations.length > 1).map(({ name }) => name),
  );
  return ({ host, installation }) =>
    installation && several.has(host) ? `${nameOf(host)} ${forPlace(installation)}` : nameOf(host);
}

/** `web[01-37,40] (38)`; a single name stands alone. */
export function foldCounted(names: readonly string[]): string {
  const count = new Set(names).size;
  return `${forTerminal(foldNames(names))}${count > 1 ? ` (${count})` : ""}`;
}

/** More names, or wider ones, would push aside what is said of them. */
const MOST_NAMES = 3;
const WIDEST_RANGE = 24;

/** Up to three names or ranges, and how many more there are: `web[01-06], db1, +12`. */
export function briefNames(names: readonly string[]): string {
  const folds = nameFolds(names);
  const shown = folds
    .flatMap(({ text, names: those }) =>
      text.length > WIDEST_RANGE && those.length > 1
        ? those.slice(0, MOST_NAMES).map(single)
        : [{ text, count: those.length }],
    )
    .slice(0, MOST_NAMES);
  const told = shown.reduce((sum, { count }) => sum + count, 0);
  const rest = folds.reduce((sum, { names: those }) => sum + those.length, 0) - told;
  return [...shown.map(({ text }) => forTerminal(text)), ...(rest > 0 ? [`+${rest}`] : [])].join(", ");
}

/** The same with the number of all of them: `web[01-06], db1, +12 (19)`; a single name stands alone. */
export function briefCounted(names: readonly string[]): string {
  const count = new Set(names).size;
  return `${briefNames(names)}${count > 1 ? ` (${count})` : ""}`;
}

/** Splits an application's id into its virtual host and its mount: the host is not said again of the next one. */
const mountIn = (id: string): [server: string, mount: string] => {
  const at = id.lastIndexOf(" ");
  return at < 0 ? ["", id] : [id.slice(0, at), id.slice(at + 1)];
};

/**
 * `shop.example.org (*:443) /, /api, +2 (4)`: up to three applications, in their order. More of them, and as many as there
 * are, are `all 4`. With "all" each is named.
 */
export function applicationNames(ids: readonly string[], there: number | "all"): string {
  const distinct = [...new Set(ids)];
  const { length: count } = distinct;
  if (count > MOST_NAMES && count === there) return `all ${count}`;
  const shown = there === "all" ? distinct : distinct.slice(0, MOST_NAMES);
  const texts = shown.map((id, index) => {
    const [server, mount] = mountIn(id);
    const [before] = mountIn(shown[index - 1] ?? "");
    return forTerminal(server !== "" && server === before ? mount : id);
  });
  const rest = count > shown.length ? [`+${count - shown.length}`] : [];
  return `${[...texts, ...rest].join(", ")}${count > 1 ? ` (${count})` : ""}`;
}

const single = (text: string) => ({ text, count: 1 });

/** The end that all names of hosts have in common, from a dot on: "" where there is none. */
export function commonDomain(names: readonly string[]): string {
  const [first, ...others] = new Set(names);
  if (first === undefined || others.length === 0) return "";
  const labels = first.split(".");
  for (let from = 1; from < labels.length; from += 1) {
    const domain = `.${labels.slice(from).join(".")}`;
    // Of an address the end is no domain, and says nothing that could be left out.
    if (/[a-z]/i.test(domain) && others.every((name) => name.endsWith(domain))) return domain;
  }
  return "";
}

/** A name without that end. A container is called HOST/NAME: what its host's name ends in is left out, its own stays as it is. */
export function withoutDomain(name: string, domain: string): string {
  const slash = name.indexOf("/");
  const [host, inside] = slash < 0 ? [name, ""] : [name.slice(0, slash), name.slice(slash)];
  return domain !== "" && host.endsWith(domain) ? `${host.slice(0, -domain.length)}${inside}` : name;
}
