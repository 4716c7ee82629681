import type { SessionCell } from "./selection-tally.ts";

/** How many round trips, of selection and rest together, have one value of a dimension and one of another. */
export interface JointCount {
  readonly one: string | null;
  readonly other: string | null;
  readonly n: number;
}

/** Counts round trips by two dimensions; pairs that do not occur are left out. */
export function jointCounts(
  cells: readonly SessionCell[],
  one: string,
  other: string,
): readonly JointCount[] {
  const rows = new Map<string | null, Map<string | null, number>>();
  for (const { values, selected, rest } of cells) {
    if (selected + rest === 0) continue;
    const row = rows.get(values[one] ?? null) ?? new Map<string | null, number>();
    rows.set(values[one] ?? null, row);
    row.set(values[other] ?? null, (row.get(values[other] ?? null) ?? 0) + selected + rest);
  }
  return [...rows].flatMap(([value, row]) =>
    [...row].map(([beside, n]) => ({ one: value, other: beside, n })),
  );
}

/**
 * Cramér's V (1946): 0 when two dimensions have nothing to do with each other, 1 when the one with fewer values follows
 * from the other. 0 when one of them has a single value.
 */
export function cramersV(counts: readonly JointCount[]): number {
  const [ones, others] = [totals(counts, ({ one }) => one), totals(counts, ({ other }) => other)];
  const all = counts.reduce((sum, { n }) => sum + n, 0);
  const fewer = Math.min(ones.size, others.size) - 1;
  if (fewer < 1) return 0;
  // Σ (seen − expected)² / expected = all · (Σ seen² / (row · column) − 1), so that empty cells need not be visited.
  const ratio = counts.reduce(
    (sum, { one, other, n }) => sum + (n * n) / ((ones.get(one) ?? 1) * (others.get(other) ?? 1)),
    0,
  );
  return all === 0 ? 0 : Math.sqrt(Math.min(1, Math.max(0, (ratio - 1) / fewer)));
}

function totals(counts: readonly JointCount[], sideOf: (count: JointCount) => string | null) {
  const sums = new Map<string | null, number>();
  for (const count of counts) sums.set(sideOf(count), (sums.get(sideOf(count)) ?? 0) + count.n);
  return sums;
}
