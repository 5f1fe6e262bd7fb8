import { type Applied, requestDecides } from "./sections.js";
import type { Decided } from "./undecided.js";

/** Whom the configuration lets in: everybody, nobody, or whom it asks for something. */
export type Access = "granted" | "denied" | "conditional";

/** The directives of the last section that has any: a section replaces what those before it say. */
function lastOf(applied: readonly Applied[], keys: readonly string[]): readonly Applied[] {
  const own = applied.filter(({ node }) => keys.includes(node.key));
  const { section } = own.at(-1) ?? {};
  return own.filter((each) => each.section === section);
}

const wordsOf = ({ node }: Applied) => node.arguments.join(" ").toLowerCase();

/** `Require`: one that holds is enough. */
function authorization(applied: readonly Applied[]): Decided<Access> {
  const lines = lastOf(applied, ["require"]);
  const doubtful = lines.find(({ certain }) => !certain);
  if (doubtful) return requestDecides(doubtful);
  if (lines.length === 0) return "granted";
  if (lines.some(({ limited }) => limited)) return "conditional";
  if (lines.some((line) => wordsOf(line) === "all granted")) return "granted";
  return lines.every((line) => wordsOf(line) === "all denied") ? "denied" : "conditional";
}

/** Order, Allow and Deny of 2.2, which mod_access_compat still reads. */
function hostAccess(applied: readonly Applied[]): Decided<Access> {
  const lines = lastOf(applied, ["order", "allow", "deny"]);
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
export function accessOf(applied: readonly Applied[]): Decided<Access> {
  const verdicts = [authorization(applied), hostAccess(applied)];
  const unsure = verdicts.find((each) => typeof each !== "string");
  if (unsure !== undefined) return unsure;
  const either = applied.some(
    ({ node }) =>
      /^(satisfy|authmerging)$/.test(node.key) && !/^(all|off)$/.test(node.arguments[0]?.toLowerCase() ?? ""),
  );
  if (either && verdicts.some((each) => each !== "granted")) return "conditional";
  return (
    verdicts.find((each) => each === "denied") ?? verdicts.find((each) => each === "conditional") ?? "granted"
  );
}
