/** The middle value; of an even number of them, the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** The median of what is measured in pairs, which a machine that is now slow and now fast does not distort. */
export const medianRatio = (values: readonly number[], others: readonly number[]): number =>
  median(values.map((value, pair) => value / (others[pair] ?? Number.NaN)));

/** So many significant digits: what is measured is not known better. */
export const rounded = (value: number, digits = 3): number => Number(value.toPrecision(digits));
