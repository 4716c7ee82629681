import type { Throttle } from "#lib/domain/limits/throttle.ts";
import type { Chance } from "#simulation/week/chance.ts";
import type { ModelProfile } from "./model-profiles.ts";

/** Why a try came to nothing, as the wire sees it and as clients word it. */
export interface TryFailure {
  readonly statusCode: number | null;
  readonly wireError: string;
  readonly toldError: string;
  /** Null when it was not refused but broke. */
  readonly throttle: Throttle | null;
}

const RATE_CODES: Readonly<Record<string, string>> = {
  openai: "rate_limit_exceeded",
  anthropic: "rate_limit_error",
  google: "RESOURCE_EXHAUSTED",
};

/** Too much within a minute. */
export function refusedForRate({ provider, limitFamily }: ModelProfile, chance: Chance): TryFailure {
  return {
    statusCode: 429,
    wireError: "rate_limit",
    toldError: "rate_limit",
    throttle: {
      class: "rate",
      code: RATE_CODES[provider] ?? null,
      retryAfterMs: Math.round(Math.min(20_000, chance.around(2_200, 0.8))),
      retryable: true,
      boundBy: limitFamily === null ? null : { family: limitFamily, windowMinutes: 1, unit: "tokens" },
    },
  };
}

/** The provider is full. */
export function refusedForCapacity({ provider }: ModelProfile): TryFailure {
  const isAnthropic = provider === "anthropic";
  return {
    statusCode: isAnthropic ? 529 : 503,
    wireError: isAnthropic ? "overloaded_error" : "server_is_overloaded",
    toldError: isAnthropic ? "overloaded" : "http_503",
    throttle: {
      class: "capacity",
      code: isAnthropic ? "overloaded_error" : "server_is_overloaded",
      retryAfterMs: null,
      retryable: null,
      boundBy: null,
    },
  };
}

/** The window of a subscription is used up. */
export function refusedForQuota({ limitFamily }: ModelProfile): TryFailure {
  return {
    statusCode: 429,
    wireError: "rate_limit",
    toldError: "rate_limit",
    throttle: {
      class: "quota",
      code: "usage_limit_reached",
      retryAfterMs: null,
      retryable: false,
      boundBy: limitFamily === null ? null : { family: limitFamily, windowMinutes: 300, unit: "percent" },
    },
  };
}

/** The connection broke before an answer came. */
export const BROKEN: TryFailure = {
  statusCode: null,
  wireError: "ECONNRESET",
  toldError: "connection",
  throttle: null,
};

/** The stream broke after it had begun. */
export const TRUNCATED: TryFailure = {
  statusCode: 200,
  wireError: "stream_truncated",
  toldError: "connection",
  throttle: null,
};

/** The provider failed. */
export const SERVER_ERROR: TryFailure = {
  statusCode: 500,
  wireError: "server_error",
  toldError: "http_500",
  throttle: null,
};
