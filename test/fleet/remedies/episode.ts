/** What of a remedy is carried out, and how. */
export interface Cure {
  /** The words of the remedy, as the report prints it. Its groups are commands, paths and lines of configuration. */
  says: RegExp;
  /** Shell of root: `$1` and on are what the groups took, and `eval "$1"` runs a command as it is printed. */
  does: string;
  /** How the server is told: by a reload, by whole stops and starts as the remedy says them, or not at all. */
  takeOver?: "reload" | "restart" | "nothing";
}

/** Faults that are made together on a host, and cured together. */
export interface Episode {
  name: string;
  /** Shell of root, on a host as it was installed. */
  make: string;
  /** By rule: each of them finds something, and no other rule does; afterwards none does. */
  cures: Readonly<Record<string, Cure>>;
  /** Rules that find the same from another side, and that go with it. */
  with?: readonly string[];
  /** Shell of root: takes away what a clean slate does not. */
  undo?: string;
  /** By `port name path`: the status with the fault and without it. "none" is no answer at all, "-" not asked for: it would take long. */
  answers: Readonly<Record<string, readonly [faulty: string, well: string]>>;
  /** Rules that see what the fault does to processes, or do not: it hangs on the moment. */
  symptoms?: readonly string[];
  /** Of the host in the inventory; and afterwards, where a remedy changes that. */
  settings?: Readonly<Record<string, unknown>>;
  settled?: Readonly<Record<string, unknown>>;
  /** Words of the command line besides those that every run has. */
  options?: readonly string[];
  /** Of the login; `root` by default. */
  login?: string;
}
