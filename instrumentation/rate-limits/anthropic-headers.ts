import { amountOf, familyOf, makeReading, rawOf, usedFractionOf } from "./make-reading.ts";
import { parseReset, type ResetClock } from "./parse-reset.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";

/** Anthropic's buckets by the beginning of their headers' names; the more special tiers have some of their own. */
const BUCKETS: readonly (readonly [prefix: string, family: string, unit: RateLimitReading["unit"]])[] = [
  ["anthropic-ratelimit-requests", "requests", "requests"],
  ["anthropic-ratelimit-tokens", "tokens", "tokens"],
  ["anthropic-ratelimit-input-tokens", "input_tokens", "input"],
  ["anthropic-ratelimit-output-tokens", "output_tokens", "output"],
  ["anthropic-priority-input-tokens", "priority_input_tokens", "input"],
  ["anthropic-priority-output-tokens", "priority_output_tokens", "output"],
  ["anthropic-fast-input-tokens", "fast_input_tokens", "input"],
  ["anthropic-fast-output-tokens", "fast_output_tokens", "output"],
];

/** Reads the limits of Anthropic's API: token buckets, of which the one of all tokens is the most restrictive now. */
export function readAnthropicHeaders(
  headers: ReadonlyMap<string, string>,
  clock: ResetClock,
): RateLimitReading[] {
  return BUCKETS.flatMap(([prefix, family, unit]) => {
    const limit = amountOf(headers.get(`${prefix}-limit`));
    const remaining = amountOf(headers.get(`${prefix}-remaining`));
    if (limit === null && remaining === null) return [];
    return makeReading({
      family,
      unit,
      windowKind: "bucket",
      limit,
      remaining,
      usedFraction: usedFractionOf(limit, remaining),
      resetsAtMs: parseReset(headers.get(`${prefix}-reset`), clock),
      status: limit === 0 ? "not_provisioned" : null,
      source: "header",
      raw: rawOf([`${prefix}-limit`, `${prefix}-remaining`, `${prefix}-reset`], headers),
    });
  });
}

const UNIFIED = "anthropic-ratelimit-unified-";

/** The words by which the representative claim names a window. */
const CLAIMS: ReadonlyMap<string, string> = new Map([
  ["five_hour", "5h"],
  ["seven_day", "7d"],
  ["seven_day_opus", "7d_opus"],
  ["seven_day_sonnet", "7d_sonnet"],
  ["seven_day_overage_included", "7d_oi"],
  ["overage", "overage"],
]);

/** The family and the length of a window of a subscription, such as `5h`, `7d` or `7d_opus`. */
export function unifiedWindow(name: string): {
  readonly family: string;
  readonly windowMinutes: number | null;
} {
  const [, number, unit, rest] = /^(\d{1,3})([hd])(?:_(\w+))?$/.exec(name) ?? [];
  const windowMinutes = number === undefined ? null : Number(number) * (unit === "h" ? 60 : 1_440);
  // One family for the windows of everything; a window of one model or of extra usage counts something else.
  return {
    family: windowMinutes !== null && rest === undefined ? "unified" : `unified_${name}`,
    windowMinutes,
  };
}

/** Reads the limits of a Claude subscription, whose windows are told in shares of what is allowed. */
export function readUnifiedHeaders(
  headers: ReadonlyMap<string, string>,
  clock: ResetClock,
): RateLimitReading[] {
  const windows = new Map<string, string>();
  for (const name of headers.keys()) {
    if (!name.startsWith(UNIFIED)) continue;
    const [, window] = /^(.+)-(?:utilization|status|reset)$/.exec(name.slice(UNIFIED.length)) ?? [];
    const key = window === undefined ? null : familyOf(window);
    if (key !== null && window !== undefined) windows.set(key, `${UNIFIED}${window}`);
  }
  const claimed = CLAIMS.get(headers.get(`${UNIFIED}representative-claim`) ?? "");
  const readings = [...windows].flatMap(
    ([key, prefix]) => readUnified(key, prefix, key === claimed, headers, clock) ?? [],
  );
  // The overall status is that of the window that it claims, which is most often there by itself.
  const isTold = claimed === undefined ? readings.length > 0 : windows.has(claimed);
  if (isTold) return readings;
  const overall = readUnified(claimed ?? null, UNIFIED.slice(0, -1), claimed !== undefined, headers, clock);
  return overall === null ? readings : [...readings, overall];
}

function readUnified(
  key: string | null,
  prefix: string,
  binding: boolean,
  headers: ReadonlyMap<string, string>,
  clock: ResetClock,
): RateLimitReading | null {
  const usedFraction = amountOf(headers.get(`${prefix}-utilization`));
  const status = statusOf(headers.get(`${prefix}-status`));
  const resetsAtMs = parseReset(headers.get(`${prefix}-reset`), clock);
  if (usedFraction === null && status === null && resetsAtMs === null) return null;
  const names = ["utilization", "status", "reset", "surpassed-threshold", "in-use", "disabled-reason"];
  return makeReading({
    ...(key === null ? { family: "unified" } : unifiedWindow(key)),
    unit: "percent",
    windowKind: "fixed",
    usedFraction,
    resetsAtMs,
    status,
    binding,
    source: "header",
    raw: rawOf(
      names.map((name) => `${prefix}-${name}`),
      headers,
    ),
  });
}

function statusOf(value: string | undefined): string | null {
  return value !== undefined && /^[a-z_]{1,32}$/.test(value) ? value : null;
}
