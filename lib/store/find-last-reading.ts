import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { unixMsOf } from "./round-trip-row.ts";

const Row = z.object({ lastMs: z.number().nullable() });

/** Unix ms of the last reading of any bucket; null when there is none. */
export async function findLastReadingMs(database: Database): Promise<number | null> {
  const [row] = await readRows(
    database,
    Row,
    Prisma.sql`select ${unixMsOf(Prisma.sql`max(observed_at)`)} as "lastMs" from rate_limit_readings`,
  );
  return row?.lastMs ?? null;
}
