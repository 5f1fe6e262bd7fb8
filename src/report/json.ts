import type { Reporter } from "./reporter.js";

/** The audit itself. */
export const json: Reporter = (audit) => `${JSON.stringify(audit, null, 2)}\n`;
