/** Ranks from 1 for the smallest value; null where none is far enough out. */
export interface RankInterval {
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * Between which of n values the quantile at `share` of what they were drawn from lies, with a probability of at least
 * `level`, whatever its distribution: the number of values up to the quantile is binomial. The lower rank is the largest
 * l with P(B < l) <= (1 − level) ÷ 2, the upper one the smallest u with P(B >= u) <= (1 − level) ÷ 2.
 *
 * The probabilities are summed, not approximated: in work and memory that grow with the square root of n.
 */
export function binomialRanks(n: number, share: number, level = 0.95): RankInterval {
  if (!(Number.isSafeInteger(n) && n >= 0)) throw new RangeError(`Not a number of values: ${n}`);
  if (!(share >= 0 && share <= 1)) throw new RangeError(`Not a share of 1: ${share}`);
  if (!(level > 0 && level < 1)) throw new RangeError(`Not a level of confidence: ${level}`);
  const { first, weights } = binomialWeights(n, share);
  const tail = ((1 - level) / 2) * weights.reduce((sum, weight) => sum + weight, 0);
  // P(B < first) and P(B > last) are less than any level is from 0 or 1.
  let lower = first;
  for (let below = weights[0] ?? 0; below <= tail; below += weights[lower - first] ?? 0) lower += 1;
  const last = first + weights.length - 1;
  let upper = last + 1;
  for (let above = weights[last - first] ?? 0; above <= tail; above += weights[upper - 1 - first] ?? 0)
    upper -= 1;
  return { lower: lower > 0 ? lower : null, upper: upper <= n ? upper : null };
}

/** Where a probability is so much smaller than the greatest that all beyond it together change no rank. */
const NEGLIGIBLE = 1e-24;

/**
 * The binomial probabilities of `first` successes, of one more and so on, as multiples of the greatest of them; those
 * left out are negligible.
 */
function binomialWeights(n: number, share: number): { first: number; weights: Float64Array } {
  const mode = Math.min(Math.floor((n + 1) * share), n);
  const odds = share / (1 - share);
  const down: number[] = [];
  for (let k = mode, weight = 1; k > 0; k -= 1) {
    weight *= k / ((n - k + 1) * odds);
    if (weight < NEGLIGIBLE) break;
    down.push(weight);
  }
  const up: number[] = [1];
  for (let k = mode, weight = 1; k < n; k += 1) {
    weight *= ((n - k) * odds) / (k + 1);
    if (weight < NEGLIGIBLE) break;
    up.push(weight);
  }
  return { first: mode - down.length, weights: Float64Array.from([...down.reverse(), ...up]) };
}
