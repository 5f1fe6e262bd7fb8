import { readFileSync } from "node:fs";
import type { Audit } from "../../src/model/audit.js";

/** Where it is kept. */
const FROZEN = new URL("../report/frozen-audit.json", import.meta.url);

/**
 * An audit that was made once, with every situation that a report has to show. It brings its own catalogue: a new
 * fact, a new rule or another wording changes nothing in it, so that only a reporter can change what is made of it.
 */
export const frozenAudit = (): Audit => JSON.parse(readFileSync(FROZEN, "utf8")) as Audit;
