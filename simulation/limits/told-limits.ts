import type { CodexLimit, CountedLimit, PercentWindow, RateLimits } from "#simulation/behaviour.ts";
import type { BucketState } from "./bucket-state.ts";
import type { CountedUnit, LimitFamily, LimitsConfiguration } from "./limits-configuration.ts";

/**
 * What a provider tells of its limits: the Codex families by their percentages, whichever family a call counts in, and
 * of the call's own family what is counted. `family` is null where there is no call, or it counts nowhere.
 */
export function toldLimits(
  states: readonly BucketState[],
  configuration: LimitsConfiguration,
  family: string | null,
  nowMs: number,
): RateLimits {
  const codex = configuration.families.flatMap((one) => codexLimit(one, states, configuration, nowMs) ?? []);
  const own = states.filter((state) => state.family === family);
  const counted = (name: keyof RateLimits, unit: CountedUnit) => {
    const limit = countedLimit(own, unit, nowMs);
    return limit === null ? {} : { [name]: limit };
  };
  return {
    ...(codex.length === 0 ? {} : { codex }),
    ...(codex.some(({ limitId }) => limitId === family) && family !== null ? { activeLimit: family } : {}),
    ...counted("requests", "requests"),
    ...counted("tokens", "tokens"),
    ...counted("inputTokens", "input"),
    ...counted("outputTokens", "output"),
  };
}

/** A share as a percentage in multiples of `step`: what is over counts as full. */
export function toldPercent(usedFraction: number, step: number): number {
  const percent = Math.min(100, usedFraction * 100);
  // 0.1 times 3 is not 0.3 in binary.
  return Number((Math.round(percent / step) * step).toFixed(6));
}

/** A family of percentages, its first window as primary and its second as secondary; null when it has none. */
function codexLimit(
  { family, name }: LimitFamily,
  states: readonly BucketState[],
  { percentStep = 1, planType }: LimitsConfiguration,
  nowMs: number,
): CodexLimit | null {
  const windows = states
    .filter((state) => state.family === family && state.unit === "percent" && state.windowMinutes !== null)
    .map(({ usedFraction, windowMinutes, resetsAtMs }): PercentWindow => {
      const minutes = windowMinutes ?? 0;
      // A window that has not begun is told as if it began now.
      const resetAtMs = resetsAtMs ?? nowMs + minutes * 60_000;
      return {
        usedPercent: toldPercent(usedFraction, percentStep),
        windowMinutes: minutes,
        resetAtSeconds: Math.ceil(resetAtMs / 1000),
      };
    });
  const [primary, secondary] = windows;
  if (primary === undefined) return null;
  return {
    limitId: family,
    ...(name === undefined ? {} : { limitName: name }),
    ...(planType === undefined ? {} : { planType }),
    primary,
    ...(secondary === undefined ? {} : { secondary }),
  };
}

/** Of several limits of one unit, the one with the smallest share left; null when there is none. */
function countedLimit(own: readonly BucketState[], unit: CountedUnit, nowMs: number): CountedLimit | null {
  const [first, ...rest] = own.filter((state) => state.unit === unit);
  if (first === undefined) return null;
  const { limit, remaining, resetsAtMs } = rest.reduce(
    (fullest, state) => (state.usedFraction > fullest.usedFraction ? state : fullest),
    first,
  );
  return {
    limit,
    remaining: Math.floor(remaining),
    resetMs: resetsAtMs === null ? 0 : Math.max(0, Math.ceil(resetsAtMs - nowMs)),
  };
}
