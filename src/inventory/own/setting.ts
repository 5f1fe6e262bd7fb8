import { parse } from "yaml";
import { UsageError } from "../../base/errors.js";
import { suggestion } from "../../base/suggestion.js";
import { describeIssue, type Settings, settingsSchema } from "./schema.js";
import { tooDeepAt } from "./yaml-depth.js";

/** `key=value` of the command line, the value as in an inventory. Throws a UsageError. */
export function parseSetting(text: string): Settings {
  const [, key, value] = /^([a-z_]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new UsageError(`expected key=value, such as user=root`);
  const known = new Set(Object.keys(settingsSchema.shape));
  if (!known.has(key)) throw new UsageError(`no setting "${key}"${suggestion(key, known)}`);
  const result = settingsSchema.safeParse({ [key]: read(key, value) }, { error: describeIssue });
  if (result.success) return result.data;
  throw new UsageError(`${key}: ${result.error.issues[0]?.message ?? "not understood"}`);
}

/** Longer ones are no settings that anybody wrote. */
const LONGEST = 4096;

function read(key: string, value: string): unknown {
  if (value.length > LONGEST || tooDeepAt(value) !== undefined)
    throw new UsageError(`${key}: not understood`);
  try {
    return parse(value, { prettyErrors: false, logLevel: "error" });
  } catch {
    throw new UsageError(`${key}: not understood`);
  }
}
