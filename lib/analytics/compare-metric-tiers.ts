import type { ValueInterval } from "#lib/domain/metric-histogram.ts";
import { METRIC_FIGURES, type MetricFigure } from "#lib/domain/metric-point.ts";
import type { Dimension, RoundTripFilters, RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import { storedFilters } from "#lib/domain/settings/presentation.ts";
import type { Tier } from "#lib/domain/tier.ts";
import {
  type ClientModel,
  findMetricSeries,
  findMetricStates,
  findPairsWithRoundTrips,
  type StoredMetricSeries,
} from "#lib/store/find-metric-points.ts";
import { findPresentation } from "#lib/store/settings/find-presentation.ts";
import { findSettings } from "#lib/store/settings/find-settings.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { compareTierNames, type TierSummary } from "./compare-tiers.ts";
import { type EstimatedQuantiles, estimatedQuantiles } from "./estimated-quantiles.ts";
import { metricIntervals } from "./metric-intervals.ts";
import { tierOfRules } from "./tier-of-rules.ts";

/** What metrics say of a round trip; nothing else can be asked of them. */
const KNOWN = [
  "client",
  "clientVersion",
  "provider",
  "model",
  "serviceTier",
  "person",
  "team",
  "repository",
] as const satisfies readonly (Dimension & keyof StoredMetricSeries)[];

interface TieredSeries extends StoredMetricSeries {
  readonly tier: Tier;
}

/**
 * The tiers of clients and models that have no round trip in the question's window, from their metrics alone, fastest
 * tier first. Their quantiles are interpolated between the bounds of buckets, and say how far they may be off. What
 * metrics cannot tell is null; a question about it has no answer here.
 */
export async function compareMetricTiers(
  { window, filters }: RoundTripQuestion,
  database = sharedDatabase(),
): Promise<readonly TierSummary[]> {
  const [settings, found] = await Promise.all([findSettings(database), findMetricSeries(database, window)]);
  const tierOf = tierOfRules(settings.tierRules);
  const stored = storedFilters(await findPresentation(database, settings), filters);
  const asked = found
    .map((series) => ({ ...series, tier: tierOf({ ...series, reasoningEffort: null }) }))
    .filter((series) => isAskedFor(series, stored));
  if (asked.length === 0) return [];
  const counted = new Set(
    (await findPairsWithRoundTrips(database, distinctPairs(asked), window)).map(pairKey),
  );
  const chosen = bestOfEach(asked.filter((series) => !counted.has(pairKey(series))));
  if (chosen.length === 0) return [];
  const states = await findMetricStates(
    database,
    chosen.map(({ id }) => id),
    window,
  );
  const statesOf = Map.groupBy(states, ({ seriesId }) => seriesId);
  const byTier = Map.groupBy(chosen, ({ tier }) => tier);
  return [...byTier]
    .map(([tier, series]) => {
      const figures = METRIC_FIGURES.map((figure): [MetricFigure, EstimatedQuantiles] => [
        figure,
        estimatedQuantiles(
          series
            .filter((one) => one.figure === figure)
            .flatMap((one) => inMs(metricIntervals(statesOf.get(one.id) ?? [], window), one.unitMs)),
        ),
      ]);
      return summarise(tier, Object.fromEntries(figures) as Record<MetricFigure, EstimatedQuantiles>);
    })
    .filter(({ n }) => n > 0)
    .toSorted((a, b) => compareTierNames(a.tier, b.tier));
}

function isAskedFor(series: TieredSeries, filters: RoundTripFilters): boolean {
  return Object.entries(filters).every(([dimension, wanted]) => {
    if (wanted.length === 0) return true;
    if (dimension === "tier") return wanted.includes(series.tier);
    const known = KNOWN.find((name) => name === dimension);
    return known !== undefined && wanted.includes(series[known]);
  });
}

function pairKey({ client, model }: ClientModel): string {
  return JSON.stringify([client, model]);
}

function distinctPairs(series: readonly ClientModel[]): readonly ClientModel[] {
  return [...new Map(series.map((one) => [pairKey(one), one])).values()];
}

/** One figure of a client and model is taken from one metric only: several would count each round trip again. */
function bestOfEach(series: readonly TieredSeries[]): readonly TieredSeries[] {
  const groups = Map.groupBy(series, (one) => `${one.figure} ${pairKey(one)}`);
  return [...groups.values()].flatMap((group) => {
    const best = Math.min(...group.map(({ rank }) => rank));
    return group.filter(({ rank }) => rank === best);
  });
}

function inMs(intervals: readonly ValueInterval[], unitMs: number): readonly ValueInterval[] {
  return intervals.map(({ from, to, n }) => ({ from: from * unitMs, to: to * unitMs, n }));
}

function summarise(tier: Tier, figures: Readonly<Record<MetricFigure, EstimatedQuantiles>>): TierSummary {
  const unknown = { p50: null, p95: null, p99: null, n: 0 };
  return {
    tier,
    resolution: "metrics",
    n: Math.max(...METRIC_FIGURES.map((figure) => figures[figure].n)),
    ...figures,
    decodeTokensPerSecond: unknown,
    e2eTokensPerSecond: unknown,
    roundTripsPerTurn: null,
    completeTurns: null,
    errorRate: null,
    rateLimitedRate: null,
  };
}
