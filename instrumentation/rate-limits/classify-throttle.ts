import { readQuotaFailure } from "./gemini-quota.ts";
import type { ResetClock } from "./parse-reset.ts";
import type { RateLimitReading, Throttle, ThrottleClass } from "./rate-limit-reading.ts";
import { refusalReadings } from "./refusal-readings.ts";
import { retryAfterMs } from "./retry-after.ts";
import { classOfWords, errorOf, wordsOfError } from "./throttle-words.ts";

/** What a refusal says: of itself, and of the limits. */
export interface Refusal {
  readonly throttle: Throttle | null;
  readonly readings: RateLimitReading[];
}

/** Statuses that say it themselves. */
const STATUS_CLASSES: ReadonlyMap<number, ThrottleClass> = new Map([
  [402, "quota"],
  [429, "rate"],
  [503, "capacity"],
  [529, "capacity"],
]);

/** What is wrong with a request that gets one of these has nothing to do with how many there were. */
const NEVER: ReadonlySet<number> = new Set([401, 404]);

/** Why a request was refused, by the words of the error and its status; null when it was for another reason. */
export function classifyThrottle(
  provider: string,
  status: number,
  headers: ReadonlyMap<string, string>,
  body: unknown,
  clock: ResetClock,
): Refusal {
  const error = errorOf(body);
  // In a stream that began well the status is 200, and the error's code may be what it would have been.
  const told = status < 400 && typeof error["code"] === "number" ? error["code"] : status;
  const words = wordsOfError(error, headers);
  const found = NEVER.has(told) ? null : classOfWords(words);
  const quota = readQuotaFailure(error);
  let kind = found?.class ?? statusClass(provider, told);
  if (kind === null) return { throttle: null, readings: [] };
  // A day's quota is spent, while a minute's is only waited for.
  if (kind === "rate" && quota.isTerminal === true) kind = "quota";
  const wait = retryAfterMs(headers, error, quota.retryDelay, clock);
  return {
    throttle: {
      class: kind,
      code: found?.word ?? words[0] ?? null,
      retryAfterMs: wait,
      retryable: shouldRetry(headers) ?? retryableOf(told, kind, found?.word ?? null, wait),
    },
    readings: [...quota.readings, ...refusalReadings(provider, error, headers, clock)],
  };
}

/** DeepSeek refuses what runs at once, and says no more about it. */
function statusClass(provider: string, status: number): ThrottleClass | null {
  return provider === "deepseek" && status === 429 ? "concurrency" : (STATUS_CLASSES.get(status) ?? null);
}

function shouldRetry(headers: ReadonlyMap<string, string>): boolean | null {
  const value = headers.get("x-should-retry");
  return value === "true" ? true : value === "false" ? false : null;
}

function retryableOf(
  status: number,
  kind: ThrottleClass,
  word: string | null,
  waitMs: number | null,
): boolean | null {
  // What is larger than the bucket never fits.
  if (status === 413) return false;
  // The window of a subscription comes back by itself.
  if (word === "usage_limit_reached") return waitMs === null ? null : true;
  if (kind === "quota") return false;
  return word === null ? null : true;
}
