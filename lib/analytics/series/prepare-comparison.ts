import { formatCount, formatShare } from "#lib/analytics/format-number.ts";
import type { Comparison, Doubt, Estimate, QuantileRatio } from "#lib/domain/comparison/comparison.ts";
import { plain, type Sentence, sentence } from "./sentence.ts";

/** A ratio on a logarithmic scale that all ratios of a comparison share. */
export interface RatioRow {
  readonly key: string;
  /** Such as "Median". */
  readonly name: string;
  readonly kind: "raw" | "matched";
  readonly ratio: QuantileRatio;
  /** Places from 0 to 1 on the scale; the interval's are null when there is none. */
  readonly place: number;
  readonly from: number | null;
  readonly to: number | null;
}

/** A comparison as a page shows it. */
export interface PreparedComparison {
  /** What can be said, the verdict first. */
  readonly sentences: readonly Sentence[];
  readonly rows: readonly RatioRow[];
  /** Where "no difference" lies on the scale. */
  readonly onePlace: number;
  /** By decile of the matched round trips (raw where none match), those that are known. */
  readonly deciles: readonly DecilePoint[];
  readonly decilesOf: "matched" | "raw";
  readonly decileScale: ShiftScale;
}

/** A logarithmic axis of ratios that holds 1. */
export interface ShiftScale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

/** The ratio at one decile. */
export interface DecilePoint {
  /** In percent: 10 to 90. */
  readonly decile: number;
  readonly ratio: number;
  /** Both ends of the interval; null when there is none. */
  readonly interval: readonly [from: number, to: number] | null;
}

const NAMES = { p50: "Median", p95: "p95", p99: "p99" } as const;

/** Prepares what a comparison of B with A says; `names` are those of A, of B, and of the metric within a sentence. */
export function prepareComparison(
  comparison: Comparison,
  names: { readonly a: string; readonly b: string; readonly metric: string },
): PreparedComparison {
  const found = (["raw", "matched"] as const).flatMap((kind) =>
    (["p50", "p95", "p99"] as const).flatMap((quantile) => {
      const ratio = comparison[kind]?.[quantile];
      return ratio ? [{ key: `${kind} ${quantile}`, name: NAMES[quantile], kind, ratio }] : [];
    }),
  );
  const scale = scaleOf(found.map(({ ratio }) => ratio));
  const decilesOf = comparison.matched === null ? "raw" : "matched";
  const deciles = decilesIn(comparison[decilesOf]);
  return {
    sentences: [sayVerdict(comparison, names), ...sayMix(comparison, names), ...sayReversal(comparison)],
    rows: found
      .map((row) => ({
        ...row,
        place: scale(row.ratio.ratio),
        from: row.ratio.interval && scale(row.ratio.interval.from),
        to: row.ratio.interval && scale(row.ratio.interval.to),
      }))
      .toSorted((a, b) => a.ratio.share - b.ratio.share),
    onePlace: scale(1),
    deciles,
    decilesOf,
    decileScale: shiftScale(deciles),
  };
}

const LEAST_SPAN = Math.log(1.5);

/** Places on a scale that holds all ratios and their intervals, and 1. */
function scaleOf(ratios: readonly QuantileRatio[]): (ratio: number) => number {
  const logs = ratios
    .flatMap(({ ratio, interval }) => [ratio, ...(interval ? [interval.from, interval.to] : [])])
    .filter((ratio) => ratio > 0)
    .map(Math.log);
  const [least, most] = [Math.min(0, ...logs), Math.max(0, ...logs)];
  const spare = 0.06 * Math.max(most - least, LEAST_SPAN);
  const [from, to] = [least - spare, Math.max(most, least + LEAST_SPAN) + spare];
  return (ratio) => (ratio > 0 ? (Math.log(ratio) - from) / (to - from) : 0);
}

const ROUND_RATIOS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.4, 2, 3, 5, 10, 20, 50, 100];

