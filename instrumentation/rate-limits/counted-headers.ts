import { amountOf, familyOf, makeReading, rawOf, usedFractionOf } from "./make-reading.ts";
import { parseReset, type ResetClock } from "./parse-reset.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";

type Unit = RateLimitReading["unit"];
type Field = "limit" | "remaining" | "reset" | "renewalperiod";

/** What a provider's headers do not say themselves, but its documentation does. */
interface Dialect {
  readonly windowKind?: RateLimitReading["windowKind"];
  readonly windowMinutes?: Readonly<Partial<Record<Unit, number>>>;
}

const DIALECTS: ReadonlyMap<string, Dialect> = new Map<string, Dialect>([
  ["openai", { windowKind: "bucket" }],
  ["cerebras", { windowKind: "bucket" }],
  ["groq", { windowKind: "bucket", windowMinutes: { requests: 1_440, tokens: 1 } }],
  ["mistral_ai", { windowKind: "fixed" }],
]);

const WINDOW_MINUTES: Readonly<Record<string, number>> = { second: 1 / 60, minute: 1, hour: 60, day: 1_440 };

/** The headers of one bucket, by what they tell. */
type Bucket = Partial<Record<Field, string>>;

/** Reads `x-ratelimit-{limit,remaining,reset}` with any ending, and Together's `x-tokenlimit-…`. */
export function readCountedHeaders(
  provider: string,
  headers: ReadonlyMap<string, string>,
  clock: ResetClock,
): RateLimitReading[] {
  const buckets = new Map<string, Bucket>();
  for (const name of headers.keys()) {
    const [, kind, field, ending = ""] =
      /^x-(rate|token)limit-(limit|remaining|reset|renewalperiod)(?:-(.+))?$/.exec(name) ?? [];
    if (field === undefined) continue;
    const key = ending === "" && kind === "token" ? "tokens" : ending;
    const bucket = buckets.get(key) ?? {};
    bucket[field as Field] ??= name;
    buckets.set(key, bucket);
  }
  return [...buckets].flatMap(([key, bucket]) => readBucket(provider, key, bucket, headers, clock) ?? []);
}

function readBucket(
  provider: string,
  key: string,
  names: Bucket,
  headers: ReadonlyMap<string, string>,
  clock: ResetClock,
): RateLimitReading | null {
  const [, base = "", windowWord] = /^(.*?)(?:(?:^|-)(second|minute|hour|day))?$/s.exec(key) ?? [];
  const unit = unitOf(base);
  const family = base === "" || base === "req" ? "requests" : familyOf(base);
  if (unit === null || family === null) return null;
  const value = (field: Field) => headers.get(names[field] ?? "");
  const limit = amountOf(value("limit"));
  const remaining = amountOf(value("remaining"));
  // A reset of nothing says nothing: Azure sends −1, −1 and 0 where it does not know.
  if (limit === null && remaining === null) return null;
  const dialect = DIALECTS.get(provider);
  const renewalSeconds = amountOf(value("renewalperiod"));
  return makeReading({
    family,
    unit,
    windowMinutes:
      (windowWord === undefined ? undefined : WINDOW_MINUTES[windowWord]) ??
      (renewalSeconds !== null && renewalSeconds > 0 ? renewalSeconds / 60 : null) ??
      dialect?.windowMinutes?.[unit] ??
      null,
    windowKind: dialect?.windowKind ?? "unknown",
    limit,
    remaining,
    usedFraction: usedFractionOf(limit, remaining),
    resetsAtMs: parseReset(value("reset"), clock),
    status: limit === 0 ? "not_provisioned" : null,
    source: "header",
    raw: rawOf(Object.values(names), headers),
  });
}

/** What a bucket of that name counts; null for what has no unit here, such as images. */
export function unitOf(base: string): Unit | null {
  if (/generated|output|completion/.test(base)) return "output";
  if (/prompt|input/.test(base)) return "input";
  if (base.includes("token")) return "tokens";
  if (base.includes("concurren")) return "concurrency";
  return base === "" || /(?:^|-)req(?:uests?)?(?:$|-)/.test(base) ? "requests" : null;
}
