import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Check } from "../../src/checks/check.js";
import { checks, checksFor, observing } from "../../src/checks/index.js";
import { composeBecome, composeInstalled, composeScript } from "../../src/script/compose.js";
import { shells } from "../support/shells.js";

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
      new TypeError("the check files needs library, which has to run before it"),
    );
    expect(() => composeInstalled(checks.toReversed(), "1.2.3")).toThrow(TypeError);
  });
});

describe("every script that the program makes", () => {
  const all = [...checksFor({ probe: true }), observing];
  const made = {
    run: composeScript(all, { nonce: NONCE, seconds: 90 }),
    "run, then as root": composeScript(all, { nonce: NONCE, seconds: 90, more: { secret: true } }),
    alone: composeScript(all, { nonce: NONCE, seconds: 90, standalone: true }),
    installed: composeInstalled(all, "1.2.3"),
    become: composeBecome(NONCE),
  };

  it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
    "is read to its end by %s",
    (_, shell) => {
      const [program = "sh", ...words] = shell;
      for (const script of Object.values(made)) {
        const { status, stderr } = spawnSync(program, [...words, "-n"], { input: script, encoding: "utf8" });
        expect(stderr.split("\n").filter((line) => line !== "" && !/: warning: /.test(line))).toEqual([]);
        expect(status).toBe(0);
      }
    },
  );
});
