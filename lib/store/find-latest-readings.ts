import { z } from "zod";
import {
  RATE_LIMIT_SOURCES,
  RATE_LIMIT_UNITS,
  RATE_LIMIT_WINDOW_KINDS,
} from "#lib/domain/rate-limit-reading.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { KNOWN_ACCOUNT } from "./known-account.ts";
import { readRows } from "./read-rows.ts";
import { unixMsOf } from "./round-trip-row.ts";

const Row = z.object({
  provider: z.string(),
  account: z.string().nullable(),
  family: z.string(),
  familyName: z.string().nullable(),
  windowMinutes: z.number().nullable(),
  windowKind: z.enum(RATE_LIMIT_WINDOW_KINDS),
  unit: z.enum(RATE_LIMIT_UNITS),
  limit: z.number().nullable(),
  remaining: z.number().nullable(),
  usedFraction: z.number().nullable(),
  resetsAtMs: z.number().nullable(),
  status: z.string().nullable(),
  isBinding: z.boolean(),
  source: z.enum(RATE_LIMIT_SOURCES),
  observedAtMs: z.number(),
});

/** The last that was heard of a bucket. */
export type LatestReading = z.output<typeof Row>;

/** The last reading of every bucket, in order of provider, account, family, window and unit. */
export function findLatestReadings(database: Database): Promise<LatestReading[]> {
  return readRows(
    database,
    Row,
    Prisma.sql`
      select distinct on (r.provider, ${KNOWN_ACCOUNT}, r.family, r.window_minutes, r.unit)
        r.provider, ${KNOWN_ACCOUNT} as account, r.family, r.family_name as "familyName", r.window_minutes as "windowMinutes",
        r.window_kind as "windowKind", r.unit,
        r."limit", r.remaining, r.used_fraction as "usedFraction", r.resets_at_ms as "resetsAtMs", r.status,
        r.is_binding as "isBinding", r.source, ${unixMsOf(Prisma.sql`r.observed_at`)} as "observedAtMs"
      from rate_limit_readings r
      order by r.provider, ${KNOWN_ACCOUNT}, r.family, r.window_minutes, r.unit, r.observed_at desc, r.id`,
  );
}
