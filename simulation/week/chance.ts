/** Draws that are the same for the same stream of numbers in [0, 1). */
export interface Chance {
  /** Whether something of that probability happens. */
  happens(probability: number): boolean;
  between(low: number, high: number): number;
  /** A whole number, both ends included. */
  whole(low: number, high: number): number;
  /** Log-normal. */
  around(median: number, spread: number): number;
  /** Exponential: what is waited for when nothing is due. */
  waiting(mean: number): number;
  readonly random: () => number;
}

/** Draws by `random`. */
export function chanceOf(random: () => number): Chance {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return {
    random,
    happens: (probability) => random() < probability,
    between: (low, high) => low + (high - low) * random(),
    whole: (low, high) => low + Math.floor((high - low + 1) * random()),
    around: (median, spread) => median * Math.exp(spread * normal()),
    waiting: (mean) => -mean * Math.log(1 - random()),
  };
}