/** An axis that holds all ratios with their intervals, and 1. */
function shiftScale(deciles: readonly DecilePoint[]): ShiftScale {
  const ends = deciles
    .flatMap(({ ratio, interval }) => [ratio, ...(interval ?? [])])
    .filter((one) => one > 0);
  const [from, to] = [Math.min(0.85, ...ends) * 0.9, Math.max(1.15, ...ends) * 1.1];
  return { from, to, ticks: ROUND_RATIOS.filter((ratio) => ratio >= from && ratio <= to) };
}

function decilesIn(estimate: Estimate | null): readonly DecilePoint[] {
  return (estimate?.deciles ?? []).flatMap((ratio) =>
    ratio
      ? [
          {
            decile: Math.round(100 * ratio.share),
            ratio: ratio.ratio,
            interval: ratio.interval && ([ratio.interval.from, ratio.interval.to] as const),
          },
        ]
      : [],
  );
}

type Names = Parameters<typeof prepareComparison>[1];

function sayVerdict({ verdict, doubt, matched }: Comparison, { a, b, metric }: Names): Sentence {
  const median = matched?.p50 ?? null;
  if (doubt !== null || median === null)
    return sentence`${"Not decisive"}: ${plain(DOUBTS[doubt ?? "noOverlap"])}${plain(sayDetectable(median))}`;
  const n = matched ? plain(`n ${formatCount(matched.n.a)} and ${formatCount(matched.n.b)}`) : plain("");
  return sentence`For the same kind of work, the median ${plain(lowerFirst(metric))} of ${b} is ${plain(verdict)}: ${`${formatRatio(median.ratio)} times`} that of ${a}${plain(sayInterval(median))} (${n}).`;
}

const DOUBTS: Readonly<Record<Doubt, string>> = {
  noOverlap: "they did no work of the same kind, so that only the raw ratio can be told.",
  littleOverlap: "they did hardly any work of the same kind.",
  noRatio: "a median is 0, so that nothing is a multiple of it.",
  tooFewSessions: "there are too few sessions to say how far chance reaches.",
  intervalHoldsOne: "there may be no difference, or one either way.",
};

function sayDetectable(median: QuantileRatio | null): string {
  return median?.smallestDetectableRatio
    ? ` So many round trips would show a difference from ${formatRatio(median.smallestDetectableRatio)} times on, four times in five.`
    : "";
}

function sayMix({ raw, mix, overlap }: Comparison, { b, metric }: Names): readonly Sentence[] {
  if (!raw?.p50 || !mix) return [];
  return [
    sentence`Raw, whatever was asked for, the median ${plain(lowerFirst(metric))} of ${b} is ${`${formatRatio(raw.p50.ratio)} times`}${plain(sayInterval(raw.p50))}: of that, ${plain(`${formatRatio(mix.ratio)} times`)} comes from other work. ${plain(formatShare(overlap.a))} and ${plain(formatShare(overlap.b))} of the round trips have work of the same kind on the other side.`,
  ];
}

function sayReversal({ reversals: { p50 } }: Comparison): readonly Sentence[] {
  if (p50 === null) return [];
  return [
    sentence`${"Raw and matched point in opposite directions"} (Simpson's paradox)${plain(p50.rawIsDecisive && p50.matchedIsDecisive ? ", both beyond chance" : "")}: trust the matched one.`,
  ];
}

function sayInterval({ interval }: QuantileRatio): string {
  return interval ? `, 95 % from ${formatRatio(interval.from)} to ${formatRatio(interval.to)}` : "";
}

/** A ratio for people: two digits that mean something. */
export function formatRatio(ratio: number): string {
  const digits = ratio >= 1 ? 3 : 2;
  return ratio.toLocaleString("en-US", {
    maximumSignificantDigits: digits,
    minimumSignificantDigits: digits,
  });
}

/** Within a sentence; a name that is written in capitals stays so. */
function lowerFirst(name: string): string {
  return /^[A-Z][a-z]/.test(name) ? `${name.charAt(0).toLowerCase()}${name.slice(1)}` : name;
}
