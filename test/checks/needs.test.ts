import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import { budgetOfHost } from "../../src/base/budget.js";
import { apache } from "../../src/checks/apache/index.js";
import {
  absent,
  type Check,
  defineApplicationCheck,
  defineCheck,
  type Known,
  type KnownOf,
  type ParseInput,
  valueIn,
} from "../../src/checks/check.js";
import { config } from "../../src/checks/config/index.js";
import { checks, checksFor, reaching } from "../../src/checks/index.js";
import { assertOrder, neededBy } from "../../src/checks/needs.js";
import { withNeeds } from "../../src/facts/as-root.js";
import type { Gap } from "../../src/model/fact.js";
import type { Section } from "../../src/model/snapshot.js";

const by = (id: string) => checks.find((check) => check.id === id) as Check;
const all: readonly Check[] = checks;

describe("all that has to run for a check", () => {
  it("is what it needs and what that needs; of an installation the discovery as well", () => {
    expect([...neededBy(by("host"))]).toEqual([]);
    expect([...neededBy(by("apache"))]).toEqual(["discovery"]);
    expect([...neededBy(by("modules"))].sort()).toEqual(["apache", "config", "discovery", "host", "servers"]);
    expect([...neededBy({ ...by("host"), level: "installation" })]).toEqual(["discovery"]);
  });

  it("is nothing that users have to ask for, nor what only that needs", () => {
    const asked = { ...by("host"), id: "asked", optIn: "--asked", needs: [by("config")] };
    expect([...neededBy({ ...by("host"), needs: [asked] })]).toEqual([]);
    expect(by("python").needs.map(({ id }) => id)).toContain("probe");
    expect([...neededBy(by("python"))]).not.toContain("probe");
  });
});

describe("the order of checks", () => {
  it("has needs first, in every list that is run", () => {
    for (const list of [all, reaching, checksFor({ probe: true }), checksFor({ probe: false })])
      expect(() => assertOrder(list)).not.toThrow();
  });

  it.each([
    ["one is missing", ["discovery", "apache", "modules"], /modules needs config/],
    [
      "one comes later",
      ["discovery", "apache", "modules", "config"],
      /modules needs config, which has to run before/,
    ],
    ["there is no discovery", ["apache"], /apache needs discovery/],
  ])("is refused where %s", (_, ids, message) => {
    expect(() => assertOrder(ids.map(by))).toThrow(TypeError);
    expect(() => assertOrder(ids.map(by))).toThrow(message);
  });

  it("is refused where a check of the host needs one of an installation", () => {
    const early = { ...by("host"), needs: [by("apache")] };
    expect(() => assertOrder([by("discovery"), by("apache"), early])).toThrow(/host needs apache/);
  });

  it("may leave out the host's own, which is not asked again as root", () => {
    for (const { id } of all) {
      const again = withNeeds([id], all);
      expect(() => assertOrder(again)).not.toThrow();
      if (id !== "host") expect(again.map(({ id }) => id)).not.toContain("host");
    }
  });

  it("may leave out what is opted in to, and name those of the host anywhere, as they run first", () => {
    expect(() => assertOrder([...checksFor({ probe: false }), by("observe")])).not.toThrow();
  });

  it("says nothing else: whatever it is, the same is asked again as root", () => {
    const places = fc.array(fc.nat(), { minLength: all.length, maxLength: all.length });
    fc.assert(
      fc.property(places, fc.subarray(all.map(({ id }) => id)), (numbers, denied) => {
        const shuffled = inAnyOrder(numbers);
        assertOrder(shuffled);
        const ids = (list: readonly Check[]) => withNeeds(denied, list).map(({ id }) => id);
        expect(ids(shuffled).sort()).toEqual(ids(all).sort());
        const again = withNeeds(denied, shuffled);
        assertOrder(again);
        expect(again.filter(({ optIn }) => optIn !== undefined)).toEqual([]);
      }),
    );
  });
});

