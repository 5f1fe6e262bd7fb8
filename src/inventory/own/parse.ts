import type * as z from "zod";
import { linearPattern } from "../../base/re2.js";
import { suggestion } from "../../base/suggestion.js";
import type { Check } from "../../checks/check.js";
import { catalogueWith } from "../../checks/index.js";
import type { UserFact } from "../../model/snapshot.js";
import type { Inventory } from "../inventory.js";
import { InventoryDocument, type Path, type Problem } from "./document.js";
import { checkCompareBy, checkExpectations } from "./expectations.js";
import { declareGroups, findCycle, linkGroups } from "./groups.js";
import { declareHosts } from "./hosts.js";
import {
  describeIssue,
  groupSchema,
  hostSchema,
  type InventoryBody,
  inventorySchema,
  limitsSchema,
  settingsSchema,
  UNSUPPORTED_KEYS,
  userFactSchema,
} from "./schema.js";
import { SECRET_MESSAGE } from "./values.js";

/**
 * Reads the text of an inventory; `file` only names it in complaints. Facts that may be expected are those of
 * `checks`, all that there are by default, and the inventory's own. Pure. Throws an InventoryError that stands at the
 * first problem and lists up to twenty of one stage: syntax, then keys and types, then names and references.
 */
export function parseInventory(text: string, file: string, checks?: readonly Check[]): Inventory {
  const document = new InventoryDocument(text, file);
  const data = document.toData();
  if (data === null) throw document.errorFor([{ path: [], at: "value", message: "the inventory is empty" }]);
  const result = inventorySchema.safeParse(data, { error: describeIssue });
  if (!result.success) throw document.errorFor(result.error.issues.flatMap(toProblems));
  const problems: Problem[] = [];
  const inventory = build(result.data, { file, ...(checks && { checks }) }, problems);
  if (problems.length > 0) throw document.errorFor(problems);
  return inventory;
}

interface About {
  file: string;
  checks?: readonly Check[];
}

function build(body: InventoryBody, { file, checks }: About, problems: Problem[]): Inventory {
  const declared = declareGroups(body, problems);
  const groups = linkGroups(declared, body, problems);
  findCycle(groups, declared, problems);
  const hosts = declareHosts(declared, groups, body, problems);
  const facts = userFacts(body, problems);
  const known = new Map(catalogueWith(facts, checks).map((fact) => [fact.id, fact]));
  checkCompareBy(body.compare_by, known, problems);
  checkExpectations(body, declared, known, problems);
  return {
    file,
    compareBy: body.compare_by,
    limits: body.limits,
    facts,
    defaults: body.defaults ?? {},
    groups,
    hosts,
  };
}

/** The map of the file as a list; a pattern is tried out where it stands. */
function userFacts(body: InventoryBody, problems: Problem[]): UserFact[] {
  return Object.entries(body.facts ?? {}).map(([id, { label, command, pattern, type }]) => {
    if (pattern !== undefined && !linearPattern(pattern, "m"))
      problems.push({
        path: ["facts", id, "pattern"],
        at: "value",
        message: "this regular expression does not compile (RE2 syntax)",
      });
    if (pattern !== undefined && type === "boolean")
      problems.push({
        path: ["facts", id, "pattern"],
        at: "key",
        message: "a fact of type boolean is the exit status of its command: no pattern is looked for",
      });
    return { id, label: label ?? id, command, type, ...(pattern !== undefined && { pattern }) };
  });
}

function toProblems(issue: z.core.$ZodIssue): Problem[] {
  // Whatever was written in place of a reference may be the secret: not even its keys are repeated.
  if (issue.message === SECRET_MESSAGE) return [{ path: issue.path, at: "value", message: SECRET_MESSAGE }];
  if (issue.code === "invalid_union") {
    const meant = issue.errors.find((branch) => branch.every(({ path }) => path.length > 0));
    if (meant !== undefined)
      return meant.flatMap((inner) => toProblems({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, issue.path));
  if (issue.code === "invalid_key")
    return [{ path: issue.path, at: "key", message: issue.issues[0]?.message ?? issue.message }];
  return [{ path: issue.path, at: "value", message: issue.message }];
}

function unknownKey(key: string, parent: Path): Problem {
  const path = [...parent, key];
  const known = knownKeys(parent);
  const guess = suggestion(key, known);
  const unsupported = UNSUPPORTED_KEYS.get(key);
  if (unsupported !== undefined) return { path, at: "key", message: unsupported };
  if (guess !== "") return { path, at: "key", message: `unknown key "${key}"${guess}` };
  const hint = `known here: ${known.join(", ")}`;
  // "password hunter2" without its colon is an unknown key too.
  const discreet = `unknown key; ${hint}`;
  return { path, at: "key", message: `unknown key "${key}"; ${hint}`, discreet };
}

function knownKeys(path: Path): string[] {
  const [section] = path;
  if (section === undefined) return Object.keys(inventorySchema.shape);
  if (section === "facts") return Object.keys(userFactSchema.shape);
  if (section === "limits") return Object.keys(limitsSchema.shape);
  if (section === "defaults") return Object.keys(settingsSchema.shape);
  return Object.keys(section === "hosts" ? hostSchema.shape : groupSchema.shape);
}
