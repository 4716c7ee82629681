import { amountOf, familyOf, makeReading, rawOf, usedFractionOf } from "./make-reading.ts";
import { parseReset, type ResetClock } from "./parse-reset.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";

/** Reads which limit GitHub Models says was hit, such as `UserByMinute`; its other headers tell of larger ones. */
export function readLimitType(headers: ReadonlyMap<string, string>, clock: ResetClock): RateLimitReading[] {
  const type = headers.get("x-ratelimit-type") ?? "";
  const family = familyOf(type);
  if (family === null) return [];
  const word = /By(Second|Minute|Hour|Day)$/.exec(type)?.[1];
  const minutes = { Second: 1 / 60, Minute: 1, Hour: 60, Day: 1_440 };
  return [
    makeReading({
      family,
      unit: /concurrent/i.test(type) ? "concurrency" : /token/i.test(type) ? "tokens" : "requests",
      windowMinutes: word === undefined ? null : minutes[word as keyof typeof minutes],
      resetsAtMs: parseReset(headers.get("x-ratelimit-timeremaining"), clock),
      binding: true,
      source: "header",
      raw: rawOf(["x-ratelimit-type", "x-ratelimit-timeremaining"], headers),
    }),
  ];
}

/** Reads how many calls of a trial key of Cohere are left. */
export function readTrialCalls(headers: ReadonlyMap<string, string>): RateLimitReading[] {
  const limit = amountOf(headers.get("x-trial-endpoint-call-limit"));
  const remaining = amountOf(headers.get("x-trial-endpoint-call-remaining"));
  if (limit === null && remaining === null) return [];
  return [
    makeReading({
      family: "trial_endpoint_calls",
      unit: "requests",
      limit,
      remaining,
      usedFraction: usedFractionOf(limit, remaining),
      source: "header",
      raw: rawOf(["x-trial-endpoint-call-limit", "x-trial-endpoint-call-remaining"], headers),
    }),
  ];
}
