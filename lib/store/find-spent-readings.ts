import { z } from "zod";
import type { SpentReading } from "#lib/domain/limits/name-binding-bucket.ts";
import { RATE_LIMIT_UNITS } from "#lib/domain/rate-limit-reading.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { KNOWN_ACCOUNT } from "./known-account.ts";
import { readRows } from "./read-rows.ts";
import { startsWithin } from "./round-trip-conditions.ts";
import { unixMsOf } from "./round-trip-row.ts";

const Row = z.object({
  account: z.string().nullable(),
  sessionId: z.string().nullable(),
  family: z.string(),
  windowMinutes: z.number().nullable(),
  unit: z.enum(RATE_LIMIT_UNITS),
  resetsAtMs: z.number().nullable(),
  observedAtMs: z.number(),
});

/** The readings within the window that say that nothing is left of their bucket, in order of time. */
export function findSpentReadings(database: Database, window: TimeWindow): Promise<SpentReading[]> {
  return readRows(
    database,
    Row,
    Prisma.sql`
      select ${KNOWN_ACCOUNT} as account, r.session_id as "sessionId", r.family, r.window_minutes as "windowMinutes",
        r.unit, r.resets_at_ms as "resetsAtMs", ${unixMsOf(Prisma.sql`r.observed_at`)} as "observedAtMs"
      from rate_limit_readings r
      where ${startsWithin(Prisma.sql`r.observed_at`, window)}
        and (r.remaining = 0 or r.used_fraction >= 1 or r.status = 'rejected')
      order by r.observed_at, r.id`,
  );
}
