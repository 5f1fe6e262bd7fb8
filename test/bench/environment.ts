import { cpus } from "node:os";
import { TOOLS, versionOf } from "./tools.js";

/** What figures depend on besides the program. */
export interface Environment {
  /** `2026-12-24` */
  date: string;
  node: string;
  cpu: string;
  cores: number;
  /** By the name of a tool its version; null where it is not installed. */
  tools: Record<string, string | null>;
}

export const describeEnvironment = (): Environment => ({
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  tools: Object.fromEntries(TOOLS.map((tool) => [tool.name, versionOf(tool) ?? null])),
});
