import { addLogSums, type LogSum } from "./log-sum.ts";

/** Round trips with the same values in two periods. */
export interface PeriodGroup {
  /** One for each dimension, in their order; null for unknown. */
  readonly values: readonly (string | null)[];
  readonly before: LogSum;
  readonly after: LogSum;
}

/** How a geometric mean (for latencies near the median) changed between two periods, and what it comes from. */
export interface ShiftShare {
  /** In the unit of the measure. */
  readonly meanBefore: number;
  readonly meanAfter: number;
  /** meanAfter / meanBefore − 1: 0.31 for 31 % more. */
  readonly change: number;
  /** The largest first, whatever their sign. They sum to `change`. */
  readonly contributions: readonly Contribution[];
}

/** What one value adds to the change. */
export interface Contribution {
  readonly dimension: string;
  readonly value: string | null;
  /**
   * - within: its round trips became slower or faster
   * - mix: it has another share than before, and was slower or faster than the others
   * - entered: it was not there before; gone: it is no longer there
   */
  readonly kind: "within" | "mix" | "entered" | "gone";
  /** Share of the mean before: 0.24 for 24 of the 31 percentage points. */
  readonly points: number;
}

/**
 * Parts the change of a geometric mean without remainder (shift-share analysis on logarithms): shares change at the old
 * means, means change at the new shares. Of several dimensions each is asked within the values of those before it: with
 * [model, clientVersion] another mix of models is told first, and of versions only what is left for the same models.
 * Points are parts of the logarithm by its logarithmic mean (LMDI; Ang 2005), so that they too sum to the whole.
 * Null when one of the periods has no values.
 */
export function shiftShare(
  groups: readonly PeriodGroup[],
  dimensions: readonly [string, ...string[]],
): ShiftShare | null {
  const [before, after] = [totalOf(groups, "before"), totalOf(groups, "after")];
  if (before.n === 0 || after.n === 0) return null;
  const parts = changeWithin(groups, dimensions, 0);
  const step = mean(after) - mean(before);
  const scale = step === 0 ? 1 : Math.expm1(step) / step;
  return {
    meanBefore: Math.exp(mean(before)),
    meanAfter: Math.exp(mean(after)),
    change: Math.expm1(step),
    contributions: addUp(parts)
      .map((part) => ({ ...part, points: part.points * scale }))
      .toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points)),
  };
}

/** Parts of the difference of the mean logarithms of groups that occur in both periods, by the dimensions from a place on. */
function changeWithin(
  groups: readonly PeriodGroup[],
  dimensions: readonly string[],
  place: number,
): readonly Contribution[] {
  const dimension = dimensions[place] ?? "";
  const [before, after] = [totalOf(groups, "before"), totalOf(groups, "after")];
  const usual = mean(before);
  return [...Map.groupBy(groups, ({ values }) => values[place] ?? null)].flatMap(([value, members]) => {
    const [old, now] = [totalOf(members, "before"), totalOf(members, "after")];
    const [oldShare, share] = [old.n / before.n, now.n / after.n];
    const part = (kind: Contribution["kind"], points: number) => ({ dimension, value, kind, points });
    if (old.n === 0) return now.n === 0 ? [] : [part("entered", share * (mean(now) - usual))];
    const shifted = (share - oldShare) * (mean(old) - usual);
    if (now.n === 0) return [part("gone", shifted)];
    const within =
      place === dimensions.length - 1
        ? [part("within", mean(now) - mean(old))]
        : changeWithin(members, dimensions, place + 1);
    return [part("mix", shifted), ...within.map((one) => ({ ...one, points: one.points * share }))];
  });
}

/** One for each dimension, value and kind; those that add nothing left out. */
function addUp(parts: readonly Contribution[]): Contribution[] {
  const same = Map.groupBy(parts, ({ dimension, value, kind }) => JSON.stringify([dimension, value, kind]));
  return [...same.values()].flatMap((all) => {
    const points = all.reduce((sum, one) => sum + one.points, 0);
    return all[0] === undefined || points === 0 ? [] : [{ ...all[0], points }];
  });
}

function totalOf(groups: readonly PeriodGroup[], period: "before" | "after"): LogSum {
  return groups.reduce((sum, group) => addLogSums(sum, group[period]), { n: 0, sum: 0 });
}

function mean({ n, sum }: LogSum): number {
  return sum / n;
}
