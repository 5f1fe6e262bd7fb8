import type { Part, Section } from "../../src/model/snapshot.js";

/** A section that came to its end, of an installation: each part by its output alone, or with what differs of it. */
export const sectionOf = (
  check: string,
  parts: Readonly<Record<string, string | Partial<Part>>>,
): Section => ({
  check,
  installation: 1,
  parts: Object.entries(parts).map(([name, part]) => ({
    name,
    stdout: "",
    stderr: "",
    status: 0,
    ...(typeof part === "string" ? { stdout: part } : part),
  })),
  status: 0,
  timedOut: false,
});
