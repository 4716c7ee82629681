import { type QuantileRatio, quantileRatio } from "#lib/domain/histogram/quantile-ratio.ts";
import type { RoundTripFilters, RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import { type FollowingTrips, sumSwitches } from "#lib/domain/switches/sum-switches.ts";
import type { Tier } from "#lib/domain/tier.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { findSequencedTrips } from "#lib/store/find-sequenced-trips.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import { VARIANT_DIMENSIONS } from "#lib/store/round-trip-conditions.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { classifyVariants } from "./classify-variants.ts";
import { selectRoundTrips } from "./select-round-trips.ts";
import { type SureQuantiles, sureQuantiles } from "./sure-quantiles.ts";

/** What round trips after another one waited for and sent. */
export interface FollowingSummary {
  readonly n: number;
  readonly sessions: number;
  readonly ttftMs: SureQuantiles;
  /** Input tokens that no cache spared. */
  readonly uncachedInputTokens: SureQuantiles;
}

/** What a hand-over from one tier to another costs. */
export interface SwitchCost {
  readonly from: Tier;
  readonly to: Tier;
  readonly switched: FollowingSummary;
  /** Round trips of `to` that followed one of their own tier. */
  readonly stayed: FollowingSummary;
  /** The median TTFT after a switch by that without; null where too few tell. */
  readonly ttftRatio: QuantileRatio | null;
}

/** The switches of a window, and how much of it was read. */
export interface TierSwitches {
  readonly switches: readonly SwitchCost[];
  /** The share (0 to 1) of all sessions that was read; 1 for all. */
  readonly sessionShare: number;
}

/** Filters by these are passed over: a switch has two models, so that none of them can be asked for alone. */
export const MODEL_DIMENSIONS = VARIANT_DIMENSIONS;

/** So many round trips are read, about; of more, whole sessions are drawn. */
const MOST_READ = 60_000;

/** Answers how often work is handed from tier to tier within a session, and what that costs. Filters of the model are passed over. */
export async function switchTiers(
  question: RoundTripQuestion & { readonly window: TimeWindow },
  database = sharedDatabase(),
): Promise<TierSwitches> {
  const variants = await classifyVariants(database);
  const tiers = variants.tiers();
  const selection = selectRoundTrips({ ...question, filters: withoutModel(question.filters) }, variants);
  const [all] = await findFigures(database, {
    ...{ selection, figures: [], by: [], groupOf: () => "all", intervalMs: null },
  });
  const sessionShare = Math.min(1, MOST_READ / Math.max(1, all?.sums.counts.n ?? 0));
  const trips = await findSequencedTrips(database, tiers, selection, sessionShare);
  return {
    switches: sumSwitches(trips).map(({ from, to, switched, stayed }) => ({
      from,
      to,
      switched: summarise(switched),
      stayed: summarise(stayed),
      ttftRatio: quantileRatio(switched.ttftMs, stayed.ttftMs, 0.5),
    })),
    sessionShare,
  };
}

function withoutModel(filters: RoundTripFilters): RoundTripFilters {
  const ofModel: readonly string[] = MODEL_DIMENSIONS;
  return Object.fromEntries(Object.entries(filters).filter(([dimension]) => !ofModel.includes(dimension)));
}

function summarise({ n, sessions, ttftMs, uncachedInputTokens }: FollowingTrips): FollowingSummary {
  return {
    n,
    sessions,
    ttftMs: sureQuantiles(ttftMs),
    uncachedInputTokens: sureQuantiles(uncachedInputTokens),
  };
}
