import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "../database.ts";
import { findDroppedBefore } from "../horizons.ts";
import { DimensionCache } from "./dimension-rows.ts";
import { rollUpDay } from "./roll-up-day.ts";
import { rollUpHour } from "./roll-up-hour.ts";

/** When roll-ups are made. */
export interface RollUpPace {
  /** An hour is rolled up when it is over and nothing came for so long, in ms ... */
  readonly quietMs: number;
  /** ... or when the first news have waited for so long, in ms. */
  readonly patienceMs: number;
}

const DEFAULT_PACE: RollUpPace = { quietMs: 20_000, patienceMs: 300_000 };

/** A long hour takes seconds; a machine may be busy. */
const TRANSACTION = {
  isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead,
  maxWait: 10_000,
  timeout: 300_000,
};

const Due = z.array(z.object({ ms: z.number() }));
const dimensions = new WeakMap<Database, DimensionCache>();

/**
 * Rolls up one hour or one day that has news, if there is one that is due, and returns whether there was. Reads one
 * snapshot: what is committed meanwhile leaves a note of its own, so that nothing is missed and nobody waits.
 */
export async function workOffTouched(database: Database, pace: Partial<RollUpPace> = {}): Promise<boolean> {
  const { quietMs, patienceMs } = { ...DEFAULT_PACE, ...pace };
  const [hour] = Due.parse(
    await database.$queryRaw`
      select (extract(epoch from hour) * 1000)::float8 as ms from touched_hours
      where hour <= now() - interval '1 hour' group by hour
      having max(at_time) <= now() - ${quietMs}::float8 * interval '1 millisecond'
        or min(at_time) <= now() - ${patienceMs}::float8 * interval '1 millisecond'
      order by hour limit 1`,
  );
  if (hour) {
    await workOffHour(database, hour.ms);
    return true;
  }
  const [day] = Due.parse(
    await database.$queryRaw`
      select (extract(epoch from d.day) * 1000)::float8 as ms from touched_days d
      where d.day <= now() - interval '1 day' and not exists (
        select 1 from touched_hours h where h.hour >= d.day and h.hour < d.day + interval '1 day')
      order by d.day limit 1`,
  );
  if (day) await workOffDay(database, day.ms);
  return day !== undefined;
}

async function workOffHour(database: Database, hourMs: number): Promise<void> {
  const cache = dimensions.get(database) ?? new DimensionCache();
  dimensions.set(database, cache);
  await database.$transaction(async (transaction) => {
    const notes = await take(transaction, "touched_hours", "hour", hourMs);
    // Of facts that are gone a roll-up is all there is. Retention waits for notes and stops writers before it drops
    // facts, so that there should be none; should there be one all the same, it must not replace figures by nothing.
    if (notes === 0 || hourMs < (await findDroppedBefore(transaction))) return;
    await rollUpHour(transaction, hourMs, cache);
    await transaction.$executeRaw`
      insert into touched_days (day) values (date_trunc('day', to_timestamp(${hourMs}::float8 / 1000), 'UTC'))`;
  }, TRANSACTION);
}

async function workOffDay(database: Database, dayMs: number): Promise<void> {
  await database.$transaction(async (transaction) => {
    const notes = await take(transaction, "touched_days", "day", dayMs);
    if (notes > 0) await rollUpDay(transaction, dayMs);
  }, TRANSACTION);
}

/** Takes the notes that this snapshot sees; of several processes one does the work, the others find nothing or fail. */
async function take(
  transaction: Prisma.TransactionClient,
  table: "touched_hours" | "touched_days",
  column: "hour" | "day",
  ms: number,
): Promise<number> {
  return await transaction.$executeRaw`
    delete from ${Prisma.raw(table)} where ${Prisma.raw(column)} = to_timestamp(${ms}::float8 / 1000)`;
}
