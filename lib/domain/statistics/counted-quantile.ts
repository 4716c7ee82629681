/** A value and how often it occurs. */
export interface CountedValue {
  readonly value: number;
  readonly n: number;
}

/**
 * The exact quantile of values of which equal ones are counted, given in ascending order: what lies at rank
 * share × (n − 1), between two values linearly (type 7 of Hyndman & Fan 1996). Null without values.
 */
export function countedQuantile(counted: readonly CountedValue[], share: number): number | null {
  const total = counted.reduce((sum, { n }) => sum + n, 0);
  const rank = share * (total - 1);
  const [low, high] = [valueAt(counted, Math.floor(rank)), valueAt(counted, Math.ceil(rank))];
  if (low === null || high === null) return null;
  return low + (high - low) * (rank - Math.floor(rank));
}

function valueAt(counted: readonly CountedValue[], rank: number): number | null {
  let passed = 0;
  for (const { value, n } of counted) {
    passed += n;
    if (rank < passed) return value;
  }
  return null;
}
