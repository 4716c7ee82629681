import { fieldsOf } from "../reading/json-fields.ts";
import { amountOf, familyOf, makeReading, plainText, rawValue } from "./make-reading.ts";
import { parseReset, type ResetClock } from "./parse-reset.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";

const HEADER = "x-quota-snapshot-";

/** Reads `x-quota-snapshot-…`: a query string of a quota of GitHub Copilot. */
export function readCopilotHeaders(
  headers: ReadonlyMap<string, string>,
  clock: ResetClock,
): RateLimitReading[] {
  return [...headers].flatMap(([name, value]) => {
    if (!name.startsWith(HEADER)) return [];
    const told = new URLSearchParams(value.slice(0, 1_000));
    const quota: Quota = {
      entitlement: told.get("ent"),
      percentRemaining: told.get("rem"),
      resets: told.get("rst"),
    };
    return readQuota(name.slice(HEADER.length), quota, "header", `${name}: ${rawValue(value)}`, clock) ?? [];
  });
}

/** Reads the same quotas from the field of an event or an answer. */
export function readCopilotSnapshots(
  snapshots: unknown,
  source: "event" | "usage",
  clock: ResetClock,
): RateLimitReading[] {
  return Object.entries(fieldsOf(snapshots))
    .slice(0, 16)
    .flatMap(([name, value]) => {
      const fields = fieldsOf(value);
      const quota: Quota = {
        entitlement: fields["unlimited"] === true ? -1 : fields["entitlement"],
        percentRemaining: fields["percent_remaining"],
        resets: fields["reset_date"] ?? fields["quota_reset_at"],
      };
      const raw = ["entitlement", "percent_remaining", "overage_count", "reset_date"]
        .flatMap((key) => (fields[key] === undefined ? [] : [`${key}: ${rawValue(fields[key])}`]))
        .join("; ");
      return readQuota(name, quota, source, raw, clock) ?? [];
    });
}

interface Quota {
  /** So many requests; −1 for as many as one likes. */
  readonly entitlement: unknown;
  /** In percent; below zero once extra usage has begun. */
  readonly percentRemaining: unknown;
  readonly resets: unknown;
}

function readQuota(
  name: string,
  { entitlement, percentRemaining, resets }: Quota,
  source: RateLimitReading["source"],
  raw: string,
  clock: ResetClock,
): RateLimitReading | null {
  const family = familyOf(name);
  const unlimited = /^-1(?:\.0+)?$/.test(plainText(entitlement).trim());
  const limit = unlimited ? null : amountOf(entitlement);
  const percent =
    typeof percentRemaining === "number" ? percentRemaining : Number.parseFloat(plainText(percentRemaining));
  const hasPercent = !unlimited && percent >= -100_000 && percent <= 100;
  if (family === null || (!unlimited && limit === null && !hasPercent)) return null;
  return makeReading({
    family,
    unit: limit === null && hasPercent ? "percent" : "requests",
    windowKind: "fixed",
    limit,
    usedFraction: hasPercent ? (100 - percent) / 100 : null,
    resetsAtMs: parseReset(typeof resets === "string" ? resets : undefined, clock),
    status: unlimited ? "unlimited" : null,
    source,
    raw,
  });
}
