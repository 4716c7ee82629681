import { fieldsOf } from "../reading/json-fields.ts";
import { readCodexHeaders, resetOf } from "./codex-limits.ts";
import { readCountedHeaders } from "./counted-headers.ts";
import { readLimitProse } from "./limit-prose.ts";
import { familyOf, makeReading, plainText, rawValue } from "./make-reading.ts";
import type { ResetClock } from "./parse-reset.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";

/** Within this much, two resets are one: the headers and the body round differently. */
const SAME_RESET_MS = 120_000;

/** What the error of a refusal says about limits by itself, beside its headers. */
export function refusalReadings(
  provider: string,
  error: Readonly<Record<string, unknown>>,
  headers: ReadonlyMap<string, string>,
  clock: ResetClock,
): RateLimitReading[] {
  return [
    ...(error["type"] === "usage_limit_reached" || error["code"] === "usage_limit_reached"
      ? [readUsageLimit(error, headers, clock)]
      : []),
    ...readForwardedHeaders(provider, error, clock),
    ...readLimitProse(error["message"]),
  ];
}

/** A subscription's limit was reached: of the family that is active, in the window that the headers show as full. */
function readUsageLimit(
  error: Readonly<Record<string, unknown>>,
  headers: ReadonlyMap<string, string>,
  clock: ResetClock,
): RateLimitReading {
  const windows = readCodexHeaders(headers, clock).filter(({ unit }) => unit === "percent");
  const active = familyOf(headers.get("x-codex-active-limit") ?? "");
  const family = windows.some((window) => window.family === active) ? (active ?? "codex") : "codex";
  const resetsAtMs = resetOf(error["resets_at"] ?? error["resets_in_seconds"], clock);
  const isSpent = ({ usedFraction }: RateLimitReading) => usedFraction !== null && usedFraction >= 1;
  // A family of its own may be blocked by the general one: then that one is spent, whether or not this one is, too.
  const ofFamily = windows.filter((window) => window.family === family);
  const candidates = ofFamily.some(isSpent) || !windows.some(isSpent) ? ofFamily : windows.filter(isSpent);
  const full =
    closestReset([...ofFamily, ...windows].filter(isSpent), resetsAtMs) ??
    closestReset(candidates, resetsAtMs) ??
    candidates.find(isSpent);
  return makeReading({
    family: full?.family ?? family,
    unit: "percent",
    familyName: full?.familyName ?? null,
    windowMinutes: full?.windowMinutes ?? null,
    windowKind: "fixed",
    usedFraction: full?.usedFraction ?? null,
    resetsAtMs: resetsAtMs ?? full?.resetsAtMs ?? null,
    status: "usage_limit_reached",
    binding: true,
    source: "body",
    raw: ["resets_at", "resets_in_seconds"]
      .flatMap((key) => (error[key] === undefined ? [] : [`${key}: ${rawValue(error[key])}`]))
      .join("; "),
  });
}

/** Of windows the one that comes back at that moment, the first of equals; null when none does. */
function closestReset(
  windows: readonly RateLimitReading[],
  resetsAtMs: number | null,
): RateLimitReading | null {
  if (resetsAtMs === null) return null;
  const apartMs = (window: RateLimitReading) =>
    window.resetsAtMs === null ? Number.POSITIVE_INFINITY : Math.abs(window.resetsAtMs - resetsAtMs);
  return windows.reduce<RateLimitReading | null>(
    (closest, window) =>
      apartMs(window) < (closest === null ? SAME_RESET_MS : apartMs(closest)) ? window : closest,
    null,
  );
}

/** OpenRouter puts the headers of its own limits into the error. */
function readForwardedHeaders(
  provider: string,
  error: Readonly<Record<string, unknown>>,
  clock: ResetClock,
): RateLimitReading[] {
  const entries = Object.entries(fieldsOf(fieldsOf(error["metadata"])["headers"])).slice(0, 32);
  if (entries.length === 0) return [];
  const headers = new Map(entries.map(([name, value]) => [name.toLowerCase(), plainText(value)]));
  return readCountedHeaders(provider, headers, clock).map((reading) => ({
    ...reading,
    source: "body" as const,
  }));
}
