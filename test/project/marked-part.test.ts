import { expect, it } from "vitest";
import { replaceMarkedPart } from "../support/marked-part.js";

it("a marked part is written anew between its own marks only", () => {
  const text = "a\n<!-- b -->\nold\n<!-- /b -->\nc\n<!-- d -->\nkept\n<!-- /d -->\n";
  expect(replaceMarkedPart(text, "b", "new")).toBe(text.replace("\nold\n", "\n\nnew\n\n"));
  expect(() => replaceMarkedPart(text, "e", "new")).toThrow("<!-- e -->");
  expect(() => replaceMarkedPart("<!-- /b --><!-- b -->", "b", "new")).toThrow("<!-- b -->");
});
