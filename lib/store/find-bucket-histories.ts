import { z } from "zod";
import type { Bucket } from "#lib/domain/limits/bucket.ts";
import type { UsageReading } from "#lib/domain/limits/ledger/ledger-point.ts";
import { RATE_LIMIT_UNITS, RATE_LIMIT_WINDOW_KINDS } from "#lib/domain/rate-limit-reading.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { KNOWN_ACCOUNT } from "./known-account.ts";
import { readRows } from "./read-rows.ts";
import { timestampOf } from "./round-trip-conditions.ts";
import { unixMsOf } from "./round-trip-row.ts";

const figures = z.array(z.number().nullable());

/** One row a bucket, its readings as columns: there may be hundreds of each. */
const Row = z.object({
  provider: z.string(),
  account: z.string().nullable(),
  family: z.string(),
  familyName: z.string().nullable(),
  windowMinutes: z.number().nullable(),
  windowKind: z.enum(RATE_LIMIT_WINDOW_KINDS),
  unit: z.enum(RATE_LIMIT_UNITS),
  usedFraction: figures,
  remaining: figures,
  limit: figures,
  resetsAtMs: figures,
  observedAtMs: z.array(z.number()),
});

/** The readings of one bucket, in order of time. */
export interface BucketHistory extends Bucket {
  readonly familyName: string | null;
  readonly windowKind: (typeof RATE_LIMIT_WINDOW_KINDS)[number];
  readonly readings: readonly UsageReading[];
}

/** Which readings are wanted. */
export interface HistoryReach {
  /** Unix ms; of earlier ones nothing is read. */
  readonly fromMs: number;
  /** Unix ms, not included. */
  readonly toMs: number;
  /** No more than so many windows of a bucket before `toMs`, but at least a day; null reads from `fromMs` on. */
  readonly windows: number | null;
  /** So many readings of each bucket at most, the last of each stretch of equal length; null reads all. */
  readonly readingsMax: number | null;
}

/** How every bucket was used within that reach. Buckets of which nothing was heard in it are left out. */
export async function findBucketHistories(database: Database, reach: HistoryReach): Promise<BucketHistory[]> {
  const { fromMs, toMs, windows, readingsMax } = reach;
  const reachMs =
    windows === null
      ? Prisma.sql`${toMs - fromMs}::float8`
      : Prisma.sql`least(${toMs - fromMs}::float8, greatest(86400000, coalesce(r.window_minutes, 60) * 60000 * ${windows}::float8))`;
  const rank =
    readingsMax === null
      ? Prisma.sql`row_number() over () `
      : Prisma.sql`floor(${unixMsOf(Prisma.sql`r.observed_at`)} / greatest(1000, ${reachMs} / ${readingsMax}::float8))`;
  const key = Prisma.sql`provider, account, family, window_minutes, unit`;
  const rows = await readRows(
    database,
    Row,
    Prisma.sql`
      with heard as (
        select r.provider, ${KNOWN_ACCOUNT} as account, r.family, r.family_name, r.window_minutes, r.window_kind,
          r.unit, r.used_fraction, r.remaining, r."limit", r.resets_at_ms, r.observed_at, r.id, ${rank} as rank
        from rate_limit_readings r
        where r.observed_at >= ${timestampOf(fromMs)} and r.observed_at < ${timestampOf(toMs)}
          and r.observed_at >= ${timestampOf(toMs)} - ${reachMs} * interval '1 millisecond'
          and (r.used_fraction is not null or (r.remaining is not null and r."limit" > 0))
      ), thinned as (
        select distinct on (${key}, rank) * from heard order by ${key}, rank, observed_at desc, id
      )
      select provider, account, family, (array_agg(family_name order by observed_at desc)
          filter (where family_name is not null))[1] as "familyName",
        window_minutes as "windowMinutes", (array_agg(window_kind order by observed_at desc))[1] as "windowKind", unit,
        array_agg(used_fraction order by observed_at, id) as "usedFraction",
        array_agg(remaining order by observed_at, id) as remaining,
        array_agg("limit" order by observed_at, id) as "limit",
        array_agg(resets_at_ms order by observed_at, id) as "resetsAtMs",
        array_agg(${unixMsOf(Prisma.sql`observed_at`)} order by observed_at, id) as "observedAtMs"
      from thinned group by ${key} order by ${key}`,
  );
  return rows.map(({ usedFraction, remaining, limit, resetsAtMs, observedAtMs, ...bucket }) => ({
    ...bucket,
    readings: observedAtMs.map((atMs, index) => ({
      observedAtMs: atMs,
      usedFraction: usedFraction[index] ?? null,
      remaining: remaining[index] ?? null,
      limit: limit[index] ?? null,
      resetsAtMs: resetsAtMs[index] ?? null,
    })),
  }));
}
