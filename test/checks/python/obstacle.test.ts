import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { absent, denied, failed } from "../../../src/checks/check.js";
import { obstacleOf } from "../../../src/checks/python/obstacle.js";
import { CANNOT_START } from "../../../src/checks/python/prefix.js";
import type { Section } from "../../../src/model/snapshot.js";

const NONE = { prefix: "", base: "", unseen: absent(`${CANNOT_START}there is none`) };

const environmentFrom = (source: string): Section => ({
  check: "apache",
  installation: 1,
  parts: [{ name: "environment-source", stdout: `${source}\n`, stderr: "", status: 0 }],
  status: 0,
  timedOut: false,
});

const known = (home: unknown, homes: readonly (string | null)[], running = true) =>
  ({
    "python.home": home,
    "apache.running": running,
    "wsgi.daemons": homes.map((python_home, index) => ({ name: `g${index}`, python_home })),
  }) as unknown as Parameters<typeof obstacleOf>[0];

const homes = fc.array(fc.constantFrom(null, "/srv/venv"), { maxLength: 4 });

describe("what keeps Python from starting", () => {
  it("is that nothing leads to a standard library, where some process has no home of its own", () => {
    fc.assert(
      fc.property(homes, (each) => {
        const found = obstacleOf(known("", each), NONE, environmentFrom("process"));
        const allHaveOne = each.length > 0 && !each.includes(null);
        expect(found).toEqual(allHaveOne ? expect.objectContaining({ outcome: "absent" }) : "there is none");
      }),
    );
  });

  it("is nothing where one was found, and not said where a home is configured", () => {
    const found = { prefix: "/usr", base: "/usr" };
    expect(obstacleOf(known("", []), found, environmentFrom("process"))).toBe("");
    expect(obstacleOf(known("/srv/venv", []), NONE, environmentFrom("process"))).toMatchObject({
      outcome: "absent",
    });
  });

  it("is not known where the home, the environment of a running server or the library is not", () => {
    const running = obstacleOf(known("", []), NONE, environmentFrom("none"));
    expect(running).toMatchObject({ outcome: "denied" });
    expect(obstacleOf(known("", [], false), NONE, environmentFrom("none"))).toBe("there is none");
    expect(obstacleOf(known(denied("closed"), []), NONE, environmentFrom("process"))).toEqual(
      denied("closed"),
    );
    const unsure = { prefix: "", base: "", unseen: failed("nothing tells") };
    expect(obstacleOf(known("", []), unsure, environmentFrom("process"))).toEqual(failed("nothing tells"));
  });
});
