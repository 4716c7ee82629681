import { UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatShare } from "#lib/analytics/format-number.ts";
import type { BucketForecast, ForecastGap } from "#lib/domain/limits/bucket-forecast.ts";

const GAPS: Readonly<Record<ForecastGap, string>> = {
  tooLittleSeen: "too little use was seen",
  noReset: "nobody says when it resets",
  windowOver: "its window is over, nothing was heard since",
};

interface Forecast {
  readonly forecast: BucketForecast;
}

/** What is to be expected of a bucket, in words: when it is spent, or that it lasts, each with its interval. */
export function prepareForecastText(
  { forecast }: Forecast,
  clock: (unixMs: number) => string,
): { readonly main: string; readonly detail: string | null } {
  const { gap, usedFraction, exhaustsAtMs, exhaustsAtIntervalMs: within, confidence } = forecast;
  if (usedFraction !== null && usedFraction >= 1)
    return {
      main: exhaustsAtMs === null ? "spent" : `spent since ${clock(exhaustsAtMs)}`,
      detail:
        forecast.resetsAtMs === null ? "nobody says until when" : `back at ${clock(forecast.resetsAtMs)}`,
    };
  if (gap !== null) return { main: UNKNOWN, detail: `not known: ${GAPS[gap]}` };
  const sure = formatShare(confidence);
  if (exhaustsAtMs !== null)
    return {
      main: `spent at about ${clock(exhaustsAtMs)}`,
      detail: within === null ? null : `${sayWithin(within, clock)}, ${sure} sure`,
    };
  return { main: sayUse(forecast), detail: sayChance(forecast, sure) };
}

/** Where the instant of exhaustion lies: "16:10 to 17:20", "from 16:10 on, or not at all". */
export function sayWithin(
  { fromMs, toMs }: NonNullable<BucketForecast["exhaustsAtIntervalMs"]>,
  clock: (unixMs: number) => string,
): string {
  return toMs === null ? `from ${clock(fromMs)} on, or not at all` : `${clock(fromMs)} to ${clock(toMs)}`;
}

function sayUse({ projectedFraction, resetsAtMs }: BucketForecast): string {
  if (projectedFraction === null) return "lasts";
  return resetsAtMs === null
    ? `lasts: about ${formatUse(projectedFraction)} used`
    : `lasts: ${formatUse(projectedFraction)} used at reset`;
}

function sayChance({ projectedInterval, chanceOfExhaustion }: BucketForecast, sure: string): string | null {
  const interval =
    projectedInterval === null
      ? null
      : `${formatUse(projectedInterval.from)} to ${formatUse(projectedInterval.to)} wanted by then, ${sure} sure`;
  const chance = chanceOfExhaustion ? `spent before: ${formatShare(chanceOfExhaustion)} likely` : null;
  return [interval, chance].filter((part) => part !== null).join("; ") || null;
}

/** More may be wanted than is allowed, which is a share above one. */
export function formatUse(share: number): string {
  return share > 1 ? `${Math.round(share * 100).toLocaleString("en-US")} %` : formatShare(share);
}
