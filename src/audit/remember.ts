import type { ApplicationAudit, CheckResult, HostAudit, InstallationAudit } from "../model/audit.js";
import type { Facts, Gaps } from "../model/fact.js";

interface Known {
  facts: Facts;
  gaps: Gaps;
}

/** A value is known, or there is certainly none. What was denied or failed is neither. */
export const isKnown = ({ facts, gaps }: Known, id: string): boolean =>
  (facts[id] ?? null) !== null || gaps[id]?.outcome === "absent";

/**
 * What is known of a host after another answer that may not be whole: where that shows something it counts, elsewhere
 * what was seen before. What a part of an answer does not show has not changed, and is told once when it has.
 */
export const remember = (before: HostAudit, now: HostAudit): HostAudit => ({
  ...now,
  ...known(before, now),
  checks: checksOf(before.checks, now.checks),
  installations: merged(
    before.installations,
    now.installations,
    now.checks.discovery?.outcome === "ok",
    rememberInstallation,
  ),
});

const rememberInstallation = (before: InstallationAudit, now: InstallationAudit): InstallationAudit => ({
  ...now,
  ...known(before, now),
  checks: checksOf(before.checks, now.checks),
  applications: merged(
    before.applications,
    now.applications,
    now.checks.applications?.outcome === "ok",
    (one: ApplicationAudit, other: ApplicationAudit) => ({ ...other, ...known(one, other) }),
  ),
});

function known(before: Known, now: Known): Known {
  const facts = { ...now.facts };
  const gaps = { ...now.gaps };
  for (const id of new Set([...Object.keys(before.facts), ...Object.keys(before.gaps)])) {
    if (isKnown(now, id) || !isKnown(before, id)) continue;
    facts[id] = before.facts[id] ?? null;
    delete gaps[id];
    const gap = before.gaps[id];
    if (gap) gaps[id] = gap;
  }
  return { facts, gaps };
}

/** A list that was searched for whole says all; of another one, what it does not name may still be there. */
function merged<T extends { id: string }>(
  before: readonly T[],
  now: readonly T[],
  whole: boolean,
  merge: (before: T, now: T) => T,
): T[] {
  const old = new Map(before.map((each) => [each.id, each]));
  const here = now.map((each) => {
    const earlier = old.get(each.id);
    return earlier ? merge(earlier, each) : each;
  });
  const ids = new Set(now.map(({ id }) => id));
  return whole ? here : [...here, ...before.filter(({ id }) => !ids.has(id))];
}

/** What one of them has seen is seen. */
function checksOf(
  before: Readonly<Record<string, CheckResult>>,
  now: Readonly<Record<string, CheckResult>>,
): Record<string, CheckResult> {
  const seen = Object.entries(before).filter(
    ([id, { outcome }]) => outcome === "ok" && now[id] !== undefined,
  );
  return { ...before, ...now, ...Object.fromEntries(seen) };
}
