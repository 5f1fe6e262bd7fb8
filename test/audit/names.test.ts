import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareFleet } from "../../src/audit/compare.js";
import { driftBetween } from "../../src/audit/drift.js";
import { factCatalogue } from "../../src/checks/index.js";
import type { Facts } from "../../src/model/fact.js";
import { auditOf, host, installation } from "../support/sample.js";

const MERGED = [{ name: "/lib", is: "/usr/lib" }];
const LIBRARY = "x86_64-linux-gnu/libpython3.11.so.1.0";

const web = (name: string, facts: Facts) => host(name, { installations: [installation(facts)] });

const libraryAt = (name: string, path: string, names: Facts["files.names"] = MERGED) =>
  web(name, { "python.library.path": path, "files.names": names });

const outliers = (hosts: ReturnType<typeof web>[], fact = "python.library.path") =>
  compareFleet(hosts, [...factCatalogue], "group").comparison.find((each) => each.fact === fact)?.outliers;

describe("one file by two names", () => {
  it("is no outlier, whichever hosts tell that it is one", () => {
    const told = fc.array(fc.boolean(), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(told, (merged) => {
        const hosts = merged.map((is, at) =>
          libraryAt(`h${at}`, is ? `/lib/${LIBRARY}` : `/usr/lib/${LIBRARY}`),
        );
        expect(outliers(hosts)).toEqual([]);
        const classes = compareFleet(hosts, [...factCatalogue], "group").classes;
        expect(classes).toHaveLength(1);
      }),
    );
  });

  it("is one in lists and records as well", () => {
    const mapped = (name: string, path: string) =>
      web(name, { "python.library.mapped": [path], "files.names": MERGED });
    const hosts = [
      mapped("a", `/lib/${LIBRARY}`),
      mapped("b", `/usr/lib/${LIBRARY}`),
      mapped("c", `/lib/${LIBRARY}`),
    ];
    expect(outliers(hosts, "python.library.mapped")).toEqual([]);
  });

  it("is an outlier where the host says that it is another", () => {
    const common = ["a", "b", "d", "e", "f"].map((name, at) =>
      libraryAt(name, at % 2 === 0 ? `/lib/${LIBRARY}` : `/usr/lib/${LIBRARY}`),
    );
    const own = libraryAt("c", `/opt/lib/${LIBRARY}`);
    expect(outliers([...common, own])).toMatchObject([{ host: "c" }]);
  });

  it("is no drift, neither by its new name nor by a link that leads on", () => {
    const changes = (before: ReturnType<typeof web>, after: ReturnType<typeof web>) =>
      driftBetween(auditOf([before]), auditOf([after])).changes.map(({ fact }) => fact);
    const merged = libraryAt("a", `/lib/${LIBRARY}`);
    expect(changes(merged, libraryAt("a", `/usr/lib/${LIBRARY}`))).toEqual([]);
    expect(changes(libraryAt("a", `/usr/lib/${LIBRARY}`, []), merged)).toEqual([]);
    expect(changes(merged, libraryAt("a", `/opt/lib/${LIBRARY}`))).toEqual(["python.library.path"]);
  });
});
