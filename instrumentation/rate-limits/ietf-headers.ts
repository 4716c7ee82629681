import { amountOf, familyOf, makeReading, rawOf, usedFractionOf } from "./make-reading.ts";
import { parseReset, type ResetClock } from "./parse-reset.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";
import { type ListMember, parseStructuredList } from "./structured-list.ts";

type Unit = RateLimitReading["unit"];

/** The draft's units; bytes of content are none of ours. */
const UNITS: ReadonlyMap<unknown, Unit> = new Map<unknown, Unit>([
  [undefined, "requests"],
  ["requests", "requests"],
  ["concurrent-requests", "concurrency"],
]);

/** Reads `RateLimit-Policy` and `RateLimit` of the IETF's draft; a malformed field is ignored. */
export function readIetfHeaders(
  headers: ReadonlyMap<string, string>,
  status: number,
  clock: ResetClock,
): RateLimitReading[] {
  const policies = new Map(
    membersOf(headers, "ratelimit-policy").map((member) => [member.value, member.parameters]),
  );
  const retryAfter = status === 429 || status === 503 ? headers.get("retry-after") : undefined;
  const told = new Set<unknown>();
  const current = membersOf(headers, "ratelimit").flatMap(({ value, parameters }) => {
    told.add(value);
    const remaining = amountOf(parameters.get("r"));
    if (remaining === null) return [];
    const seconds = amountOf(parameters.get("t"));
    const reset = retryAfter ?? (seconds === null ? undefined : String(seconds));
    const resetsAtMs = parseReset(reset, clock);
    return readPolicy(value, policies.get(value), remaining, resetsAtMs, headers) ?? [];
  });
  // A policy by itself still tells how much there may be.
  const rest = [...policies].flatMap(([value, parameters]) =>
    told.has(value) ? [] : (readPolicy(value, parameters, null, null, headers) ?? []),
  );
  return [...current, ...rest];
}

function readPolicy(
  name: ListMember["value"],
  policy: ListMember["parameters"] | undefined,
  remaining: number | null,
  resetsAtMs: number | null,
  headers: ReadonlyMap<string, string>,
): RateLimitReading | null {
  const family = typeof name === "string" ? familyOf(name) : null;
  const unit = UNITS.get(policy?.get("qu"));
  const limit = amountOf(policy?.get("q"));
  if (family === null || unit === undefined || (limit === null && remaining === null)) return null;
  return makeReading({
    family,
    unit,
    windowMinutes: minutesOf(policy?.get("w")),
    limit,
    remaining,
    usedFraction: usedFractionOf(limit, remaining),
    resetsAtMs,
    source: "header",
    raw: rawOf(["ratelimit-policy", "ratelimit"], headers),
  });
}

/** Reads `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` of the older drafts. */
export function readOldIetfHeaders(
  headers: ReadonlyMap<string, string>,
  clock: ResetClock,
): RateLimitReading[] {
  const [first, ...others] = membersOf(headers, "ratelimit-limit");
  const limit = amountOf(first?.value);
  const remaining = amountOf(headers.get("ratelimit-remaining"));
  if (limit === null && remaining === null) return [];
  const policy = [...others, ...membersOf(headers, "ratelimit-policy")].find(({ value }) => value === limit);
  return [
    makeReading({
      family: "requests",
      unit: "requests",
      windowMinutes: minutesOf(first?.parameters.get("w") ?? policy?.parameters.get("w")),
      limit,
      remaining,
      usedFraction: usedFractionOf(limit, remaining),
      resetsAtMs: parseReset(headers.get("ratelimit-reset"), clock),
      source: "header",
      raw: rawOf(["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "ratelimit-policy"], headers),
    }),
  ];
}

function membersOf(headers: ReadonlyMap<string, string>, name: string): readonly ListMember[] {
  return parseStructuredList(headers.get(name) ?? "") ?? [];
}

function minutesOf(seconds: unknown): number | null {
  const amount = amountOf(seconds);
  return amount === null || amount === 0 ? null : amount / 60;
}
