import { type Applied, requestDecides } from "./sections.js";
import type { Settings } from "./settings.js";
import type { Decided } from "./undecided.js";

/** Whom the configuration lets in: everybody, nobody, or whom it asks for something. */
export type Access = "granted" | "denied" | "conditional";

/**
 * The directives of the last section that has any: a section replaces what those before it say. Without a section they
 * are the servers' own, the main server's among them.
 */
function lastOf({ layers }: Settings, keys: readonly string[]): readonly Applied[] {
  const last = layers.at(-1)?.applied.findLast(({ node }) => keys.includes(node.key));
  const own = layers.flatMap((layer) => keys.flatMap((key) => layer.of(key)));
  return own.filter((each) => each.section === last?.section);
}

const wordsOf = ({ node }: Applied) => node.arguments.join(" ").toLowerCase();

/** `Require`: one that holds is enough. */
function authorization(settings: Settings): Decided<Access> {
  const lines = lastOf(settings, ["require"]);
  const doubtful = lines.find(({ certain }) => !certain);
  if (doubtful) return requestDecides(doubtful);
  if (lines.length === 0) return "granted";
  if (lines.some(({ limited }) => limited)) return "conditional";
  if (lines.some((line) => wordsOf(line) === "all granted")) return "granted";
  return lines.every((line) => wordsOf(line) === "all denied") ? "denied" : "conditional";
}

/** Order, Allow and Deny of 2.2, which mod_access_compat still reads. */
function hostAccess(settings: Settings): Decided<Access> {
  const lines = lastOf(settings, ["order", "allow", "deny"]);
  const doubtful = lines.find(({ certain }) => !certain);
  if (doubtful) return requestDecides(doubtful);
  if (lines.length === 0) return "granted";
  const of = (key: string) => lines.filter(({ node }) => node.key === key).map(wordsOf);
  const [allowed, denied] = [of("allow"), of("deny")];
  if (lines.some(({ limited }) => limited) || [...allowed, ...denied].some((each) => each !== "from all"))
    return "conditional";
  const allowLast = (of("order").at(-1) ?? "deny,allow").replace(/\s/g, "") === "deny,allow";
  if (allowLast) return denied.length === 0 || allowed.length > 0 ? "granted" : "denied";
  return allowed.length > 0 && denied.length === 0 ? "granted" : "denied";
}

/** Whether a request is let in by its host and by `Require`, as httpd demands both unless `Satisfy Any` stands there. */
export function accessOf(settings: Settings): Decided<Access> {
  const verdicts = [authorization(settings), hostAccess(settings)];
  const unsure = verdicts.find((each) => typeof each !== "string");
  if (unsure !== undefined) return unsure;
  const either = ["satisfy", "authmerging"].some((key) =>
    settings.all(key).some(({ node }) => !/^(all|off)$/.test(node.arguments[0]?.toLowerCase() ?? "")),
  );
  if (either && verdicts.some((each) => each !== "granted")) return "conditional";
  return (
    verdicts.find((each) => each === "denied") ?? verdicts.find((each) => each === "conditional") ?? "granted"
  );
}
