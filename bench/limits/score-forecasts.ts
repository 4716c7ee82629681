import type { BucketForecast } from "#lib/domain/limits/bucket-forecast.ts";
import { forecastBucket } from "#lib/domain/limits/forecast-bucket.ts";
import { forecastNaively } from "./forecast-naively.ts";
import type { Aftermath, BucketHistory } from "./simulate-bucket.ts";

type Told = Pick<
  BucketForecast,
  "exhaustsAtMs" | "exhaustsAtIntervalMs" | "projectedFraction" | "projectedInterval"
>;

/** How one forecast fared. */
export interface Outcome {
  readonly label: string;
  /** Whether the used fraction at the end lay in the interval; null when it became not known. */
  readonly holdsFraction: boolean | null;
  readonly isAbove: boolean;
  readonly fractionError: number | null;
  /** Whether there was an interval of exhaustion, that is, the forecast did not say that the bucket lasts. */
  readonly saysExhaustion: boolean;
  readonly holdsExhaustion: boolean;
  /** Of the instant of exhaustion, or the end where there is none, in shares of the window or, where that is longer, of what was looked ahead; null when nobody said any and none came. */
  readonly instantError: number | null;
  readonly chance: number | null;
  readonly wasSpent: boolean;
}

export interface Outcomes {
  readonly ours: Outcome[];
  readonly naive: Outcome[];
  /** Moments at which we said that we do not know. */
  readonly unknown: number;
}

/** Forecasts each history at `moments` moments drawn from the time it covers, and compares with what came. */
export function scoreForecasts(
  histories: readonly BucketHistory[],
  moments: number,
  random: () => number,
): Outcomes {
  const outcomes = { ours: [] as Outcome[], naive: [] as Outcome[], unknown: 0 };
  for (const history of histories) {
    const [firstMs, lastMs] = [history.points[0]?.atMs ?? 0, history.points.at(-1)?.atMs ?? 0];
    for (let scored = 0, tries = 0; scored < moments && tries < moments * 8; tries++) {
      const nowMs = Math.round((firstMs + random() * (lastMs - firstMs)) / 60_000) * 60_000;
      const aftermath = history.aftermath(nowMs);
      if (aftermath === null) continue;
      scored++;
      const known = history.points.filter(({ atMs }) => atMs <= nowMs);
      const told = forecastBucket(known, history.window, nowMs);
      if (told.gap !== null || told.projectedInterval === null) {
        outcomes.unknown++;
        continue;
      }
      outcomes.ours.push(outcomeOf(history, told, told.chanceOfExhaustion, aftermath, nowMs));
      const naive = forecastNaively(known, { ...history.window, endMs: aftermath.endMs }, nowMs);
      outcomes.naive.push(outcomeOf(history, naive, null, aftermath, nowMs));
    }
  }
  return outcomes;
}

function outcomeOf(
  { label, window, stepMs }: BucketHistory,
  told: Told,
  chance: number | null,
  came: Aftermath,
  nowMs: number,
): Outcome {
  const { projectedInterval: range, exhaustsAtIntervalMs: interval } = told;
  // The end is told in steps, and a source may tell its step late by a block.
  const slack = window.resolution / 2;
  const windowMs = window.windowMinutes * 60_000;
  const instantSlack = stepMs;
  const [guess, truth] = [told.exhaustsAtMs ?? came.endMs, came.spentAtMs ?? came.endMs];
  return {
    label,
    holdsFraction:
      came.endsAt === null || range === null
        ? null
        : came.endsAt >= range.from - slack && came.endsAt <= range.to + slack,
    isAbove: came.endsAt !== null && range !== null && came.endsAt > range.to + slack,
    fractionError: came.endsAt === null ? null : Math.abs((told.projectedFraction ?? 0) - came.endsAt),
    saysExhaustion: interval !== null,
    holdsExhaustion:
      interval === null
        ? came.spentAtMs === null
        : truth >= interval.fromMs - instantSlack &&
          (interval.toMs === null ||
            (came.spentAtMs !== null && came.spentAtMs <= interval.toMs + instantSlack)),
    instantError:
      told.exhaustsAtMs === null && came.spentAtMs === null
        ? null
        : Math.abs(Math.min(guess, came.endMs) - truth) / Math.max(windowMs, came.endMs - nowMs),
    chance,
    wasSpent: came.spentAtMs !== null,
  };
}
