/** Things of which equal ones are kept once, and known by their number. */
export class Pool<T> {
  readonly all: T[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(item: T): number {
    const key = typeof item === "string" ? item : JSON.stringify(item);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.all.push(item) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}
