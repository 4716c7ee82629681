import type { GapSummary } from "./exchange-record.ts";
import { selectRank } from "./select-rank.ts";

/** Gaps beyond so many are not kept: the first ones stand for all in the quantiles. */
const KEPT_MAX = 65_536;
const STALL_MIN_MS = 1_000;
const STALL_MEDIANS = 10;

/** Collects the distances between events, and sums them up once at the end. */
export class GapRecorder {
  /** A typed array to begin with would cost more than all that most streams need. */
  readonly #gaps: number[] = [];
  #count = 0;
  #maxMs = 0;
  /** Gaps over a second: the only ones that can be stalls. Few, so that they are kept apart from the bound above. */
  #long: number[] = [];

  record(gapMs: number): void {
    if (this.#count < KEPT_MAX) this.#gaps.push(gapMs);
    this.#count += 1;
    if (gapMs > this.#maxMs) this.#maxMs = gapMs;
    if (gapMs > STALL_MIN_MS && this.#long.length < KEPT_MAX) this.#long.push(gapMs);
  }

  /** Null when there were none. */
  summary(): GapSummary | null {
    if (this.#count === 0) return null;
    const p50Ms = nearestRank(this.#gaps, 0.5);
    const stalls = this.#long.filter((gapMs) => gapMs > Math.max(STALL_MIN_MS, STALL_MEDIANS * p50Ms));
    return {
      count: this.#count,
      p50Ms,
      p95Ms: nearestRank(this.#gaps, 0.95),
      maxMs: this.#maxMs,
      stalls: stalls.length,
      stalledMs: stalls.reduce((sum, gapMs) => sum + gapMs, 0),
    };
  }
}

function nearestRank(gaps: number[], share: number): number {
  return selectRank(gaps, Math.max(0, Math.ceil(share * gaps.length) - 1));
}
