import { describe, expect, it } from "vitest";
import { Place } from "../../src/rules/scope.js";

describe("the place of a rule", () => {
  const host = new Place({
    facts: { "host.os": "debian", shared: "host" },
    gaps: { "host.cpu": { outcome: "failed", reason: "?" } },
  });
  const inner = new Place({ facts: { shared: null, own: 1 }, gaps: {} }, host);

  it("shows its own facts before those around it, also one without a value", () => {
    expect(inner.fact("own")).toBe(1);
    expect(inner.fact("host.os")).toBe("debian");
    expect(inner.fact("shared")).toBeNull();
    expect(inner.gap("host.cpu")).toMatchObject({ outcome: "failed" });
    expect(host.fact("own")).toBeUndefined();
  });

  it("knows no names but those of facts", () => {
    expect(inner.fact("constructor")).toBeUndefined();
    expect(inner.gap("toString")).toBeUndefined();
  });
});
