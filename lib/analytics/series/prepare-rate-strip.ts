import type { DescribedRoundTrip } from "#lib/analytics/describe-round-trip.ts";
import type { Tier } from "#lib/domain/tier.ts";

/** How fast a round trip decoded, where on the time axis it did. */
export interface RateBar {
  readonly key: string;
  readonly tier: Tier;
  readonly tokensPerSecond: number;
  /** In % of the axis: from the first token to the last one, or the end. */
  readonly percent: number;
  readonly widthPercent: number;
  /** In % of the strip's height, on a logarithmic scale. */
  readonly heightPercent: number;
}

/** The token rates of a turn along its time axis. */
export interface RateStrip {
  readonly bars: readonly RateBar[];
  /** What the bottom and the top of the strip stand for, in tokens/s: powers of ten. */
  readonly from: number;
  readonly to: number;
}

/** A bar that would have no height still says that there was a rate. */
const LEAST_HEIGHT = 4;

/**
 * Prepares the strip; null when no round trip on the axis tells its rate. `percentOf` places a time in ms from the turn's start, 100
 * for all that lies beyond.
 */
export function prepareRateStrip(
  roundTrips: readonly DescribedRoundTrip[],
  originMs: number,
  percentOf: (ms: number) => number,
): RateStrip | null {
  const told = roundTrips.flatMap((trip) => {
    const { decodeTokensPerSecond: rate, ttftMs } = trip;
    return rate === null || rate <= 0 || ttftMs === null ? [] : [{ trip, rate, ttftMs }];
  });
  const rates = told.map(({ rate }) => rate);
  const from = 10 ** Math.floor(Math.log10(Math.min(10, ...rates)));
  const to = 10 ** Math.ceil(Math.log10(Math.max(1000, ...rates)));
  const bars = told
    .map(({ trip, rate, ttftMs }) => {
      const startMs = trip.startedAtMs - originMs;
      const [first, last] = [startMs + ttftMs, startMs + Math.max(ttftMs, trip.lastTokenMs ?? trip.e2eMs)];
      return {
        key: trip.id,
        tier: trip.tier,
        tokensPerSecond: rate,
        percent: percentOf(first),
        widthPercent: percentOf(last) - percentOf(first),
        heightPercent: Math.max(LEAST_HEIGHT, (100 * Math.log(rate / from)) / Math.log(to / from)),
      };
    })
    .filter(({ percent }) => percent < 100);
  return bars.length === 0 ? null : { from, to, bars };
}
