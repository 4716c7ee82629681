import type { RateLimitReading } from "#lib/domain/rate-limit-reading.ts";
import { addPartitions } from "./add-partitions.ts";
import type { Database } from "./database.ts";
import { closedBefore } from "./horizons.ts";

/**
 * Writes rate-limit readings in one statement; one that is already there is a duplicate, and one that is older than what is
 * kept counts as one. Returns how many were stored and how many were duplicates. Throws when it did not commit: then nothing was written.
 */
export async function saveRateLimitReadings(
  database: Database,
  readings: readonly RateLimitReading[],
): Promise<{ readonly stored: number; readonly duplicate: number }> {
  if (readings.length === 0) return { stored: 0, duplicate: 0 };
  // In one order, so that two transactions never wait for each other in a circle.
  const rows = readings.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const column = <K extends keyof RateLimitReading>(name: K) => rows.map((row) => row[name]);
  await addPartitions(database, "rate_limit_readings", column("observedAtMs"));
  const stored = await database.$executeRaw`
    insert into rate_limit_readings (id, provider, account, family, family_name, window_minutes, window_kind, unit,
      "limit", remaining, used_fraction, resets_at_ms, status, is_binding, source, session_id, raw, observed_at)
    select n.id, n.provider, n.account, n.family, n.family_name, n.window_minutes, n.window_kind, n.unit,
      n.limit_value, n.remaining, n.used_fraction, n.resets_at_ms, n.status, n.is_binding, n.source, n.session_id, n.raw,
      to_timestamp(n.observed_at_ms / 1000)
    from unnest(
      ${column("id")}::text[], ${column("provider")}::text[], ${column("account")}::text[],
      ${column("family")}::text[], ${column("familyName")}::text[], ${column("windowMinutes")}::float8[],
      ${column("windowKind")}::text[], ${column("unit")}::text[], ${column("limit")}::float8[],
      ${column("remaining")}::float8[], ${column("usedFraction")}::float8[], ${column("resetsAtMs")}::float8[],
      ${column("status")}::text[], ${column("isBinding")}::boolean[], ${column("source")}::text[],
      ${column("sessionId")}::text[], ${column("raw")}::text[], ${column("observedAtMs")}::float8[]
    ) as n (id, provider, account, family, family_name, window_minutes, window_kind, unit, limit_value, remaining,
      used_fraction, resets_at_ms, status, is_binding, source, session_id, raw, observed_at_ms)
    where n.observed_at_ms >= ${closedBefore("rateLimitReadings")}
    on conflict (id, observed_at) do nothing`;
  return { stored, duplicate: readings.length - stored };
}
