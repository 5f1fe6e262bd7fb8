import { groupBy } from "../../base/group-by.js";
import type { Host } from "../inventory.js";
import { isHostName } from "../own/hosts.js";
import { foldNames, splitNames } from "../select/ranges.js";
import { guessGroups } from "./groups.js";

/** What a first inventory is made of. */
export interface FirstInventory {
  /** Where its hosts are from, for people. */
  from: string;
  hosts: readonly Host[];
  /** Names that were passed over, and why. */
  leftOut?: ReadonlyMap<string, string>;
}

/** The text of an inventory that somebody goes on with: every line that is not obvious says what it does. */
export function firstInventory({ from, hosts, leftOut = new Map() }: FirstInventory): string {
  const taken = new Set<string>();
  const named = hosts.map((host) => ({ ...host, key: keyOf(host, taken) }));
  const { groups, alone } = guessGroups(named.map(({ key }) => key));
  const single = new Set(alone);
  const listed = named.map((host) => ({ ...host, body: bodyOf(host) }));
  const alike = groupBy(
    listed.filter(({ key, body }) => single.has(key) || body !== ""),
    ({ body }) => body,
    ({ key }) => key,
  );
  const lines = [
    ...head(from),
    ...(groups.size > 0 ? groupLines(groups) : WITHOUT_GROUPS),
    "",
    ...(alike.size > 0 ? ["# Hosts of no group, and settings of single hosts.", "hosts:"] : []),
    ...[...alike].flatMap(([body, keys]) => ranges(keys).map((range) => `  ${quoted(range)}:${body}`)),
    ...(leftOut.size > 0 ? ["", "# Left out:"] : []),
    ...Array.from(leftOut, ([name, reason]) => `#   ${plain(name)}: ${reason}`),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

const head = (from: string) => [
  `# Hosts for wsgi-audit, from ${plain(from)}. This file is yours: change it as you like.`,
  "#",
  "#   wsgi-audit hosts            what it says, without contacting any host",
  "#   wsgi-audit hosts --check    connects to each host, and shows who can log in",
  "#   wsgi-audit run              audits all of them; `run --pick 3` only three",
  "",
  "# Settings of all hosts. Those of a group outweigh them, those of a host outweigh both, and your ssh_config counts.",
  "# defaults:",
  "#   user: audit         # the login name",
  "#   become: auto        # asks once more as root, by sudo or doas, what the login is not shown",
  "#   host_keys: strict   # or accept-new: store the key of a host that is met for the first time",
  "",
];

const WITHOUT_GROUPS = [
  "# The hosts of a group are compared with each other, and may have settings of their own:",
  "# groups:",
  "#   web:",
  '#     hosts: ["web[01:40].example.org"]',
  "#     expect:",
  '#       python.library.version: "3.11"',
];

const groupLines = (groups: ReadonlyMap<string, string[]>): string[] => [
  "# The hosts of a group are compared with each other: those stand together that should be alike. These groups are a",
  "# guess, by the names. What all hosts of a group have to have stands below `expect:`.",
  "groups:",
  ...[...groups].flatMap(([group, hosts], index) => [
    `  ${quoted(group)}:`,
    `    hosts: [${ranges(hosts).map(quoted).join(", ")}]`,
    ...(index === 0 ? ["    # expect:", '    #   python.library.version: "3.11"'] : []),
  ]),
];

/** A name that an inventory takes and no other host has; what is dialled stands beside it, where it is another. */
function keyOf({ name }: Host, taken: Set<string>): string {
  const safe = name.replace(/[^A-Za-z0-9_.:%-]/g, "-");
  let key = isHostName(safe) ? safe : `host-${safe}`;
  while (taken.has(key)) key += "-2";
  taken.add(key);
  return key;
}

function bodyOf({ key, alias, settings }: Host & { key: string }): string {
  const about = [
    ...(alias !== undefined && alias !== key ? [`address: ${quoted(alias)}`] : []),
    ...(settings.user === undefined ? [] : [`user: ${quoted(settings.user)}`]),
    ...(settings.port === undefined ? [] : [`port: ${settings.port}`]),
  ];
  return about.length > 0 ? ` { ${about.join(", ")} }` : "";
}

const ranges = (names: readonly string[]): string[] => splitNames(foldNames(names));

/** Bare where YAML takes it for text. */
const quoted = (text: string): string =>
  /^[A-Za-z_][\w.-]*$/.test(text) && !/^(true|false|null)$/i.test(text) ? text : JSON.stringify(text);

/** In a comment, which ends with its line. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "?");
