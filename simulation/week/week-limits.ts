import type { UsageWeights } from "#simulation/limits/call-usage.ts";
import type { LimitsConfiguration, Outage, PlantedErrors } from "#simulation/limits/limits-configuration.ts";

/** The models of the week, and the family in which the fast one counts. */
export const GENERAL_MODEL = "gpt-5.3-codex";
export const FAST_MODEL = "gpt-5.3-codex-spark";
export const FAST_FAMILY = "codex_bengalfox";

/** Weighted tokens that a person's five hours allow. */
export const FIVE_HOURS = 800_000;
const FAST_FIVE_HOURS = 500_000;
/** Of the five hours: as many as fill the week. */
const WINDOWS_A_WEEK = 8;

/** A made-up price list: nobody says how subscriptions weigh. */
export const WEIGHTS: UsageWeights = { uncachedInput: 1, cachedInput: 0.1, output: 4 };

/** Whole percents, as Codex tells them. */
const PERCENT_STEP = 1;

/** A subscription: two families of five hours and a week each, of which the general one gates the fast one. */
export function codexLimits({
  planted,
  outages,
  percentStep = PERCENT_STEP,
}: {
  readonly planted: PlantedErrors;
  readonly outages: readonly Outage[];
  readonly percentStep?: number | undefined;
}): LimitsConfiguration {
  const windows = (limit: number) =>
    [
      { kind: "fixed", unit: "percent", windowMinutes: 300, limit, begins: "firstUse" },
      {
        kind: "fixed",
        unit: "percent",
        windowMinutes: 10_080,
        limit: limit * WINDOWS_A_WEEK,
        begins: "firstUse",
      },
    ] as const;
  return {
    planType: "pro",
    weights: WEIGHTS,
    percentStep,
    planted,
    outages,
    families: [
      { family: "codex", models: ["*"], limits: windows(FIVE_HOURS) },
      {
        family: FAST_FAMILY,
        name: "GPT-5.3-Codex-Spark",
        models: [FAST_MODEL],
        gatedBy: ["codex"],
        limits: windows(FAST_FIVE_HOURS),
      },
    ],
  };
}

/** An API account: so many requests and so many tokens a minute. */
export function apiLimits({
  requestsPerMinute,
  tokensPerMinute,
}: {
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
}): LimitsConfiguration {
  return {
    families: [
      {
        family: "api",
        models: ["*"],
        limits: [
          {
            kind: "bucket",
            unit: "requests",
            capacity: requestsPerMinute,
            refillPerMinute: requestsPerMinute,
          },
          { kind: "bucket", unit: "tokens", capacity: tokensPerMinute, refillPerMinute: tokensPerMinute },
        ],
      },
    ],
  };
}
