import { describe, expect, expectTypeOf, it } from "vitest";
import { defineCheck, type FactTable, records, type ValuesOf } from "../../src/checks/check.js";
import type { DaemonGroup } from "../../src/checks/config/daemons.js";
import type { ApplicationFacts, InstallationFacts } from "../../src/checks/facts.js";
import type { Home } from "../../src/checks/python/homes.js";
import type { Scalar } from "../../src/model/fact.js";
import { applyRule } from "../../src/rules/apply.js";
import { defineRule, type Rule, rulesOn } from "../../src/rules/rule.js";
import { Place } from "../../src/rules/scope.js";

const words = { id: "test/rule", severity: "error", title: "", why: "", remedy: "" } as const;

/** What the compiler says is the test: `npm run typecheck` fails where an error that is expected does not come. */
describe("a rule that is written with defineRule", () => {
  it("has no fact that does not exist", () => {
    // @ts-expect-error a misspelt id in needs
    defineRule({ ...words, needs: ["apache.versoin"], judge: () => [] });
    // @ts-expect-error a misspelt id in uses
    defineRule({ ...words, needs: [], uses: ["apache.versoin"], judge: () => [] });
    // @ts-expect-error one that is misspelt among others that are not
    defineRule({ ...words, needs: ["apache.version", "apache.mmp"], judge: () => [] });
  });

  it("has facts of applications where it is judged on one, with those around it", () => {
    // @ts-expect-error an installation has many applications
    defineRule({ ...words, needs: ["app.mode"], judge: () => [] });
    // @ts-expect-error also where it says that it is judged on installations
    defineRule({ ...words, level: "installation", needs: ["app.mode"], judge: () => [] });
    defineRule({
      ...words,
      level: "application",
      needs: ["app.mode", "apache.mpm", "host.os"],
      judge(facts) {
        expectTypeOf(facts["app.mode"]).toEqualTypeOf<string>();
        expectTypeOf(facts["host.os"]).toEqualTypeOf<string>();
        return [];
      },
    });
  });

  it("gets what it needs with its type, and what it uses where that is known", () => {
    defineRule({
      ...words,
      needs: ["apache.version", "apache.running", "processes.children", "modules.shared", "python.homes"],
      uses: ["apache.mpm", "wsgi.daemons", "apache.version"],
      judge(facts) {
        expectTypeOf(facts["apache.version"]).toEqualTypeOf<string>();
        expectTypeOf(facts["apache.running"]).toEqualTypeOf<boolean>();
        expectTypeOf(facts["processes.children"]).toEqualTypeOf<number>();
        expectTypeOf(facts["modules.shared"]).toEqualTypeOf<readonly string[]>();
        expectTypeOf(facts["python.homes"]).toEqualTypeOf<readonly Readonly<Home>[]>();
        expectTypeOf(facts["apache.mpm"]).toEqualTypeOf<string | undefined>();
        expectTypeOf(facts["wsgi.daemons"]).toEqualTypeOf<readonly Readonly<DaemonGroup>[] | undefined>();
        // @ts-expect-error a field that no home has
        facts["python.homes"].map(({ usabel }) => usabel);
        return [];
      },
    });
  });

  it("touches no fact that it did not name", () => {
    defineRule({
      ...words,
      needs: ["apache.version"],
      uses: ["apache.mpm"],
      judge(facts) {
        // @ts-expect-error it exists, and was not named
        expect(facts["apache.binary"]).toBeUndefined();
        // @ts-expect-error what is used may be unknown
        facts["apache.mpm"].toUpperCase();
        return [];
      },
    });
    defineRule({
      ...words,
      needs: [],
      judge(facts) {
        expectTypeOf(facts).toEqualTypeOf<Record<never, never>>();
        return [];
      },
    });
  });

  it("is a plain rule: the engine takes one that was written without it as well", () => {
    const rule = defineRule({ ...words, needs: ["apache.version"], judge: () => [] });
    expectTypeOf(rule).toEqualTypeOf<Rule>();
    const plain: Rule = { ...words, needs: ["own.fact"], judge: () => [] };
    const place = new Place({ facts: { "own.fact": 1, "apache.version": "2.4.62" }, gaps: {} });
    expect([rule, plain].map((each) => applyRule(each, place))).toEqual([{ offences: [] }, { offences: [] }]);
  });
});

interface Certificate {
  subject: string;
  days: number | null;
}

const tls = defineCheck({
  id: "tls",
  title: "Certificates",
  level: "host",
  needs: [],
  collect: { shell: "collect_tls() { return 0; }" },
  seconds: 5,
  facts: {
    "tls.version": {
      label: "TLS",
      description: "The newest protocol",
      type: "string",
      source: "`openssl s_client`",
      example: "1.3",
    },
    "tls.certificates": {
      label: "Certificates",
      description: "Served",
      type: records<Certificate>(),
      source: "`openssl s_client`",
      example: [{ subject: "a", days: 3 }],
    },
  },
  parse: () => ({ "tls.version": "1.3", "tls.certificates": [{ subject: "a", days: 3 }] }),
});

describe("a rule on the facts of a check of one's own", () => {
  const defineOwnRule = rulesOn(tls);

  const expiring = defineOwnRule({
    ...words,
    needs: ["tls.certificates"],
    uses: ["apache.version"],
    judge(facts) {
      expectTypeOf(facts["tls.certificates"]).toEqualTypeOf<readonly Readonly<Certificate>[]>();
      expectTypeOf(facts["apache.version"]).toEqualTypeOf<string | undefined>();
      return facts["tls.certificates"]
        .filter(({ days }) => days !== null && days < 7)
        .map(({ subject }) => ({ message: subject, evidence: `for Apache ${facts["apache.version"]}` }));
    },
  });

  it("is judged with them and the program's own", () => {
    const certificates = [
      { subject: "old", days: 3 },
      { subject: "new", days: 90 },
    ];
    const facts = { "tls.certificates": certificates, "apache.version": "2.4.62" };
    expect(applyRule(expiring, new Place({ facts, gaps: {} }))).toEqual({
      offences: [{ message: "old", evidence: "for Apache 2.4.62" }],
    });
  });

  it("has no fact that neither has", () => {
    // @ts-expect-error a misspelt id of the own check
    defineOwnRule({ ...words, needs: ["tls.versoin"], judge: () => [] });
    // @ts-expect-error without the check its facts do not exist
    defineRule({ ...words, needs: ["tls.version"], judge: () => [] });
    // @ts-expect-error also here an installation has many applications
    defineOwnRule({ ...words, needs: ["app.mode"], judge: () => [] });
    defineOwnRule({ ...words, level: "application", needs: ["app.mode", "tls.version"], judge: () => [] });
  });
});

describe("the facts of the checks", () => {
  it("have records whose fields are known, all of them", () => {
    type Unknown = readonly Readonly<Record<string, Scalar | null>>[];
    type Vague<F> = { [Id in keyof F]: Unknown extends F[Id] ? Id : never }[keyof F];
    expectTypeOf<Vague<InstallationFacts & ApplicationFacts>>().toBeNever();
    expectTypeOf<
      Vague<ValuesOf<{ vague: FactTable[string] & { type: "records" } }>>
    >().toEqualTypeOf<"vague">();
  });

  it("hold parsers against the fields of their records", () => {
    // @ts-expect-error a field of scalars and null only: lists do not belong there
    records<{ path: string[] }>();
    defineCheck({
      ...tls,
      // @ts-expect-error a record without one of its fields
      parse: () => ({ "tls.version": "1.3", "tls.certificates": [{ subject: "a" }] }),
    });
  });
});
