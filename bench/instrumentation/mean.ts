/** The sum by the count; NaN of none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of that mean; NaN of fewer than two. */
export function standardError(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** `mean ± its standard error`. */
export function meanWithError(values: readonly number[], digits: number): string {
  return `${mean(values).toFixed(digits)} ± ${standardError(values).toFixed(digits)}`;
}
