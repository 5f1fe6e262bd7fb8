import type fc from "fast-check";

/** Something that reads what others wrote. */
export interface Target<T = unknown> {
  name: string;
  /** Its part of all inputs, in thousandths. */
  share: number;
  inputs: fc.Arbitrary<T>;
  /** Throws for whatever must not be; the errors that it declares itself are no fault. */
  run(input: T): void | Promise<void>;
  /** Milliseconds that one input may take. */
  within?: number;
}

/** Nothing at run time: it hides the type of the inputs from the table. */
export const target = <T>(each: Target<T>): Target => each as unknown as Target;

/** Runs a reader that may refuse its input by errors of these classes, and no others. */
export function refusing<R>(
  read: () => R,
  ...classes: readonly (new (
    ...args: never[]
  ) => Error)[]
): R | undefined {
  try {
    return read();
  } catch (error) {
    if (classes.some((each) => error instanceof each)) return undefined;
    throw error;
  }
}
