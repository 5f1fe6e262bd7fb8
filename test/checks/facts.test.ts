import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Check, defineCheck, type Needed } from "../../src/checks/check.js";
import { applications, catalogueWith, checks, reaching } from "../../src/checks/index.js";
import type { FactInfo } from "../../src/model/fact.js";
import type { UserFact } from "../../src/model/snapshot.js";
import { holdType } from "../fuzz/invariants.js";

const textAt = (url: URL) => readFileSync(url, "utf8");
/** What every section may call. */
const COMMON = [
  "script/head.sh",
  "script/words.sh",
  "script/prelude.sh",
  "script/elf.sh",
  "script/judge.sh",
  "script/access.sh",
  "checks/installation.sh",
  "checks/environment.sh",
  "checks/loads.sh",
  "checks/namespaces.sh",
  "checks/texts.sh",
  "checks/maps.sh",
  "checks/extensions.sh",
  "checks/imports.sh",
  "checks/needed.sh",
  "checks/paths.sh",
  "checks/process.sh",
  "checks/start.sh",
  "checks/loader.sh",
].map((name) => textAt(new URL(`../../src/${name}`, import.meta.url)));

/** Without comments, and each command on one line. */
const commandsOf = (shell: string) => shell.replace(/^\s*#.*$/gm, "").replace(/\\\n\s*/g, "");

const shellOf = (check: Needed | Check): string[] => {
  if (!("collect" in check)) return [];
  return ["shell" in check.collect ? check.collect.shell : textAt(check.collect)];
};

/** A check with its needs and theirs. */
const withNeeds = (check: Needed): Needed[] => [check, ...check.needs.flatMap(withNeeds)];

/** What a check has its facts from: its own shell, that of its needs, and what all of them share. */
function shellFor(id: string): string {
  const check = [...checks, ...reaching, applications].find((each: Needed) => each.id === id);
  if (!check) throw new Error(`no check ${id}`);
  return commandsOf([...COMMON, ...[...new Set(withNeeds(check))].flatMap(shellOf)].join("\n"));
}

const OWN: UserFact[] = (["string", "number", "boolean", "list"] as const).map((type) => ({
  id: `user.${type}`,
  label: type,
  command: "cat /etc/app/`hostname`",
  type,
}));

const reach = reaching.flatMap((check) =>
  check.id === "reach"
    ? Object.entries(check.facts).map(([id, fact]) => ({ ...fact, id, check: check.id }))
    : [],
);
const built = [...catalogueWith(), ...reach];

/** What stands in back quotes: commands, files, variables and directives. */
const named = (source: string | undefined) =>
  [...(source ?? "").matchAll(/`([^`]+)`/g)].map(([, term = ""]) => term);

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A term in a shell: its words in one command, in their order; PID is whatever number or variable. */
function patternOf(term: string): RegExp {
  const isDirective = /^[A-Z][a-z]+[A-Za-z]*$/.test(term);
  const words = term
    .split(" ")
    .map((word) => literal(word).replace(/^\/proc\/PID/, "(?:/proc/[^/\\s]+|[$]process)"));
  return new RegExp(
    `(?<![\\w-])${words.join("(?![\\w-]|[.]\\w).*?(?<![\\w-])")}(?![\\w-]|[.]\\w)`,
    isDirective ? "i" : "",
  );
}

/** All directives of mod_wsgi come through the filter by their beginning. */
const isIn = (shell: string, term: string) =>
  /^WSGI\w+$/.test(term) ? shell.includes("name ~ /^wsgi/") : patternOf(term).test(shell);

describe("the source of a fact", () => {
  it.each(built.map(({ id, check, source }) => [id, check, source] as const))(
    "%s names what the shell of %s, or of its needs, does: %s",
    (_id, check, source) => {
      const terms = named(source);
      expect(terms.length).toBeGreaterThan(0);
      expect(terms.filter((term) => !isIn(shellFor(check), term))).toEqual([]);
      expect(source?.length).toBeLessThan(150);
    },
  );

  it("is not taken for true because a word of it stands somewhere", () => {
    const shell = commandsOf(
      '# rpm -qa\npart x httpd -t -c y\nnice "$directory/config.nice"\nread /proc/$1/exe\n',
    );
    expect(
      ["httpd -t", "httpd -t -c", "config.nice", "/proc/PID/exe"].filter((term) => !isIn(shell, term)),
    ).toEqual([]);
    expect(
      ["httpd -V", "rpm -qa", "config", "/proc/PID/maps", "t", "WSGIScriptAlias"].filter((term) =>
        isIn(shell, term),
      ),
    ).toEqual([]);
  });
});

describe("the example of a fact", () => {
  const all = [...catalogueWith(OWN), ...(reach as FactInfo[])];

  it.each(all.map((fact) => [fact.id, fact.type, fact] as const))(
    "%s is a %s, and not empty",
    (_id, _type, fact) => {
      expect(fact.example).toBeDefined();
      if (fact.example === undefined) return;
      holdType(fact.id, fact.type, fact.example);
      expect(
        Array.isArray(fact.example) || typeof fact.example === "string" ? fact.example.length : 1,
      ).toBeGreaterThan(0);
    },
  );

  it("does not compile where it is of another type, or is missing", () => {
    const parse = () => ({ "x.y": 1 });
    const check = {
      id: "x",
      title: "X",
      level: "host",
      needs: [],
      collect: { shell: "" },
      seconds: 1,
    } as const;
    const words = { label: "X", description: "X", source: "`x`", type: "number" } as const;
    defineCheck({ ...check, facts: { "x.y": { ...words, example: 1 } }, parse });
    // @ts-expect-error: a text is no number
    defineCheck({ ...check, facts: { "x.y": { ...words, example: "1" } }, parse });
    // @ts-expect-error: without an example
    defineCheck({ ...check, facts: { "x.y": words }, parse });
    expect(check.id).toBe("x");
  });
});

it("a fact of the inventory says its command as its source", () => {
  const own = catalogueWith(OWN).filter(({ check }) => check === "user");
  expect(own.map(({ source }) => source)).toEqual(OWN.map(({ command }) => `\`${command}\``));
});
