import type { PastChange } from "../../audit/drift.js";
import { showValue } from "../../facts/values.js";
import type { FactValue } from "../../model/fact.js";
import { forTerminal } from "../escape.js";

/** One value that changed; `place` is "" for the host itself. */
export interface PageChange {
  when: string;
  host: string;
  place: string;
  fact: string;
  before: string;
  after: string;
}

export const placeOf = (installation?: string, application?: string): string =>
  [installation, application].filter(Boolean).join(" ");

const textOf = (value: FactValue | null) => (value === null ? "–" : forTerminal(showValue(value)));

/** A change as the page shows it. */
export const changeOf = ({
  when,
  host,
  installation,
  application,
  fact,
  before,
  after,
}: PastChange): PageChange => ({
  when,
  host: forTerminal(host),
  place: forTerminal(placeOf(installation, application)),
  fact,
  before: textOf(before),
  after: textOf(after),
});
