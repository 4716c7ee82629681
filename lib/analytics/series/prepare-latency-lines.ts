import type { LatencyOverTime } from "#lib/analytics/latency-over-time.ts";
import { DEFAULT_TIERS } from "#lib/domain/tier.ts";
import { tierColour } from "./tier-colour.ts";

/** One interval on the time axis: the value of each line, null where nothing was measured. */
export interface LinePoint {
  readonly atMs: number;
  readonly values: readonly (number | null)[];
  /** Sample size behind each value. */
  readonly n: readonly number[];
  /** What the values were in the period before, as long after its beginning; null when it is not shown. */
  readonly before: readonly (number | null)[] | null;
}

/** Lines by tier over a shared time axis without gaps in it. */
export interface LatencyLines {
  readonly lines: readonly { readonly tier: string; readonly colour: string }[];
  readonly points: readonly LinePoint[];
}

/**
 * Prepares one line for each tier; an interval in which a tier has no value is null, so that nothing bridges it. What an
 * earlier window of the same length had lies on the same axis, moved by whole intervals.
 */
export function prepareLatencyLines(
  { window, intervalMs, points }: LatencyOverTime,
  earlier: LatencyOverTime | null = null,
): LatencyLines {
  const order: readonly string[] = DEFAULT_TIERS;
  const present = new Set(points.map(({ tier }) => tier));
  const own = [...present].filter((tier) => !order.includes(tier)).toSorted();
  const tiers = [...order.filter((tier) => present.has(tier)), ...own];
  const byPlace = new Map(points.map((point) => [`${point.atMs} ${point.tier}`, point]));
  const shiftMs = earlier && Math.round((window.fromMs - earlier.window.fromMs) / intervalMs) * intervalMs;
  const earlierByPlace = new Map(
    earlier?.points.map((point) => [`${point.atMs + (shiftMs ?? 0)} ${point.tier}`, point.ttftMsP50]),
  );
  const first = Math.floor(window.fromMs / intervalMs);
  const count = Math.max(Math.ceil(window.toMs / intervalMs) - first, 0);
  return {
    lines: tiers.map((tier) => ({ tier, colour: tierColour(tier) })),
    points: Array.from({ length: count }, (_, index) => {
      const atMs = (first + index) * intervalMs;
      const found = tiers.map((tier) => byPlace.get(`${atMs} ${tier}`));
      return {
        atMs,
        values: found.map((point) => point?.ttftMsP50 ?? null),
        n: found.map((point) => point?.n ?? 0),
        before: earlier && tiers.map((tier) => earlierByPlace.get(`${atMs} ${tier}`) ?? null),
      };
    }),
  };
}
