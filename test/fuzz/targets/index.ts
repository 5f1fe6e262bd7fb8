import type { Target } from "../target.js";
import { audits } from "./audits.js";
import { checkTargets } from "./checks.js";
import { frames } from "./frames.js";
import { inventories } from "./inventories.js";
import { readers } from "./readers.js";
import { transports } from "./transports.js";

/** Everything that reads what others wrote; each list is run by a process of its own. */
export const TARGETS = {
  hosts: [...frames, ...checkTargets, ...readers],
  reports: audits,
  files: [...inventories, ...transports],
} satisfies Record<string, readonly Target[]>;

const shares = Object.values(TARGETS)
  .flat()
  .reduce((sum, { share }) => sum + share, 0);

/** How many of all inputs are for one target. */
export const inputsOf = ({ share }: Target, all: number): number =>
  Math.max(1, Math.round((all * share) / shares));
