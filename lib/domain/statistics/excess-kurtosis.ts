/**
 * The excess kurtosis of whether one value lies below the quantile at `share` (0 to 1), 1 / (p (1 - p)) - 6, that of a
 * Bernoulli variable; 0 near the median, where it is negative. How well n independent values tell the variance of
 * their share hangs on it: its degrees of freedom are no more than 2 n over this.
 */
export function excessKurtosis(share: number): number {
  return Math.max(0, 1 / (share * (1 - share)) - 6);
}
