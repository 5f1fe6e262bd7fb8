import { describe, expect, it } from "vitest";
import { candidatesFor } from "../../../src/rules/shared/candidates.js";
import { setIn, settersOf } from "../../../src/rules/shared/setters.js";

describe("the end of a message", () => {
  it("names where a variable is set, and no other variable's place", () => {
    const places = ["LD_LIBRARY_PATH /etc/apache2/envvars:48", "PYTHONPATH /etc/sysconfig/httpd:2"];
    expect(setIn(settersOf(places, "PYTHONPATH"))).toBe("; it may come from /etc/sysconfig/httpd:2");
    expect(setIn(settersOf(places, "PYTHON"))).toBe("");
    expect(setIn(settersOf(undefined, "PYTHONPATH"))).toBe("");
  });

  it("names what the host has instead, few of many", () => {
    expect(candidatesFor([], "one is in")).toBe("");
    expect(candidatesFor(undefined, "one is in")).toBe("");
    expect(candidatesFor(["/a", "/b"], "one is in")).toBe("; one is in /a, /b");
    expect(candidatesFor(["/a", "/b", "/c", "/d"], "one is in")).toBe("; one is in /a, /b, /c and 1 more");
  });
});
