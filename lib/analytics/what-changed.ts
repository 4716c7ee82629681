import { comparisonPeriods } from "#lib/domain/comparison-periods.ts";
import type { Figure } from "#lib/domain/figures/figure.ts";
import type { Counts } from "#lib/domain/figures/figure-sums.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { changeOf, type MetricChange } from "./change-of.ts";
import { classifyVariants } from "./classify-variants.ts";
import { type SureQuantiles, sureQuantiles } from "./sure-quantiles.ts";
import { tellPeriod } from "./tell-period.ts";

/** What is looked at for changes: the waits that people feel, and the rate that makes the longer one. */
export const WATCHED = ["ttftMs", "e2eMs", "decodeTokensPerSecond"] as const satisfies readonly Figure[];

/** A watched metric in a window and in the one of the same length before it. */
export interface WatchedChange extends MetricChange {
  readonly metric: (typeof WATCHED)[number];
  readonly now: SureQuantiles;
  readonly before: SureQuantiles;
}

/** Everything watched in a window beside the one of the same length before it. */
export interface WhatChanged {
  readonly before: TimeWindow;
  readonly metrics: readonly WatchedChange[];
  readonly countsNow: Counts;
  readonly countsBefore: Counts;
}

/** Answers what changed against the window of the same length before, and which model or client version it comes from. */
export async function whatChanged(window: TimeWindow, database = sharedDatabase()): Promise<WhatChanged> {
  const variants = await classifyVariants(database);
  const { before } = comparisonPeriods(window);
  const [now, then] = await Promise.all(
    ([window, before] as const).map((period) =>
      tellPeriod(
        database,
        { window: period, filters: {}, metrics: WATCHED, by: ["model", "clientVersion"] },
        variants,
      ),
    ),
  );
  if (now === undefined || then === undefined) throw new Error("Both periods are always told");
  return {
    before,
    metrics: WATCHED.map((metric) => ({
      metric,
      now: sureQuantiles(now.whole(metric)),
      before: sureQuantiles(then.whole(metric)),
      ...changeOf(then, now, metric),
    })),
    countsNow: now.counts,
    countsBefore: then.counts,
  };
}
