/** Values of Ansible's variables, as far as the way to a host depends on them. */

/** A value that stands encrypted in the inventory. */
export class Vaulted {}

/** The text of `!unsafe`: braces in it are no template. */
export class Verbatim {
  constructor(readonly text: string) {}
}

/** By name. A `Map` always: names such as `__proto__` are names like any other there. */
export type Variables = ReadonlyMap<string, unknown>;

/** What an encrypted file begins with. */
export const VAULT_HEADER = "$ANSIBLE_VAULT;";

/** What JSON has of such values, its own or that of `ansible-inventory`; all others as they are. */
export function decoded(value: unknown): unknown {
  if (!(value instanceof Map) || value.size !== 1) return value;
  if (value.has("__ansible_vault")) return new Vaulted();
  const unsafe = value.get("__ansible_unsafe");
  return typeof unsafe === "string" ? new Verbatim(unsafe) : value;
}

/** A value as Python writes it; undefined for what is no text, number or truth value. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (value instanceof Verbatim) return value.text;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return value instanceof Float ? value.text : undefined;
}

/** A number with a fraction, as Python writes it: 1.0 is not 1. */
export class Float {
  readonly text: string;

  constructor(value: number) {
    this.text = Number.isInteger(value) ? value.toFixed(1) : String(value);
  }
}

const TRUE = new Set(["true", "yes", "on", "y", "t", "1", "1.0"]);
const FALSE = new Set(["false", "no", "off", "n", "f", "0", "0.0"]);

/** What Ansible takes for true and for false; undefined for all else. */
export function truthOf(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
}

/** Python's `int()` of a value; undefined where that fails. */
export function integerOf(value: unknown): number | undefined {
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Float) return Math.trunc(Number(value.text));
  const text = textOf(value)?.trim();
  if (text === undefined || !/^[+-]?\d+(_\d+)*$/.test(text)) return undefined;
  return Number(text.replaceAll("_", ""));
}
