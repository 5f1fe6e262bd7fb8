import type { UserFact } from "../model/snapshot.js";
import type { Settings } from "./own/schema.js";

/** An inventory as written: ranges expanded, references checked, nothing inherited yet. Types only. */
export interface Inventory {
  file: string;
  /** `group` or a host fact id. */
  compareBy: string;
  limits: { handshakes: number; running: number };
  /** Facts of the user's own. */
  facts: readonly UserFact[];
  defaults: Settings;
  /** Every group, nested ones too, in the order of the file. */
  groups: ReadonlyMap<string, Group>;
  /** Every host: those of the groups first, then those of `hosts`, each in the order of the file. */
  hosts: ReadonlyMap<string, Host>;
  /** What is to be said once about an inventory that was not taken over in every point. */
  notes?: readonly string[];
}

export interface Group {
  name: string;
  settings: Settings;
  /** Groups that name this one as their child. Without cycles. */
  parents: readonly string[];
}

export interface Host {
  name: string;
  /** What ssh_config knows it by, and what to dial where nothing else is said; by default its name. */
  alias?: string;
  /** What to dial, if not the name. */
  address?: string;
  settings: Settings;
  /** Groups that the host belongs to by itself, not through a child group. */
  groups: readonly string[];
}
