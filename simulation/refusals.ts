import type { Failure, ProviderError } from "./behaviour.ts";

type Refusal = Extract<Failure, { kind: "refused" }>;

/**
 * 429 because of requests or tokens in a window, a minute unless told; worth trying again after so many seconds. Only
 * its words tell the `counts` of the limit.
 */
export function rateLimitExceeded(
  unit: "requests" | "tokens",
  retryAfterSeconds: number,
  windowMinutes = 1,
  counts?: { readonly limit: number; readonly used: number; readonly requested: number },
): Refusal {
  const letter = unit === "requests" ? "R" : "T";
  const window = { 1: ` per min (${letter}PM)`, 1440: ` per day (${letter}PD)` }[windowMinutes] ?? "";
  const told =
    counts === undefined ? "" : `: Limit ${counts.limit}, Used ${counts.used}, Requested ${counts.requested}`;
  return {
    kind: "refused",
    status: 429,
    error: {
      message: `Rate limit reached on ${unit}${window}${told}. Please try again in ${retryAfterSeconds}s. (simulation)`,
      type: unit,
      param: null,
      code: "rate_limit_exceeded",
    },
    headers: {
      "retry-after": String(Math.ceil(retryAfterSeconds)),
      "retry-after-ms": String(Math.round(retryAfterSeconds * 1000)),
    },
  };
}

/** 429 because one request is larger than its limit ever is; never worth trying again as it is. */
export function requestTooLarge(unit: "requests" | "tokens"): Refusal {
  return {
    kind: "refused",
    status: 429,
    error: {
      message: `Request too large: it exceeds the limit on ${unit}. (simulation)`,
      type: unit,
      param: null,
      code: "rate_limit_exceeded",
    },
    headers: { "x-should-retry": "false" },
  };
}

/** 429 because as many requests as allowed are running; nobody knows for how long. */
export function concurrencyLimitExceeded(): Refusal {
  return {
    kind: "refused",
    status: 429,
    error: {
      message: "Too many requests are running at once. (simulation)",
      type: "requests",
      param: null,
      code: "concurrency_limit_exceeded",
    },
  };
}

/** 429 because the window of a Codex subscription is used up until the given Unix time. */
export function usageLimitReached(
  planType: string,
  resetsAtSeconds: number,
  resetsInSeconds: number,
): Refusal {
  return {
    kind: "refused",
    status: 429,
    error: {
      type: "usage_limit_reached",
      code: null,
      message: "The usage limit has been reached (simulation)",
      plan_type: planType,
      resets_at: resetsAtSeconds,
      resets_in_seconds: resetsInSeconds,
    },
  };
}

/** 429 because of money; never worth trying again. */
export function insufficientQuota(): Refusal {
  return {
    kind: "refused",
    status: 429,
    error: {
      message: "You exceeded your current quota, please check your plan and billing details. (simulation)",
      type: "insufficient_quota",
      param: null,
      code: "insufficient_quota",
    },
    headers: { "x-should-retry": "false" },
  };
}

/** 503 because the provider is out of capacity. */
export function serverOverloaded(): Refusal {
  return {
    kind: "refused",
    status: 503,
    error: {
      message: "The server is overloaded. Please try again later. (simulation)",
      type: "service_unavailable_error",
      param: null,
      code: "server_is_overloaded",
    },
  };
}

/** 400 because of what the request says. */
export function invalidRequest(code: string | null, message: string, param: string | null = null): Refusal {
  return {
    kind: "refused",
    status: 400,
    error: { message: `${message} (simulation)`, type: "invalid_request_error", param, code },
  };
}

/** 429 of Anthropic because of requests or tokens per minute; worth trying again after so many seconds. */
export function anthropicRateLimited(retryAfterSeconds: number): Refusal {
  const message = "This request would exceed the rate limit of your organization. (simulation)";
  return {
    kind: "refused",
    status: 429,
    error: { type: "rate_limit_error", message },
    headers: { "retry-after": String(Math.ceil(retryAfterSeconds)), "x-should-retry": "true" },
  };
}

/** 429 of Anthropic because as many requests as allowed are running; it looks like any other. */
export function anthropicConcurrencyExceeded(): Refusal {
  const message =
    "The number of concurrent requests exceeds the rate limit of your organization. (simulation)";
  return {
    kind: "refused",
    status: 429,
    error: { type: "rate_limit_error", message },
    headers: { "x-should-retry": "true" },
  };
}

/** What Anthropic says when it is out of capacity, before a stream or within one. */
export const ANTHROPIC_OVERLOADED: ProviderError = {
  type: "overloaded_error",
  message: "Overloaded (simulation)",
};

/** 529 of Anthropic, which is out of capacity. */
export function anthropicOverloaded(): Refusal {
  return {
    kind: "refused",
    status: 529,
    error: ANTHROPIC_OVERLOADED,
    headers: { "x-should-retry": "true" },
  };
}

/** 429 of Gemini because of requests per minute; worth trying again after so many seconds. */
export function geminiQuotaExceeded(retryDelaySeconds: number): Refusal {
  const error = "type.googleapis.com/google.rpc";
  return {
    kind: "refused",
    status: 429,
    error: {
      code: 429,
      message: `You exceeded your current quota. Please retry in ${retryDelaySeconds}s. (simulation)`,
      status: "RESOURCE_EXHAUSTED",
      details: [
        {
          "@type": `${error}.QuotaFailure`,
          violations: [
            {
              quotaMetric: "generativelanguage.googleapis.com/generate_content_requests",
              quotaId: "GenerateRequestsPerMinutePerProjectPerModel",
              quotaDimensions: { location: "global" },
            },
          ],
        },
        { "@type": `${error}.RetryInfo`, retryDelay: `${retryDelaySeconds}s` },
      ],
    },
  };
}

/** What Gemini says when it is out of capacity. */
export const GEMINI_UNAVAILABLE: ProviderError = {
  code: 503,
  message: "The model is overloaded. Please try again later. (simulation)",
  status: "UNAVAILABLE",
};

/** 503 of Gemini, which is out of capacity. */
export function geminiUnavailable(): Refusal {
  return { kind: "refused", status: 503, error: GEMINI_UNAVAILABLE };
}
