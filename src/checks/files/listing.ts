import type { Section } from "../../model/snapshot.js";
import { linesOf, partOf, textOf } from "../sections.js";

/** One line of `ls -ldn`. */
export interface Entry {
  /** First letter of the mode: `-`, `d`, `l`, `s` … */
  type: string;
  /** `rwxr-x--t` */
  bits: string;
  uid: number;
  gid: number;
  /** An access control list says more than the mode. */
  acl: boolean;
}

/** Why there is no line of a path. */
type Unlisted = "missing" | "denied" | "unknown";

/** A user that serves requests, as `id` and the password database know it. */
export interface Account {
  name: string;
  uid: number;
  gids: readonly number[];
  /** Groups that it may have besides; "any" where the groups of a root of its own decide, which nobody has read. */
  unsure?: readonly number[] | "any";
  /** It is not known whose: only what all may do is allowed for certain. */
  isUnknown?: true;
  home: string | undefined;
}

export interface Listing {
  entry(path: string): Entry | Unlisted;
  /** With symbolic links resolved. */
  real(path: string): string;
  paths: readonly string[];
}

const LINE = /^([a-z-])([-a-zA-Z]{9})([.+@]?)\s+\d+\s+(\d+)\s+(\d+)\s/;
const COMPLAINT = /['"]{0,2}: (Permission denied|No such file|Not a directory)/i;

/** `/a/b -> /c` is the path /a/b. */
function withoutLink(path: string): string {
  const arrow = path.indexOf(" -> ");
  return arrow < 0 ? path : path.slice(0, arrow);
}

function entries(lines: readonly string[]): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const line of lines) {
    const [head = "", type = "", bits = "", mark = "", uid, gid] = LINE.exec(line) ?? [];
    const at = line.indexOf(" /", head.length);
    if (!type || at < 0) continue;
    const name = line.slice(at + 1);
    const path = type === "l" ? withoutLink(name) : name;
    found.set(path, { type, bits, uid: Number(uid), gid: Number(gid), acl: mark === "+" });
  }
  return found;
}

function complaints(text: string): Map<string, Unlisted> {
  const found = new Map<string, Unlisted>();
  for (const line of text.split("\n")) {
    const complaint = COMPLAINT.exec(line);
    const before = line.slice(0, complaint?.index ?? 0);
    const start = /(?:^|[\s'"])\//.exec(before);
    if (!complaint || !start) continue;
    const path = before.slice(start.index + start[0].length - 1);
    found.set(path, /permission/i.test(complaint[1] ?? "") ? "denied" : "missing");
  }
  return found;
}

const OPEN: Entry = { type: "d", bits: "rwxr-xr-x", uid: 0, gid: 0, acl: false };

/**
 * What a process sees whose root is that directory: nobody comes through those above, and where a link leads is not what it
 * leads to here.
 */
export const seenBelow = (listing: Listing, root: string): Listing => ({
  paths: listing.paths,
  real: (path) => path,
  entry: (path) => {
    if (`${root}/`.startsWith(path === "/" ? path : `${path}/`) && path !== root) return OPEN;
    const entry = listing.entry(path);
    return typeof entry !== "string" && entry.type === "l" ? "unknown" : entry;
  },
});

export function readListing(section: Section): Listing {
  const listed = entries(linesOf(section, "listing"));
  const unlisted = complaints(partOf(section, "listing")?.stderr ?? "");
  const links = new Map(linesOf(section, "real").map((line) => line.split("\t") as [string, string]));
  return {
    entry: (path) => listed.get(path) ?? unlisted.get(path) ?? "unknown",
    real: (path) => links.get(path) ?? path,
    paths: [...listed.keys()],
  };
}

/** `33(www-data), 4(adm)` */
const numbersIn = (text: string) =>
  text.split(",").flatMap((word) => {
    const number = /^\d+/.exec(word.trim())?.[0];
    return number === undefined ? [] : [Number(number)];
  });

/** `uid=33(www-data) gid=33(www-data) groups=33(www-data)`, then `NAME:UID:GID:HOME`. */
export function readAccount(section: Section, name: string): Account | undefined {
  const text = textOf(section, `account ${name}`);
  const [, uid, gid, groups = ""] =
    /^uid=(\d+)(?!\d)\S* gid=(\d+)(?!\d)\S*(?: groups=(.*))?$/m.exec(text) ?? [];
  if (uid === undefined || gid === undefined) return undefined;
  const home = /^[^:\n]*:\d+:\d+:(.*)$/m.exec(text)?.[1];
  return { name, uid: Number(uid), gids: [Number(gid), ...numbersIn(groups)], home };
}

/** Types of SELinux (`httpd_sys_content_t`) by path. */
export function readLabels(section: Section): Map<string, string> {
  return new Map(
    linesOf(section, "labels").flatMap((line) => {
      const context = /\s[^\s:]+:[^\s:]+:(\w+)(?::\S+)?(?=\s)/.exec(line);
      const rest = line.slice((context?.index ?? 0) + (context?.[0].length ?? 0));
      const path = rest.indexOf("/");
      return context && path >= 0 ? [[withoutLink(rest.slice(path)), context[1] ?? ""] as const] : [];
    }),
  );
}

/** What the master's own root holds at paths that are other files there; undefined where the login may not look into it. */
export function readInside(section: Section): Listing | undefined {
  const part = partOf(section, "inside");
  if (part?.status !== 0 || part.stdout.trim() === "") return undefined;
  const listing = { ...part, name: "listing", stderr: part.stdout };
  return readListing({ ...section, parts: [listing] });
}
