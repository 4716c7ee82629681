import type { RATE_LIMIT_WINDOW_KINDS } from "../rate-limit-reading.ts";

/** How a bucket counts, as far as its provider says. */
export interface BucketWindow {
  /** Length of the window; null when nobody says. */
  readonly windowMinutes: number | null;
  readonly kind: (typeof RATE_LIMIT_WINDOW_KINDS)[number];
  /** The step in which used fractions are told: 0.01 for whole percents, 1 / limit for counts. */
  readonly resolution: number;
}

/** Why there is no forecast. */
export type ForecastGap =
  /** No reading, or fewer than three steps of `resolution` were ever seen to be used. */
  | "tooLittleSeen"
  /** Nobody says when the window ends, or how long it is. */
  | "noReset"
  /** The window of the last reading has ended, and nothing was heard since. */
  | "windowOver";

/** What is to be expected of one bucket until it resets. Instants in Unix ms. */
export interface BucketForecast {
  /** The last reading in force; null before the first, and when its window has ended. */
  readonly usedFraction: number | null;
  /** The end of the window; null when nobody says, and where a bucket refills steadily. */
  readonly resetsAtMs: number | null;
  /**
   * Used share over elapsed share of the window: 1 is on budget. Null while less than 5 % of the window has passed,
   * and where windows do not begin and end.
   */
  readonly pace: number | null;
  /**
   * When the bucket is as likely as not to be spent by then; of a spent bucket, when it was first seen so. Null when
   * unknown, and when it is more likely to last until it resets.
   */
  readonly exhaustsAtMs: number | null;
  /**
   * Where the instant of exhaustion lies with probability `confidence`; `toMs` is null when that may also not come
   * before the reset. Null when unknown, and when the bucket lasts with at least that probability.
   */
  readonly exhaustsAtIntervalMs: { readonly fromMs: number; readonly toMs: number | null } | null;
  /** The probability, 0 to 1, of being spent before the reset; null when unknown. */
  readonly chanceOfExhaustion: number | null;
  /**
   * The median of the used fraction at the reset (or at the end of the forecast's reach), as if nothing were refused:
   * above 1 when more is wanted than allowed. Null when unknown.
   */
  readonly projectedFraction: number | null;
  /** Where that lies with probability `confidence`. */
  readonly projectedInterval: { readonly from: number; readonly to: number } | null;
  /** From exhaustion until the reset if nothing changes, in ms: 0 when the bucket lasts; null when unknown. */
  readonly lockOutMs: number | null;
  /** The share of intervals that hold what they claim. */
  readonly confidence: number;
  /** Null when there is a forecast. */
  readonly gap: ForecastGap | null;
}
