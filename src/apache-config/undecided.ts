/** A value that the configuration leaves open, and to whom. Never guessed. */
export interface Undecided {
  undecided: string;
}

export type Decided<T> = T | Undecided;

export const undecided = (because: string): Undecided => ({ undecided: because });

export const isUndecided = (value: unknown): value is Undecided =>
  typeof value === "object" && value !== null && "undecided" in value;

/** A value derived from another one, open where that one is. */
export const derived = <T, U>(value: Decided<T>, derive: (value: T) => Decided<U>): Decided<U> =>
  isUndecided(value) ? value : derive(value);
