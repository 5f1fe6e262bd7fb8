import { forJson } from "./escape.js";
import type { Reporter } from "./reporter.js";

/** The audit itself. */
export const json: Reporter = (audit) => `${forJson(JSON.stringify(audit, null, 2))}\n`;
