import { z } from "zod";
import { readText } from "../inventory/files.js";
import { InventoryDocument } from "../inventory/own/document.js";
import { describeIssue } from "../inventory/own/schema.js";
import { expandRange, HostRangeError } from "../inventory/select/ranges.js";
import type { Acceptance } from "./accept.js";

const text = z.string().min(1, "expected text, not nothing");

const schema = z.strictObject({
  accepted: z.array(
    z.strictObject({
      rule: text,
      hosts: z.array(text).min(1, "expected at least one host"),
      reason: text,
      until: z.iso.date("expected the last day, such as 2027-01-31"),
    }),
  ),
});

/** Reads a file of accepted findings. Rejects with an InventoryError, also if it cannot be read. */
export async function loadAccepted(file: string): Promise<Acceptance[]> {
  return parseAccepted(await readText(file, "the accepted findings"), file);
}

/**
 * Reads the file of accepted findings; `file` only names it in complaints. Pure. Throws an InventoryError with the
 * place of each mistake.
 * @internal
 */
export function parseAccepted(content: string, file: string): Acceptance[] {
  const document = new InventoryDocument(content, file);
  const result = schema.safeParse(document.toData(), { error: describeIssue });
  if (!result.success)
    throw document.errorFor(
      result.error.issues.map(({ path, message }) => ({ path, at: "value" as const, message })),
    );
  return result.data.accepted.map(({ rule, hosts, reason, until }, index) => {
    const globs = hosts.filter((name) => /[*?]/.test(name));
    try {
      const names = hosts.filter((name) => !/[*?]/.test(name)).flatMap(expandRange);
      return { rule, hosts: new Set(names), globs, reason, until };
    } catch (error) {
      if (!(error instanceof HostRangeError)) throw error;
      throw document.errorFor([{ path: ["accepted", index, "hosts"], at: "value", message: error.message }]);
    }
  });
}