/** All checks in some order that has needs first: the numbers choose among those that may come next. */
function inAnyOrder(numbers: readonly number[]): Check[] {
  const order: Check[] = [];
  for (const number of numbers) {
    const free = all.filter(
      (check) =>
        !order.includes(check) && check.needs.every(({ id }) => order.some((each) => each.id === id)),
    );
    order.push(free[number % free.length] as Check);
  }
  return order;
}

/** What the compiler says here is looked at by the type check of the tests. */
describe("a parser", () => {
  const section: Section = { check: "new", installation: 1, parts: [], status: 0, timedOut: false };
  const facts = {
    "new.x": { label: "x", description: "x", type: "string", source: "`x`", example: "x" },
  } as const;
  const about = {
    id: "new",
    title: "New",
    level: "installation",
    collect: { shell: "" },
    seconds: 1,
    facts,
  } as const;
  const nothing = () => ({ "new.x": absent("nothing") });

  it("gets the sections of its needs, and compiles with no others", () => {
    const check = defineCheck({
      ...about,
      needs: [apache, config],
      parse({ other }) {
        expectTypeOf(other).parameter(0).toEqualTypeOf<"apache" | "config">();
        // @ts-expect-error it does not need the library
        return { "new.x": other("library") ? "there" : absent("nothing") };
      },
    });
    expect(check.parse({ budget: budgetOfHost(), section, other: () => section, known: {} })).toEqual({
      "new.x": "there",
    });
  });

  it("gets the facts of its needs with their types, and compiles with no others", () => {
    const check = defineCheck({
      ...about,
      needs: [apache],
      parse({ known }) {
        expectTypeOf(known["apache.running"]).toEqualTypeOf<boolean | Gap | undefined>();
        expectTypeOf(valueIn(known, "apache.version")).toEqualTypeOf<string | undefined>();
        // @ts-expect-error the configuration is not needed
        const foreign = [known["python.home"], valueIn(known, "apache.versoin")];
        // @ts-expect-error nor by a name that is no fact
        foreign.push(valueIn(known, "apache.versoin"));
        return { "new.x": valueIn(known, "apache.version") ?? `none of ${foreign.length}` };
      },
    });
    const known = { "apache.version": "2.4.62" };
    expect(check.parse({ budget: budgetOfHost(), section, other: () => undefined, known })).toEqual({
      "new.x": "2.4.62",
    });
  });

  it("gets nothing of others where it needs none", () => {
    expectTypeOf<keyof KnownOf<readonly []>>().toEqualTypeOf<never>();
    expectTypeOf<ParseInput["other"]>().parameter(0).toEqualTypeOf<never>();
    const parse = ({ other }: ParseInput) => {
      // @ts-expect-error nothing is needed
      other("apache");
      return nothing();
    };
    defineCheck({ ...about, needs: [], parse });
  });

  it("cannot be typed by other needs than those that are declared", () => {
    const parse = (_: ParseInput<readonly [typeof apache, typeof config]>) => nothing();
    // @ts-expect-error the configuration is not declared
    defineCheck({ ...about, needs: [apache], parse });
    // @ts-expect-error needs have to be said, if only that there are none
    defineCheck({ ...about, parse: nothing });
    defineCheck({ ...about, needs: [apache, config], parse });
  });

  it("cannot hand its facts on as any facts", () => {
    const known: KnownOf<readonly [typeof apache]> = { "apache.version": "2.4.62" };
    // @ts-expect-error then every fact could be asked for
    const any: Known = known;
    expect(any).toBe(known);
  });

  it("of applications is held to its needs as well", () => {
    const check = defineApplicationCheck({
      ...{ id: "rows", title: "Rows", facts, summary: { facts: {}, of: () => ({}) } },
      needs: [config],
      parse({ other, known }) {
        expectTypeOf(known["python.home"]).toEqualTypeOf<string | Gap | undefined>();
        // @ts-expect-error the build of Apache is not needed
        return other("apache") || known["apache.version"] ? [] : absent("nothing");
      },
    });
    expect(check.parse({ budget: budgetOfHost(), other: () => undefined, known: {} })).toEqual(
      absent("nothing"),
    );
  });
});
