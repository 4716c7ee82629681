import { BUSY_FIRST_TOKEN, BUSY_RATE } from "./call-course.ts";
import { expectedShare } from "./expected-share.ts";
import type { SettledOptions, Where } from "./history-options.ts";
import { SESSION_FIRST_TOKEN_SPREAD, SESSION_RATE_SPREAD } from "./history-session.ts";
import { MODEL_PROFILES, type ModelProfile } from "./model-profiles.ts";
import type { DayPlan } from "./plan-days.ts";
import type { PlantedRegression } from "./regression.ts";

/**
 * A comparison that misleads whoever compares all with all: `a` is faster than `b` for any kind of work, and yet looks
 * slower, because it is given the heavy one.
 */
export interface PlantedReversal {
  /** Among these round trips. */
  readonly where: Where;
  readonly dimension: "serviceTier";
  readonly a: string;
  readonly b: string;
  /** The tiers that these two are in by the rules that ship. */
  readonly tiers: readonly [a: string, b: string];
  /** What is true for equal work on a connection that was there: the figure of `a` divided by that of `b`. */
  readonly ratios: { readonly ttftMs: number; readonly decodeTokensPerSecond: number };
}

/** What was put into a history on purpose. */
export interface HistoryTruth {
  readonly seed: number;
  readonly fromMs: number;
  readonly endMs: number;
  /** Those planned; the ones that would end after `endMs` are left out. */
  readonly roundTrips: number;
  readonly people: number;
  readonly teams: number;
  readonly regression: PlantedRegression | null;
  /** Null when models are not chosen by the kind of work. */
  readonly reversal: PlantedReversal | null;
  readonly models: readonly ModelProfile[];
  /** Standard deviations of the logarithms of what all calls of a session have in common. */
  readonly sessionSpread: { readonly ttftMs: number; readonly decodeTokensPerSecond: number };
  /** What the busiest hour adds to the median first token of a model, and takes from its rate, as shares. */
  readonly busiestHour: { readonly ttftMs: number; readonly decodeTokensPerSecond: number };
}

export function historyTruth(options: SettledOptions, plan: DayPlan): HistoryTruth {
  const { seed, fromMs, endMs, roundTrips, people, teams } = options;
  const { codexPriority: a, codexDefault: b } = MODEL_PROFILES;
  return {
    seed,
    fromMs,
    endMs,
    roundTrips,
    people,
    teams,
    regression: plantedRegression(options, plan),
    reversal: options.isConfounded
      ? {
          where: { model: a.model, reasoningEffort: "medium" },
          dimension: "serviceTier",
          a: "priority",
          b: "default",
          tiers: ["Fast", "Standard"],
          ratios: {
            ttftMs: a.firstTokenFactor / b.firstTokenFactor,
            decodeTokensPerSecond: a.outputTokensPerSecond / b.outputTokensPerSecond,
          },
        }
      : null,
    models: Object.values(MODEL_PROFILES),
    sessionSpread: { ttftMs: SESSION_FIRST_TOKEN_SPREAD, decodeTokensPerSecond: SESSION_RATE_SPREAD },
    busiestHour: { ttftMs: BUSY_FIRST_TOKEN, decodeTokensPerSecond: -BUSY_RATE },
  };
}

function plantedRegression(options: SettledOptions, plan: DayPlan): PlantedRegression | null {
  const { regression, fromMs, endMs } = options;
  if (regression === null) return null;
  const { where, startFraction, factor, newConnectionShare } = regression;
  const startMs = Math.round(fromMs + (endMs - fromMs) * startFraction);
  const share = expectedShare(options, plan, where, startMs);
  return { where, startMs, factor, newConnectionShare, expectedShare: share };
}
