import type { TierSummary } from "#lib/analytics/compare-tiers.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";
import type { QuantileRange, Quantiles } from "#lib/domain/knowable-quantiles.ts";

const METRICS = ["ttftMs", "ttfoMs", "e2eMs", "decodeTokensPerSecond", "e2eTokensPerSecond"] as const;
const PLAIN = ["roundTripsPerTurn", "completeTurns", "errorRate", "rateLimitedRate"] as const;
const PARTS = ["p50", "p95", "p99", "n"] as const;

type MetricColumn = `${(typeof METRICS)[number]}.${(typeof PARTS)[number]}`;
type TierColumn = "tier" | "resolution" | "n" | MetricColumn | (typeof PLAIN)[number];

/** The columns of the tiers in CSV: a metric's parts are joined with a dot. */
export const TIER_COLUMNS: readonly TierColumn[] = [
  "tier",
  "n",
  ...METRICS.flatMap((metric) => PARTS.map((part): MetricColumn => `${metric}.${part}`)),
  ...PLAIN,
  "resolution",
];

/** Presents a tier in JSON. */
export function presentTier(tier: TierSummary): TierSummary {
  return {
    tier: tier.tier,
    resolution: tier.resolution,
    n: tier.n,
    ttftMs: roundQuantiles(tier.ttftMs),
    ttfoMs: roundQuantiles(tier.ttfoMs),
    e2eMs: roundQuantiles(tier.e2eMs),
    decodeTokensPerSecond: roundQuantiles(tier.decodeTokensPerSecond),
    e2eTokensPerSecond: roundQuantiles(tier.e2eTokensPerSecond),
    roundTripsPerTurn: roundFigure(tier.roundTripsPerTurn),
    completeTurns: tier.completeTurns,
    errorRate: roundShare(tier.errorRate),
    rateLimitedRate: roundShare(tier.rateLimitedRate),
  };
}

/** The cells of one tier in CSV. */
export function tierCells(tier: TierSummary): Record<TierColumn, string | number | null> {
  const metrics = METRICS.flatMap((metric) =>
    PARTS.map((part): [MetricColumn, number | null] => [`${metric}.${part}`, tier[metric][part]]),
  );
  const { resolution, n, roundTripsPerTurn, completeTurns, errorRate, rateLimitedRate } = tier;
  const plain = {
    tier: tier.tier,
    resolution,
    n,
    roundTripsPerTurn,
    completeTurns,
    errorRate,
    rateLimitedRate,
  };
  return { ...plain, ...(Object.fromEntries(metrics) as Record<MetricColumn, number | null>) };
}

function roundQuantiles({ p50, p95, p99, n, ranges }: Quantiles): Quantiles {
  const rounded = { p50: roundFigure(p50), p95: roundFigure(p95), p99: roundFigure(p99), n };
  if (!ranges) return rounded;
  const { p50: r50, p95: r95, p99: r99 } = ranges;
  return { ...rounded, ranges: { p50: roundRange(r50), p95: roundRange(r95), p99: roundRange(r99) } };
}

function roundRange(range: QuantileRange | null): QuantileRange | null {
  return range && { from: roundFigure(range.from) ?? range.from, to: roundFigure(range.to) };
}

function roundShare(share: number | null): number | null {
  return share === null ? null : Math.round(share * 1e6) / 1e6;
}
