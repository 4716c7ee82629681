/** When the pieces arrived of which something is made up. */
export interface Arrivals {
  readonly count: number;
  /** For each piece, how far it reaches: the length of all up to its end. */
  readonly ends: ArrayLike<number>;
  /** For each piece, when it came, on the clock of `performance.now()`. */
  readonly timesMs: ArrayLike<number>;
}

/** One piece of that length. */
export function arrivedAt(length: number, atMs: number): Arrivals {
  return { count: 1, ends: [length], timesMs: [atMs] };
}
