import { defineRule } from "../rule.js";

/** Of the fact `mutex.directives`, `Mutex sem mpm-accept (FILE:LINE)`: whether it chooses how accept() is locked. */
function isSet(directive: string): boolean {
  const [name = "", mechanism = "", ...names] = directive
    .replace(/ \([^()]*\)$/, "")
    .toLowerCase()
    .split(/\s+/);
  // `file:DIRECTORY` is what older Debian has: where lock files stand.
  if (mechanism === "default" || mechanism.startsWith("file:")) return false;
  const locks = names.filter((each) => each !== "omitpid");
  return name !== "mutex" || locks.length === 0 || locks.some((each) => /^(default|mpm-accept)$/.test(each));
}

export const acceptLockSet = defineRule({
  id: "apache/accept-lock-set",
  severity: "info",
  title: "The lock around accept() is set by hand",
  why: "APR knows what is fastest and safe on each system, and chooses it where nothing is set; what was set for an old system or kernel stays for ever, and some mechanisms leave semaphores behind or stand still when a process dies.",
  remedy:
    "Unless there is a reason that still holds, remove the directive, or write Mutex default; for daemon groups WSGIAcceptMutex default takes APR's choice.",
  reference: "https://httpd.apache.org/docs/2.4/mod/core.html#mutex",
  needs: ["mutex.directives"],
  judge: (facts) =>
    facts["mutex.directives"]
      .filter(isSet)
      .map((each) => ({ message: each, evidence: `mutex.directives: ${each}` })),
});
