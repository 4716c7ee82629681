/** The value below which `share` of sorted values lie, between neighbours. Infinity where that lies beyond the finite ones. */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.min(1, Math.max(0, share)) * sorted.length - 0.5;
  const low = sorted[Math.max(0, Math.floor(rank))] ?? Number.NaN;
  const high = sorted[Math.min(sorted.length - 1, Math.floor(rank) + 1)] ?? Number.NaN;
  if (low === high || rank < 0) return rank < 0 ? high : low;
  if (!Number.isFinite(high)) return rank - Math.floor(rank) < 0.5 ? low : high;
  return low + (rank - Math.floor(rank)) * (high - low);
}

/**
 * The range that holds `confidence` of sorted values. As much is left out below as above, except where the values pile
 * up at an end (`isLowest`, `isHighest`): a range that begins there leaves out nothing below, and must not hold more
 * than it claims above.
 */
export function heldRange(
  sorted: ArrayLike<number>,
  confidence: number,
  { isLowest = () => false, isHighest = () => false }: EndTests = {},
): { readonly from: number; readonly to: number } {
  const tail = (1 - confidence) / 2;
  const n = sorted.length;
  let [low, high] = [0, 0];
  for (let index = 0; index < n; index++) {
    const value = sorted[index] ?? Number.NaN;
    if (isLowest(value)) low++;
    if (isHighest(value)) high++;
  }
  const [pilesLow, pilesHigh] = [low / n > tail, high / n > tail];
  if (pilesLow === pilesHigh)
    return { from: quantileOfSorted(sorted, tail), to: quantileOfSorted(sorted, 1 - tail) };
  return pilesLow
    ? { from: quantileOfSorted(sorted, 0), to: quantileOfSorted(sorted, confidence) }
    : { from: quantileOfSorted(sorted, 1 - confidence), to: quantileOfSorted(sorted, 1) };
}

interface EndTests {
  readonly isLowest?: (value: number) => boolean;
  readonly isHighest?: (value: number) => boolean;
}
