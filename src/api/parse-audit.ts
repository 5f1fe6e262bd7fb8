import { UsageError } from "../base/errors.js";
import { AUDIT_SCHEMA, type Audit } from "../model/audit.js";
import { auditDocument } from "../model/schema/audit.js";

/**
 * Reads an audit that was written as JSON; `name` only names it in complaints. What a later release of the same version
 * has added is left alone. Throws a UsageError of one line for what is no audit, or one of another version.
 */
export function parseAudit(text: string, name: string): Audit {
  const value = jsonOf(text) ?? jsonOf(text.slice(0, Math.max(0, text.indexOf("\n"))));
  const schema = typeof value === "object" && value !== null && "schema" in value ? value.schema : undefined;
  if (schema === undefined) throw new UsageError(`${name}: not an audit`);
  if (schema !== AUDIT_SCHEMA)
    throw new UsageError(
      `${name}: written as ${String(JSON.stringify(schema)).slice(0, 80)}, this version reads ${AUDIT_SCHEMA}`,
    );
  const { error } = auditDocument.safeParse(value);
  const wrong = error?.issues.find(({ code }) => code !== "unrecognized_keys");
  if (wrong) throw new UsageError(`${name}: not an audit: ${wrong.path.join(".")}: ${wrong.message}`);
  return value as Audit;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
