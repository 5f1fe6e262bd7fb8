import { groupBy } from "../../base/group-by.js";
import { followed, type Name, resolverOf } from "../../base/names.js";
import type { Section } from "../../model/snapshot.js";
import { apache } from "../apache/index.js";
import { defineCheck, type FactsOf, type ParseInput, records } from "../check.js";
import { library } from "../library/index.js";
import { python } from "../python/index.js";
import { linesOf, partOf, whyEmpty } from "../sections.js";

const needs = [apache, library, python] as const;

const facts = {
  "files.names": {
    label: "Other names",
    description:
      "Names of files and directories that are others by another name: links, hard links, what is mounted twice",
    type: records<Name>(),
    compared: false,
    source: "`ls -ldn` of the links on the way to what the facts name, `stat -L` of what they lead to",
    example: [{ name: "/lib", is: "/usr/lib" }],
  },
} as const;

/** Links by name, with their targets as they stand there. */
function linksIn(section: Section): ReadonlyMap<string, string> {
  const pairs = linesOf(section, "links").map((line) => line.split("\t"));
  return new Map(pairs.flatMap(([name, target]) => (name && target ? [[name, target] as const] : [])));
}

/** Names by what they are: device, inode, size and time. */
function identitiesIn(section: Section): [identity: string, name: string][] {
  return linesOf(section, "identities").flatMap((line) => {
    const [, identity, name] = /^(\d+:\d+:\d+:-?\d+) (\/.*)$/.exec(line) ?? [];
    return identity && name ? [[identity, name] as [string, string]] : [];
  });
}

const compareNames = (one: string, other: string) =>
  one.split("/").length - other.split("/").length || (one < other ? -1 : 1);

function namesIn(section: Section): Name[] {
  const links = linksIn(section);
  const real = (path: string) => followed(path, (name) => links.get(name)) ?? path;
  // Of a link below another one, the first tells all.
  const plain = [...links.keys()].filter((name) => {
    const above = name.slice(0, name.lastIndexOf("/")) || "/";
    return real(above) === above;
  });
  const names = plain.map((name) => ({ name, is: real(name) })).filter(({ name, is }) => name !== is);
  return [...names, ...twins(section, real)].sort((a, b) => compareNames(a.name, b.name));
}

/** Without a link between them: hard links, and directories that are mounted twice, with all that is below them. */
function twins(section: Section, real: (path: string) => string): Name[] {
  const first = new Map<string, string>();
  const found: Name[] = [];
  let resolve = resolverOf([]);
  for (const [identity, name] of shared(section, real).sort((a, b) => compareNames(a[1], b[1]))) {
    const at = resolve(name);
    const other = first.get(identity);
    if (other === undefined) first.set(identity, at);
    else if (other !== at) {
      found.push({ name: at, is: other });
      resolve = resolverOf(found);
    }
  }
  return found;
}

/** What has more than one name, once the links are followed: of hundreds of names a few at most. */
function shared(
  section: Section,
  real: (path: string) => string,
): (readonly [identity: string, name: string])[] {
  const named = groupBy(identitiesIn(section), ([identity]) => identity);
  return [...named].flatMap(([identity, names]) => {
    if (names.length === 1) return [];
    const different = new Set(names.map(([, name]) => real(name)));
    return different.size === 1 ? [] : [...different].map((name) => [identity, name] as const);
  });
}

function parse({ section }: ParseInput<typeof needs>): FactsOf<typeof facts> {
  const looked = partOf(section, "links")?.status === 0 || linesOf(section, "identities").length > 0;
  return { "files.names": looked ? namesIn(section) : whyEmpty(section, "links", "no names were told") };
}

export const names = defineCheck({
  id: "names",
  title: "Names of files",
  level: "installation",
  needs,
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 10,
  facts,
  parse,
});
