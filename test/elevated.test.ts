import { describe, expect, it } from "vitest";
import { checks, checksFor } from "../src/checks/index.js";
import { checksOf, deniedFacts, withNeeds } from "../src/elevated.js";
import { host, installation } from "./sample.js";

const idsOf = (denied: readonly string[]) =>
  withNeeds(denied, checksFor({ probe: true })).map(({ id }) => id);

describe("become: auto asks as root", () => {
  it("the checks of which the login was denied a fact, of applications the ones that they rest on", () => {
    const denied = host("web1", {
      installations: [
        installation({}, { "python.library.mapped": { outcome: "denied", reason: "root only" } }),
      ],
    });
    expect(deniedFacts(denied)).toEqual(["python.library.mapped"]);
    expect(checksOf(["python.library.mapped"], [])).toEqual(["library"]);
    expect(checksOf(["app.packages"], [])).toEqual(["config", "python", "files"]);
    expect(checksOf(["no.such.fact"], [])).toEqual([]);
  });

  it("with what they build on, and with nothing that is opted in to", () => {
    expect(idsOf(["library"])).toEqual(["discovery", "apache", "config", "library"]);
    expect(idsOf(["probe"])).toEqual([]);
    expect(idsOf([])).toEqual([]);
  });

  it("with all that looked where a denied configuration said", () => {
    const after = checks.slice(checks.findIndex(({ id }) => id === "config") + 1).map(({ id }) => id);
    expect(idsOf(["config"])).toEqual([
      "discovery",
      "apache",
      "config",
      ...after.filter((id) => id !== "probe"),
    ]);
  });
});
