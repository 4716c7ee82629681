import type { Interval } from "./comparison.ts";
import type { Pair } from "./lay-out-arms.ts";
import { tQuantile } from "./ratio-interval.ts";
import { sessionInfluence, varianceOf } from "./session-influence.ts";
import type { WeighedArms } from "./weigh-arms.ts";

/**
 * P(A < B) + P(A = B) / 2 over weighted pairs: the common-language effect of McGraw & Wong (1992), which is
 * Mann and Whitney's U as a share of all pairs. The interval is Wilson's for a share, with as many trials as have the
 * variance that sessions give it; null when it has no degrees of freedom.
 */
export function chanceLower(
  weighed: WeighedArms,
  degrees: number | null,
): { readonly value: number; readonly interval: Interval | null } {
  const { sample, weights, mass, arms } = weighed;
  const [a, b] = sample.arms;
  const below: Pair<Float64Array> = [shareBelow(a.values, weighed, 1), shareBelow(b.values, weighed, 0)];
  const lower = below[1].reduce((sum, share, row) => sum + share * (arms[1].rowWeights[row] ?? 0), 0);
  // Rounding must not make more than all of it.
  const value = Math.min(1, lower / mass);
  if (degrees === null) return { value, interval: null };
  const deviations: Pair<Float64Array> = [
    below[0].map((share) => 1 - share - value),
    below[1].map((share) => share - value),
  ];
  const variance = varianceOf(sessionInfluence(sample, weights, mass, deviations));
  // Arms that do not touch have no variance; then no more trials than the sessions.
  const apart = (arms[0].sessions * arms[1].sessions) / (arms[0].sessions + arms[1].sessions);
  const trials = variance > 0 ? (value * (1 - value)) / variance : apart;
  return { value, interval: wilsonInterval(value, trials, tQuantile(degrees)) };
}

/** The interval of a share (E. B. Wilson 1927), `width` standard errors to either side. */
function wilsonInterval(share: number, trials: number, width: number): Interval {
  const shrink = 1 + width ** 2 / trials;
  const middle = (share + width ** 2 / (2 * trials)) / shrink;
  const half = (width / shrink) * Math.sqrt((share * (1 - share)) / trials + (width / (2 * trials)) ** 2);
  return { from: Math.max(0, middle - half), to: Math.min(1, middle + half) };
}

/** For each of ascending values, the weighted share of an arm that is lower; what is equal counts half. */
function shareBelow(values: Float64Array, { sample, arms, mass }: WeighedArms, arm: 0 | 1): Float64Array {
  const others = sample.arms[arm].values;
  const { rowWeights } = arms[arm];
  const shares = new Float64Array(values.length);
  // Rows of the other arm before `low` are lower, those before `high` are not higher.
  let [low, high, lower, notHigher] = [0, 0, 0, 0];
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0;
    for (; low < others.length && (others[low] ?? 0) < value; low++) lower += rowWeights[low] ?? 0;
    for (; high < others.length && (others[high] ?? 0) <= value; high++) notHigher += rowWeights[high] ?? 0;
    shares[row] = (lower + notHigher) / 2 / mass;
  }
  return shares;
}
