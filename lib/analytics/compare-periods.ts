import { comparisonPeriods } from "#lib/domain/comparison-periods.ts";
import { CUTS, chooseCut } from "#lib/domain/figures/cut.ts";
import type { Figure } from "#lib/domain/figures/figure.ts";
import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { filteredBy } from "#lib/store/round-trip-conditions.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { changeOf, type MetricChange } from "./change-of.ts";
import { withVariants } from "./classify-variants.ts";
import { type SureQuantiles, sureQuantiles } from "./sure-quantiles.ts";
import { type Dimensions, type ToldPeriod, tellPeriod } from "./tell-period.ts";

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
export interface PeriodChange extends Period, MetricChange {
  /** The one that ends where the window begins, or the same days and hours of an earlier week. */
  readonly name: "before" | "weekBefore";
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
  return await withVariants(database, async (variants) => {
    const { before, weekBefore } = comparisonPeriods(window);
    const { metric } = question;
    const [now, first, second] = await Promise.all(
      [window, before, ...(weekBefore.fromMs === before.fromMs ? [] : [weekBefore])].map((period) =>
        tellPeriod(database, { ...question, by, metrics: [metric], window: period }, variants),
      ),
    );
    if (now === undefined) throw new Error("There is always the window itself");
    const change = (name: PeriodChange["name"], period: ToldPeriod | undefined): readonly PeriodChange[] =>
      period === undefined ? [] : [{ name, ...periodOf(period, metric), ...changeOf(period, now, metric) }];
    const earlier = [...change("before", first), ...change("weekBefore", second)];
    return { by, now: periodOf(now, metric), earlier };
  });
}

/** Those by which a change is parted unless others are asked for: as far as roll-ups tell them together with the filters. */
export function usualDimensions({ filters }: RoundTripQuestion): Dimensions {
  const isRolledUp = chooseCut(CUTS, ["clientVersion", ...filteredBy(filters)]) !== null;
  return isRolledUp ? ["model", "clientVersion"] : ["model"];
}

function periodOf(period: ToldPeriod, metric: Figure): Period {
  const { window, counts } = period;
  return { window, n: counts.n, quantiles: sureQuantiles(period.whole(metric)) };
}
