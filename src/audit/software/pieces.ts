import type { FactValue, Gap } from "../../model/fact.js";

/** What a piece is: software, or what it runs on. */
type Kind =
  | "fleet"
  | "host"
  | "container"
  | "system"
  | "installation"
  | "httpd"
  | "mod_wsgi"
  | "python"
  | "openssl"
  | "application"
  | "package";

/** Why the list of what a piece needs may lack something: incomplete where the host kept it back or could not say it. */
export type Doubt = "incomplete" | "unknown";

/** A name and a value, such as `["unknown:python.version", "denied: ..."]`. */
export type Note = readonly [name: string, value: string];

/** The package of the system's package manager that a piece belongs to. */
export interface Owner {
  manager: "deb" | "rpm" | "apk";
  /** Id of the system, as /etc/os-release has it. */
  system: string;
  /** `debian-12`; undefined where the version of the system is not known. */
  distro?: string;
  name: string;
  version: string;
  architecture?: string;
}

/** One piece of the fleet's software. Equal ones are one and the same, however many hosts have them. */
export interface Piece {
  kind: Kind;
  name: string;
  /** Undefined where it is not known: none is ever guessed. */
  version?: string;
  owner?: Owner;
  /** It is PyPI's, which pip has built. */
  isPips?: true;
  /** The names that a group of pieces has in common. */
  group?: string;
  notes: readonly Note[];
  needs: readonly Piece[];
  doubt?: Doubt;
}

/** What is missing, and what that does to the list that it is missing from. */
export interface Lack {
  note: Note;
  doubt: Doubt;
}

interface Side {
  facts: Readonly<Record<string, FactValue | null>>;
  gaps: Readonly<Record<string, Gap>>;
}

/** A fact that is a text and says something. */
export function textAt({ facts }: Side, id: string): string | undefined {
  const value = facts[id];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The records or items of a fact; undefined where they are not known. */
export function listAt<T>({ facts }: Side, id: string): readonly T[] | undefined {
  const value = facts[id];
  return Array.isArray(value) ? (value as unknown as readonly T[]) : undefined;
}

/** Why a fact has no value. Absent: there was nothing to look at, so that something may be missing, or nothing. */
export function lackAt({ gaps }: Side, id: string): Lack {
  const { outcome, reason } = gaps[id] ?? { outcome: "absent", reason: "it was not looked for" };
  return {
    note: [`unknown:${id}`, `${outcome}: ${reason}`],
    doubt: outcome === "absent" ? "unknown" : "incomplete",
  };
}

/** The worst of several; undefined where there is none. */
export function worst(doubts: readonly (Doubt | undefined)[]): Doubt | undefined {
  return doubts.includes("incomplete") ? "incomplete" : doubts.find((each) => each !== undefined);
}

/** Collects pieces, of equal ones the first. */
export class Pieces {
  readonly #known = new Map<string, Piece>();
  readonly #numbers = new Map<Piece, number>();

  add(piece: Piece): Piece {
    const { needs, ...own } = piece;
    const numbers = needs.map((each) => this.#numbers.get(each)).sort();
    const key = JSON.stringify([
      own.kind,
      own.name,
      own.version,
      own.owner,
      own.isPips,
      own.group,
      own.notes,
      own.doubt,
      numbers,
    ]);
    const known = this.#known.get(key);
    if (known) return known;
    this.#known.set(key, piece);
    this.#numbers.set(piece, this.#numbers.size);
    return piece;
  }

  /** In the order in which they were added: what a piece needs stands before it. */
  all(): readonly Piece[] {
    return [...this.#known.values()];
  }
}
