/** The middle one; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** `median [lower quartile – upper quartile]`. */
export function spread(values: readonly number[], digits: number): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((at) => quantile(values, at).toFixed(digits));
  return `${middle} [${low} – ${high}]`;
}

function quantile(values: readonly number[], at: number): number {
  return values.toSorted((a, b) => a - b)[Math.round((values.length - 1) * at)] ?? Number.NaN;
}
