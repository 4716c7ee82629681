import { comparisonPeriods } from "#lib/domain/comparison-periods.ts";
import { CUTS, chooseCut } from "#lib/domain/figures/cut.ts";
import type { Figure } from "#lib/domain/figures/figure.ts";
import type { GroupDimension } from "#lib/domain/figures/group-dimension.ts";
import type { Histogram } from "#lib/domain/histogram/histogram.ts";
import { HistogramSum } from "#lib/domain/histogram/histogram-sum.ts";
import { type QuantileRatio, quantileRatio } from "#lib/domain/histogram/quantile-ratio.ts";
import { FEWEST_VALUES } from "#lib/domain/knowable-quantiles.ts";
import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { logSumOf } from "#lib/domain/what-differs/log-sum.ts";
import { type PeriodGroup, type ShiftShare, shiftShare } from "#lib/domain/what-differs/shift-share.ts";
import type { Database } from "#lib/store/database.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import { filteredBy } from "#lib/store/round-trip-conditions.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { type ClassifiedVariant, classifyVariants } from "./classify-variants.ts";
import { groupByDimension, valueOfGroup } from "./group-by-dimension.ts";
import { selectRoundTrips } from "./select-round-trips.ts";
import { type SureQuantiles, sureQuantiles } from "./sure-quantiles.ts";

/** By which dimensions a change is parted, in their order. */
type Dimensions = readonly [GroupDimension, ...GroupDimension[]];

/** Which metric, and by what its change is parted; null for the model, and the client's version if roll-ups tell it. */
export interface PeriodQuestion extends RoundTripQuestion {
  readonly window: TimeWindow;
  readonly metric: Figure;
  readonly by: Dimensions | null;
}

/** What a metric was in a window. */
export interface Period {
  readonly window: TimeWindow;
  /** Round trips, however they ended. */
  readonly n: number;
  readonly quantiles: SureQuantiles;
}

/** An earlier period, and how the window relates to it. */
export interface PeriodChange extends Period {
  /** The one that ends where the window begins, or the same days and hours of an earlier week. */
  readonly name: "before" | "weekBefore";
  /** The window's quantile by the period's; null where too few values tell it. */
  readonly ratios: Readonly<Record<"p50" | "p95" | "p99", QuantileRatio | null>>;
  /** Where the change of the geometric mean comes from; null when one of both has no values. */
  readonly change: ShiftShare | null;
}

/** A window beside earlier ones of the same length. */
export interface PeriodComparison {
  readonly by: Dimensions;
  readonly now: Period;
  /** The week before is left out when it is the period before. */
  readonly earlier: readonly PeriodChange[];
}

/** Answers how a metric changed against earlier periods of the same length, and what the change comes from. */
export async function comparePeriods(
  question: PeriodQuestion,
  database = sharedDatabase(),
): Promise<PeriodComparison> {
  const { window } = question;
  const by = question.by ?? usualDimensions(question);
  const variants = await classifyVariants(database);
  const { before, weekBefore } = comparisonPeriods(window);
  const [now, first, second] = await Promise.all(
    [window, before, ...(weekBefore.fromMs === before.fromMs ? [] : [weekBefore])].map((period) =>
      tellPeriod(database, { ...question, by, window: period }, variants),
    ),
  );
  if (now === undefined) throw new Error("There is always the window itself");
  const change = (name: PeriodChange["name"], period: ToldPeriod | undefined): readonly PeriodChange[] =>
    period === undefined ? [] : [{ name, ...periodOf(period), ...changeOf(period, now, by) }];
  return { by, now: periodOf(now), earlier: [...change("before", first), ...change("weekBefore", second)] };
}

function usualDimensions({ filters }: PeriodQuestion): Dimensions {
  const isRolledUp = chooseCut(CUTS, ["clientVersion", ...filteredBy(filters)]) !== null;
  return isRolledUp ? ["model", "clientVersion"] : ["model"];
}

interface ToldPeriod {
  readonly window: TimeWindow;
  readonly n: number;
  readonly whole: Histogram;
  readonly groups: ReadonlyMap<string, Histogram>;
}

async function tellPeriod(
  database: Database,
  question: PeriodQuestion & { readonly by: Dimensions },
  variants: ReadonlyMap<number, ClassifiedVariant>,
): Promise<ToldPeriod> {
  const { window, metric } = question;
  const groupings = question.by.map((dimension) => groupByDimension(dimension, variants));
  const found = await findFigures(database, {
    selection: selectRoundTrips(question, variants),
    figures: [metric],
    by: groupings.flatMap(({ by }) => by),
    groupOf: (values) => JSON.stringify(groupings.map(({ groupOf }) => groupOf(values))),
    intervalMs: null,
  });
  const whole = new HistogramSum();
  const groups = new Map(found.map(({ group, sums }) => [group, sums.histogram(metric)]));
  for (const histogram of groups.values()) whole.add(histogram);
  const n = found.reduce((sum, { sums }) => sum + sums.counts.n, 0);
  return { window, n, whole: whole.toHistogram(), groups };
}

function periodOf({ window, n, whole }: ToldPeriod): Period {
  return { window, n, quantiles: sureQuantiles(whole) };
}

function changeOf(
  before: ToldPeriod,
  now: ToldPeriod,
  by: Dimensions,
): Pick<PeriodChange, "ratios" | "change"> {
  const ratio = (name: keyof typeof FEWEST_VALUES, share: number) =>
    Math.min(before.whole.count, now.whole.count) < FEWEST_VALUES[name]
      ? null
      : quantileRatio(now.whole, before.whole, share);
  const logSum = (histogram: Histogram | undefined) => (histogram ? logSumOf(histogram) : { n: 0, sum: 0 });
  const groups = [...new Set([...before.groups.keys(), ...now.groups.keys()])].map(
    (group): PeriodGroup => ({
      values: (JSON.parse(group) as string[]).map(valueOfGroup),
      before: logSum(before.groups.get(group)),
      after: logSum(now.groups.get(group)),
    }),
  );
  return {
    ratios: { p50: ratio("p50", 0.5), p95: ratio("p95", 0.95), p99: ratio("p99", 0.99) },
    change: shiftShare(groups, by),
  };
}
