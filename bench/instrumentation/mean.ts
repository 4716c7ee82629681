/** The sum by the count; NaN of none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** `mean ± its standard error`. */
export function meanWithError(values: readonly number[], digits: number): string {
  const middle = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
  return `${middle.toFixed(digits)} ± ${Math.sqrt(variance / values.length).toFixed(digits)}`;
}
