/** The middle one; NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.round((values.length - 1) / 2)] ?? Number.NaN;
}
