import type { Problem } from "../../checks/files/uses.js";
import { defineRule, type Offence, type Rule, type Undecided } from "../rule.js";

/** A rule on one kind of directory: open where the login could not see one of them. */
export const defineDirectoryRule = (
  what: Problem["what"],
  info: Pick<Rule, "id" | "title" | "why" | "remedy" | "reference">,
): Rule =>
  defineRule({
    ...info,
    severity: "error",
    needs: ["files.problems"],
    judge: (facts) => problemsWith(facts["files.problems"], what),
  });

function problemsWith(problems: readonly Problem[], what: string): readonly Offence[] | Undecided {
  const own = problems
    .filter((each) => each.what === what)
    // A home that is missing, or is none, is what python/home-unusable says.
    .filter(({ problem }) => what !== "python home" || problem === null || problem.includes(" may not "));
  const unseen = own.find(({ problem }) => problem === null);
  const known = own.filter(({ problem }) => problem !== null);
  if (known.length === 0 && unseen)
    return { because: `the login cannot see whether ${unseen.user} may use ${unseen.path}` };
  return known.map(({ path, user, problem }) => ({
    message: `${what} ${path}: ${problem}`,
    evidence: `${what} ${path} of ${user}: ${problem}`,
  }));
}
