import { EMPTY, type Histogram } from "../histogram/histogram.ts";
import { HistogramSum } from "../histogram/histogram-sum.ts";
import type { Outcome } from "../outcome.ts";
import { FIGURES, type Figure } from "./figure.ts";

/**
 * What is added up of round trips, however they ended; tokens and stalls as far as they are known. `stallsKnown` are the
 * round trips that tell their stalls, and `stalled` those of them that have some.
 */
export const COUNTS = [
  "n",
  "complete",
  "cancelled",
  "failed",
  "rateLimited",
  "attempts",
  "fallbacks",
  "stallsKnown",
  "stalled",
  "stalls",
  "stalledMs",
  "inputTokens",
  "cachedInputTokens",
  "outputTokens",
  "reasoningTokens",
] as const;

/** Those of them that tell how round trips ended. */
export const ENDING_COUNTS = [
  "n",
  "complete",
  "cancelled",
  "failed",
  "rateLimited",
  "fallbacks",
] as const satisfies readonly (typeof COUNTS)[number][];

export type Counts = Readonly<Record<(typeof COUNTS)[number], number>>;

/** What sums are made from. */
export interface SummedRoundTrip extends Readonly<Record<Figure, number | null>> {
  readonly outcome: Outcome;
  readonly attempts: number;
  readonly fallbackFromWebSocket: boolean | null;
  readonly stalls: number | null;
  readonly stalledMs: number | null;
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
}

/** Counts of many round trips, and histograms of the figures of those that are complete. */
export class FigureSums {
  readonly #counts = Object.fromEntries(COUNTS.map((name) => [name, 0])) as Record<keyof Counts, number>;
  readonly #histograms = new Map<Figure, HistogramSum>();

  get counts(): Counts {
    return this.#counts;
  }

  /** Adds one round trip. */
  record(trip: SummedRoundTrip): void {
    const counts = this.#counts;
    counts.n += 1;
    counts[trip.outcome] += 1;
    counts.attempts += trip.attempts;
    counts.fallbacks += trip.fallbackFromWebSocket ? 1 : 0;
    counts.stallsKnown += trip.stalls === null ? 0 : 1;
    counts.stalled += (trip.stalls ?? 0) > 0 ? 1 : 0;
    counts.stalls += trip.stalls ?? 0;
    counts.stalledMs += trip.stalledMs ?? 0;
    counts.inputTokens += trip.inputTokens ?? 0;
    counts.cachedInputTokens += trip.cachedInputTokens ?? 0;
    counts.outputTokens += trip.outputTokens ?? 0;
    counts.reasoningTokens += trip.reasoningTokens ?? 0;
    if (trip.outcome !== "complete") return;
    for (const figure of FIGURES) {
      const value = trip[figure];
      if (value !== null) this.of(figure).record(value);
    }
  }

  addCounts(counts: Partial<Counts>): void {
    for (const name of COUNTS) this.#counts[name] += counts[name] ?? 0;
  }

  /** Adds all that other sums hold. */
  add(other: FigureSums): void {
    this.addCounts(other.counts);
    for (const [figure, histogram] of other.#histograms) this.of(figure).add(histogram.toHistogram());
  }

  /** Takes away what is part of it. Throws RangeError where a histogram is no part of it. */
  subtract(part: FigureSums): void {
    for (const name of COUNTS) this.#counts[name] -= part.counts[name];
    for (const [figure, histogram] of part.#histograms) this.of(figure).subtract(histogram.toHistogram());
  }

  /** The growing histogram of a figure. */
  of(figure: Figure): HistogramSum {
    const known = this.#histograms.get(figure);
    if (known) return known;
    const fresh = new HistogramSum();
    this.#histograms.set(figure, fresh);
    return fresh;
  }

  /** The histogram of a figure as it is now. */
  histogram(figure: Figure): Histogram {
    return this.#histograms.get(figure)?.toHistogram() ?? EMPTY;
  }

  /** The histogram encoded; null when it holds nothing. */
  encoded(figure: Figure): Uint8Array | null {
    const sum = this.#histograms.get(figure);
    return sum && sum.count > 0 ? sum.encode() : null;
  }
}
