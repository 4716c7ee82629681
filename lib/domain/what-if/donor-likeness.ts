import { type DonorCost, typicalMs } from "./donor-cost.ts";
import type { DonorMatcher } from "./match-donors.ts";

/** However alike a session's round trips are, some of it is chance. */
const MOST_ALIKE = 0.95;

/**
 * How alike the round trips of one session are beyond their size and kind: the share (0 to 1) of the variance of the
 * logarithm of what a donor takes that lies between sessions (the intraclass correlation, from an analysis of variance).
 * Whoever meets a slow hour meets it all session long, and turns spread the more.
 */
export function donorLikeness(
  costs: readonly DonorCost[],
  matcher: DonorMatcher,
  typicalTokens: number,
): number {
  const logs = costs.map((cost) => Math.log(Math.max(1, typicalMs(cost, typicalTokens))));
  const means = new Map<number, number>();
  const bySession = new Map<DonorCost["session"], number[]>();
  for (const [index, cost] of costs.entries()) {
    const match = matcher.find(cost);
    if (match === null) continue;
    const donors = matcher.sets[match.set]?.donors ?? new Int32Array();
    const mean = means.get(match.set) ?? sumOf(donors, (place) => logs[place] ?? 0) / donors.length;
    means.set(match.set, mean);
    const own = bySession.get(cost.session) ?? [];
    own.push((logs[index] ?? 0) - mean);
    bySession.set(cost.session, own);
  }
  return intraclass([...bySession.values()]);
}

function intraclass(groups: readonly (readonly number[])[]): number {
  const sizes = groups.map((group) => group.length);
  const n = sumOf(sizes, (size) => size);
  const between = groups.length - 1;
  const within = n - groups.length;
  if (between < 1 || within < 1) return 0;
  const grand = sumOf(groups, (group) => sumOf(group, (value) => value)) / n;
  const means = groups.map((group) => sumOf(group, (value) => value) / group.length);
  const betweenSquare =
    groups.reduce((sum, group, index) => sum + group.length * ((means[index] ?? 0) - grand) ** 2, 0) /
    between;
  const withinSquare =
    groups.reduce(
      (sum, group, index) => sum + sumOf(group, (value) => (value - (means[index] ?? 0)) ** 2),
      0,
    ) / within;
  const usualSize = (n - sumOf(sizes, (size) => size * size) / n) / between;
  const likeness = (betweenSquare - withinSquare) / (betweenSquare + (usualSize - 1) * withinSquare);
  return Number.isFinite(likeness) ? Math.min(MOST_ALIKE, Math.max(0, likeness)) : 0;
}

function sumOf<T>(values: Iterable<T>, of: (value: T) => number): number {
  let sum = 0;
  for (const value of values) sum += of(value);
  return sum;
}
