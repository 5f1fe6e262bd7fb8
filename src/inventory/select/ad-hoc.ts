import { isIPv6 } from "node:net";
import { UsageError } from "../../base/errors.js";
import { groupBy } from "../../base/group-by.js";
import type { Host, Inventory } from "../inventory.js";
import { expandRange, foldNames, HostRangeError, splitNames } from "./ranges.js";

/** Hosts that are named where no inventory is: `[user@]host[:port]`, ranges of them, and `ssh://` in front. */

/** What one word says of its host. */
interface Named {
  /** The word itself, of one host. */
  word: string;
  /** What ssh_config knows it by. */
  alias: string;
  user?: string;
  port?: number;
}

const USER = /^[^\s\p{Cc}\p{Cf}-][^\s\p{Cc}\p{Cf}]*$/u;
/** Nothing that a pattern, a shell or ssh would read as something else. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.%-]*$/u;
/** An address of IPv6 may stand in brackets, behind which a port has its colon for itself. */
const PLACE = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/;

/** Hosts of one list are kept by the list; those of many lists are as long as one. */
const LIMITS = { handshakes: 16, running: 64 };

/**
 * The inventory that these words make: each host is called by its name alone, as ssh_config has it, and by its whole
 * word only where one name stands for several logins. Throws a UsageError for a word that names no host.
 */
export function inventoryOfHosts(words: readonly string[]): Inventory {
  const named = words.flatMap(splitNames).flatMap(expandWord).map(parseWord);
  if (named.length === 0) throw new UsageError("no host is named");
  const byName = groupBy(named, ({ alias }) => alias);
  const hosts = [...byName].flatMap(([alias, same]) => {
    const distinct = [...new Map(same.map((each) => [loginOf(each), each])).values()];
    return distinct.map((each) => hostOf(each, distinct.length === 1 ? alias : loginOf(each)));
  });
  return {
    file: listOf([...new Set(named.map(({ word }) => word))]),
    compareBy: "group",
    limits: LIMITS,
    facts: [],
    defaults: {},
    groups: new Map(),
    hosts: new Map(hosts.map((host) => [host.name, host])),
  };
}

/** Whether what stands in the place of a file names hosts, as Ansible writes it: `web01,`. */
export const isHostList = (text: string): boolean => text.includes(",");

/** One word that is read back as these: `web[01-40].example.org,`. Brackets of addresses leave no room for ranges. */
const listOf = (words: readonly string[]): string =>
  `${words.some((word) => word.includes("[")) ? words.join(",") : foldNames(words)},`;

const hostOf = ({ alias, user, port }: Named, name: string): Host => ({
  name,
  alias,
  settings: { ...(user !== undefined && { user }), ...(port !== undefined && { port }) },
  groups: [],
});

const loginOf = ({ alias, user, port }: Named): string => {
  const host = port !== undefined && alias.includes(":") ? `[${alias}]` : alias;
  return `${user === undefined ? "" : `${user}@`}${host}${port === undefined ? "" : `:${port}`}`;
};

function expandWord(word: string): string[] {
  const bracketed = /\[([^\]]*)\]/.exec(word)?.[1];
  if (bracketed !== undefined && isIPv6(bracketed)) return [word];
  try {
    return expandRange(word);
  } catch (error) {
    if (error instanceof HostRangeError) throw new UsageError(error.message);
    throw error;
  }
}

function parseWord(word: string): Named {
  const bare = word.replace(/^ssh:\/\/(.*?)\/?$/i, "$1");
  const at = bare.lastIndexOf("@");
  const user = at < 0 ? undefined : bare.slice(0, at);
  const [alias, port] = placeOf(bare.slice(at + 1), word);
  // Whoever writes one here writes it into the history of his shell; it is not repeated.
  if (user?.includes(":"))
    throw new UsageError(
      `a password is not taken on the command line: name ${alias} without it, and set \`password:\` by reference`,
    );
  if (user !== undefined && !USER.test(user)) throw noHost(word);
  return { word: bare, alias, ...(user !== undefined && { user }), ...(port !== undefined && { port }) };
}

function placeOf(place: string, word: string): [alias: string, port?: number] {
  if (isIPv6(place)) return [place];
  const [, address, name, digits] = PLACE.exec(place) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  const isHost = address === undefined ? NAME.test(name ?? "") : isIPv6(address);
  if (!isHost || port === 0 || (port ?? 1) > 65_535) throw noHost(word);
  const alias = address ?? name ?? "";
  return port === undefined ? [alias] : [alias, port];
}

/** What stands before an @ may be a password. */
const noHost = (word: string) =>
  new UsageError(`expected [user@]host[:port], not ${JSON.stringify(word.replace(/^.*:.*@/, "…@"))}`);
