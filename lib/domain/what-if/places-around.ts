/** At most so many donors on either side of the wished size are drawn from. */
const EACH_SIDE = 20;

/** The places next to a size: at most EACH_SIDE on either side, none farther than `reach`. */
export function placesAround(
  sizes: Float64Array,
  size: number,
  reach: number,
): readonly [from: number, to: number] {
  // Of many of just this size, from their middle.
  const middle = (placeOf(sizes, size) + placeOf(sizes, size + 1e-9)) >> 1;
  let [from, to] = [middle, middle];
  while (from > 0 && middle - from < EACH_SIDE && size - (sizes[from - 1] ?? 0) <= reach) from--;
  while (to < sizes.length && to - middle < EACH_SIDE && (sizes[to] ?? 0) - size <= reach) to++;
  return [from, to];
}

/** How many sizes are smaller. */
function placeOf(sizes: Float64Array, size: number): number {
  let [low, high] = [0, sizes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sizes[middle] ?? 0) < size) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A fixed shuffle: a number for each place that has nothing to do with its neighbours'. */
export function shuffled(index: number): number {
  const mixed = Math.imul(index + 1, 0x9e3779b1);
  return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0;
}
