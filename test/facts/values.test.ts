import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factCatalogue } from "../../src/checks/index.js";
import { describeDifference, showValue } from "../../src/facts/values.js";
import type { FactValue } from "../../src/model/fact.js";

const HOME = {
  home: "/srv/venv39",
  source: "WSGIPythonHome",
  kind: "venv",
  version: "3.9.2",
  base: "/usr",
  base_exists: true,
  usable: false,
  reason: "",
};

const name = fc.stringMatching(/^[a-z]{1,8}(_[a-z]{1,8})?$/);
const scalar = fc.oneof(
  fc.stringMatching(/^[ -~]{1,20}$/),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(""),
);

describe("a value as people write it", () => {
  it.each([
    [true, "yes"],
    [false, "no"],
    ["", '""'],
    [25, "25"],
    [[], "none"],
    [["80", "443"], "80, 443"],
    [
      [HOME],
      "/srv/venv39 (source: WSGIPythonHome, kind: venv, version: 3.9.2, base: /usr, base exists, usable: no)",
    ],
    [
      [
        { name: "/lib", is: "/usr/lib" },
        { name: "/bin", is: "/usr/bin" },
      ],
      "/lib (is: /usr/lib), /bin (is: /usr/bin)",
    ],
    [[{ name: "truth" }], "truth"],
    [[{ name: "", processes: 0 }], "processes: 0"],
    [[{ threads: 3, multithread: false }], "threads: 3, multithread: no"],
    [[{ name: null }], "nothing"],
  ] satisfies [FactValue, string][])("%j is %s", (value, text) => expect(showValue(value)).toBe(text));

  it("has all that a record says, and none of the names as programs write them", () =>
    fc.assert(
      fc.property(fc.array(fc.dictionary(name, scalar, { minKeys: 1 }), { minLength: 1 }), (records) => {
        const text = showValue(records as FactValue);
        for (const [field, value] of records.flatMap((record) => Object.entries(record))) {
          if (value === null || value === "") continue;
          expect(text).toContain(value === true ? field.replaceAll("_", " ") : showValue(value));
          if (text.includes(`${field}=`)) expect(JSON.stringify(records)).toContain(`${field}=`);
        }
      }),
    ));

  it("is that of every fact in the catalogue: no JSON, no name=value, no name_with_underscores", () => {
    const shown = factCatalogue.flatMap(({ type, example }) =>
      type === "records" && example !== undefined ? showValue(example) : [],
    );
    expect(shown.length).toBeGreaterThan(5);
    // A directive of Apache's configuration may end in an equals sign.
    for (const text of shown) expect(text).not.toMatch(/\{"|"\w+":|\w=[^,)]|\b[a-z]+_[a-z]+: /);
  });

  it("tells two lists of records by what came and what went", () =>
    expect(describeDifference([HOME], [{ ...HOME, home: "/srv/venv" }])).toBe(
      `with ${showValue([HOME])}; without ${showValue([{ ...HOME, home: "/srv/venv" }])}`,
    ));
});
