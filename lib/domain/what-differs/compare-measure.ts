import { bucketBounds } from "../histogram/histogram.ts";
import { type Clustering, degreesOfFreedom } from "./clustering.ts";
import { compareShares, Z95 } from "./compare-shares.ts";
import { normalTail } from "./normal-tail.ts";
import type { MeasureCounts, MeasureTally } from "./selection-tally.ts";
import { studentDeviate } from "./student-deviate.ts";
import type { Skipped } from "./what-differs.ts";

/** How the values of a numeric measure differ, before anybody knows how much else was tested. */
export interface TestedMeasure {
  readonly measure: string;
  /** Selected round trips that have a value. */
  readonly selected: number;
  /** Others that have one. */
  readonly rest: number;
  /** Whether the values of the selection tend to be the greater ones. */
  readonly direction: "more" | "less";
  /** The probability that a selected value is greater than one of the rest, ties counting half (AUC). */
  readonly auc: number;
  /** The largest difference of the shares of values up to a bound (Kolmogorov–Smirnov D). */
  readonly distance: number;
  /** The bound with the largest difference in the direction, in the unit of the measure. */
  readonly threshold: number;
  /** Of the values above the threshold for `more`, up to it for `less`. */
  readonly shareInSelection: number;
  readonly shareInRest: number;
  readonly lift: number | null;
  /** From the ranks (Mann–Whitney), in standard deviations; positive for `more`. */
  readonly z: number;
  /** Of the ranks, or of the shares at the threshold, whichever is less sure: ranks overstate few odd ones. */
  readonly p: number;
  /** The correlation (0 to 1) between rank and being selected, at least (95 %); comparable with that of a value. */
  readonly strength: number;
  /** Whether 5 selected round trips lie beyond the threshold. */
  readonly supported: boolean;
}

const FEWEST_VALUES = 10;
const FEWEST_BEYOND = 5;

/** Compares two histograms of a measure by ranks, with the clustering of what sessions have throughout or not at all. */
export function compareMeasure(tally: MeasureTally, clustering: Clustering): TestedMeasure | Skipped {
  const levels = levelsOf(tally);
  const selected = levels.reduce((sum, { a }) => sum + a, 0);
  const rest = levels.reduce((sum, { b }) => sum + b, 0);
  if (levels.length <= 1) return "oneValue";
  if (selected < FEWEST_VALUES || rest < FEWEST_VALUES) return "noSupport";
  const n = selected + rest;
  let [wins, ties, passedA, passedB] = [0, 0, 0, 0];
  const bounds = levels.map(({ upTo, a, b }) => {
    wins += a * (passedB + b / 2);
    ties += (a + b) ** 3 - (a + b);
    passedA += a;
    passedB += b;
    return { upTo, a: passedA, b: passedB, gap: passedB / rest - passedA / selected };
  });
  const auc = wins / selected / rest;
  const deviation = Math.sqrt(((n + 1) / (12 * selected * rest)) * (1 - ties / (n ** 3 - n)));
  const correlation = (auc - 0.5) / deviation / Math.sqrt(n - 1);
  const z = studentDeviate(
    (auc - 0.5) / deviation / Math.sqrt(clustering.designEffect),
    degreesOfFreedom(clustering),
  );
  const sign = auc < 0.5 ? -1 : 1;
  const split = bounds.reduce((best, bound) => (sign * bound.gap > sign * best.gap ? bound : best));
  const beyond =
    sign > 0 ? { selected: selected - split.a, rest: rest - split.b } : { selected: split.a, rest: split.b };
  const shares = compareShares({ ...beyond, allSelected: selected, allRest: rest }, clustering);
  return {
    measure: tally.measure,
    selected,
    rest,
    direction: sign > 0 ? "more" : "less",
    auc,
    distance: Math.max(...bounds.map(({ gap }) => Math.abs(gap))),
    threshold: split.upTo,
    shareInSelection: shares.shareInSelection,
    shareInRest: shares.shareInRest,
    lift: shares.lift,
    z,
    p: Math.max(normalTail(z), shares.p),
    strength: Math.max(0, Math.abs(correlation) - Z95 * Math.sqrt(clustering.designEffect / n)),
    supported: beyond.selected >= FEWEST_BEYOND,
  };
}

/** Ascending: how many values of the selection (a) and of the rest (b) lie in each bucket that holds any. */
function levelsOf({ selected, rest }: MeasureTally): { upTo: number; a: number; b: number }[] {
  const from = Math.min(selected.offset, rest.offset);
  const to = Math.max(selected.offset + selected.counts.length, rest.offset + rest.counts.length);
  const buckets = Array.from({ length: to - from }, (_, step) => ({
    upTo: bucketBounds(from + step).to,
    a: countAt(selected, from + step),
    b: countAt(rest, from + step),
  }));
  return [{ upTo: 0, a: selected.zeroCount, b: rest.zeroCount }, ...buckets].filter(({ a, b }) => a + b > 0);
}

function countAt({ offset, counts }: MeasureCounts, index: number): number {
  return counts[index - offset] ?? 0;
}
