import { checkArgument, object } from "../base/arguments.js";
import { AUDIT_SCHEMA, type Audit } from "../model/audit.js";

const audit = {
  is: (value: unknown) => object.is(value) && (value as Partial<Audit>).schema === AUDIT_SCHEMA,
  expected: `an audit (${AUDIT_SCHEMA})`,
};

/** Throws a TypeError for what is no audit, or one of another version. */
export const checkAudit = (what: string, value: unknown): void => checkArgument(what, value, audit);
