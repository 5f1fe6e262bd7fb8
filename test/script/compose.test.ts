import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Check } from "../../src/checks/check.js";
import { checks, checksFor } from "../../src/checks/index.js";
import { composeInstalled, composeScript } from "../../src/script/compose.js";

const NONCE = "0123456789abcdef0123456789abcdef";
const shared = readFileSync(new URL("../../src/checks/installation.sh", import.meta.url), "utf8");
const composed = (list: readonly Check[]) => composeScript(list, { nonce: NONCE, seconds: 60 });

describe("the script", () => {
  it("has what checks share once, between the prelude and the first of them", () => {
    const [, functions = ""] = /^# shellcheck shell=sh\n([\s\S]*)\n$/.exec(shared) ?? [];
    for (const script of [composed(checks), composeInstalled(checks, "1.2.3")]) {
      const places = [
        "# ---- engine",
        functions,
        "# ---- check: host",
        "# ---- check: files",
        "# ---- program",
      ].map((piece) => script.indexOf(piece));
      expect(places).not.toContain(-1);
      expect(places.toSorted((a, b) => a - b)).toEqual(places);
      expect(script.split(functions)).toHaveLength(2);
    }
  });

  it("is not put together where a check lacks one that it needs", () => {
    const less = checksFor({ probe: false }).filter(({ id }) => id !== "library");
    expect(() => composed(less)).toThrow(
      new TypeError("the check python needs library, which has to run before it"),
    );
    expect(() => composeInstalled(checks.toReversed(), "1.2.3")).toThrow(TypeError);
  });
});
