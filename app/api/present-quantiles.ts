import { roundFigure } from "#lib/analytics/round-figure.ts";
import type { Quantiles } from "#lib/domain/knowable-quantiles.ts";

/** The parts of quantiles in answers, in their order. */
export const QUANTILE_FIELDS = ["p50", "p95", "p99", "n"] as const;

/** Quantiles as answers carry them. */
export function presentQuantiles({ p50, p95, p99, n }: Quantiles): Omit<Quantiles, "ranges"> {
  return { p50: roundFigure(p50), p95: roundFigure(p95), p99: roundFigure(p99), n };
}
