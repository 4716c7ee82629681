import { knowableHistogramQuantiles } from "#lib/domain/histogram/knowable-histogram-quantiles.ts";
import type { Quantiles } from "#lib/domain/knowable-quantiles.ts";
import type { Outcome } from "#lib/domain/outcome.ts";
import { compileTierRules } from "#lib/domain/tier.ts";
import type { Database } from "#lib/store/database.ts";
import { findModelVariants } from "#lib/store/find-model-variants.ts";
import { findTierFigures, type TierFigures } from "#lib/store/find-tier-figures.ts";
import { findSettings } from "#lib/store/settings/find-settings.ts";

const WINDOW_MS = 60 * 60_000;
/** Several scrapers within this time share one answer, in ms. */
const FRESH_MS = 10_000;

/** The main figures of one tier over the last hour. */
export interface TierLatency {
  readonly tier: string;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly figures: Readonly<Record<LatencyFigure, Quantiles>>;
}

export const LATENCY_FIGURES = [
  "ttftMs",
  "ttfoMs",
  "e2eMs",
  "decodeTokensPerSecond",
  "e2eTokensPerSecond",
] as const;

export type LatencyFigure = (typeof LATENCY_FIGURES)[number];

/**
 * Reads the main latency figures for /metrics: the store's one query by tier, and the domain's rules of what a tier is
 * and which quantile so many values support. Nothing of analytics is needed, which belongs to the pages.
 */
export class LatencyFigures {
  readonly #database: Database;
  #answer: Promise<readonly TierLatency[]> = Promise.resolve([]);
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #isAsking = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** At most 10 s old; however long the database takes, it is asked once at a time. Rejects when it does not answer. */
  read(): Promise<readonly TierLatency[]> {
    if (!this.#isAsking && performance.now() - this.#askedAtMs > FRESH_MS) {
      this.#askedAtMs = performance.now();
      this.#isAsking = true;
      this.#answer = this.#ask().finally(() => {
        this.#isAsking = false;
      });
    }
    return this.#answer;
  }

  async #ask(): Promise<readonly TierLatency[]> {
    const [{ tierRules }, variants] = await Promise.all([
      findSettings(this.#database),
      findModelVariants(this.#database),
    ]);
    const tierOf = compileTierRules(tierRules);
    const tiers = new Map(variants.map((variant) => [variant.id, tierOf(variant)]));
    const nowMs = Date.now();
    const window = { fromMs: nowMs - WINDOW_MS, toMs: nowMs };
    const selection = { window, variantIds: null, filters: {} };
    const rows = await findTierFigures(this.#database, tiers, selection, LATENCY_FIGURES);
    return rows.map(describe).toSorted((a, b) => (a.tier < b.tier ? -1 : 1));
  }
}

function describe({ tier, sums }: TierFigures): TierLatency {
  const { complete, failed, rateLimited, cancelled } = sums.counts;
  const figures = LATENCY_FIGURES.map((figure) => [
    figure,
    knowableHistogramQuantiles(sums.histogram(figure)),
  ]);
  return {
    tier,
    outcomes: { complete, failed, rateLimited, cancelled },
    figures: Object.fromEntries(figures) as Record<LatencyFigure, Quantiles>,
  };
}
