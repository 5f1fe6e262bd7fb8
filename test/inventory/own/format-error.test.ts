import { expect, test } from "vitest";
import { InventoryError } from "../../../src/base/errors.js";
import { formatInventoryError } from "../../../src/inventory/own/format-error.js";

test("a place, the line and a caret", () => {
  const error = new InventoryError("bad", "inv.yaml", 3, 5, "  a: b");
  expect(formatInventoryError(error)).toBe("inv.yaml:3:5: bad\n    a: b\n      ^");
});

test("a whole file has no line", () => {
  expect(formatInventoryError(new InventoryError("no such file", "inv.yaml"))).toBe("inv.yaml: no such file");
});

test("tabs keep the caret in its place", () => {
  const [, source, caret] = formatInventoryError(new InventoryError("bad", "f", 1, 3, "\tab")).split("\n");
  expect([source, caret]).toEqual(["  \tab", "  \t ^"]);
});

test("nothing is pointed at behind a redacted secret", () => {
  expect(formatInventoryError(new InventoryError("bad", "f", 1, 99, "[redacted]"))).toBe(
    "f:1:99: bad\n  [redacted]",
  );
});

test("long lines are cut around the column", () => {
  const source = `${"x".repeat(5_000)}HERE${"x".repeat(5_000)}`;
  const [, shown = "", caret = ""] = formatInventoryError(
    new InventoryError("bad", "f", 1, 5_001, source),
  ).split("\n");
  expect(shown.length).toBeLessThan(200);
  expect(shown.slice(caret.indexOf("^")).startsWith("HERE")).toBe(true);
});

test("control characters do not reach the terminal", () => {
  const error = new InventoryError("bad", "f", 1, 1, "\u001b[2J\u009b");
  expect(formatInventoryError(error)).toBe("f:1:1: bad\n  ?[2J?\n  ^");
});

test("further problems follow the caret", () => {
  const error = new InventoryError("first\nf:2:1: second", "f", 1, 1, "a");
  expect(formatInventoryError(error).split("\n")).toEqual(["f:1:1: first", "  a", "  ^", "f:2:1: second"]);
});
