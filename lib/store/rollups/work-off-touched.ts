import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "../database.ts";
import { findDroppedBefore } from "../horizons.ts";
import { sqlStateOf } from "../sql-state.ts";
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

const Lock = z.tuple([z.object({ isMine: z.boolean() })]);
const Due = z.array(z.object({ ms: z.number() }));
const dimensions = new WeakMap<Database, DimensionCache>();

/**
 * Rolls up one hour or one day that has news, if there is one that is due, and returns whether there was. Reads one
 * snapshot: what is committed meanwhile leaves a note of its own, so that nothing is missed and nobody waits. Of several
 * processes one works; to the others there is nothing due until it has ended.
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
  if (hour) return await workOffHour(database, hour.ms);
  const [day] = Due.parse(
    await database.$queryRaw`
      select (extract(epoch from d.day) * 1000)::float8 as ms from touched_days d
      where d.day <= now() - interval '1 day' and not exists (
        select 1 from touched_hours h where h.hour >= d.day and h.hour < d.day + interval '1 day')
      order by d.day limit 1`,
  );
  return day !== undefined && (await workOffDay(database, day.ms));
}

async function workOffHour(database: Database, hourMs: number): Promise<boolean> {
  const cache = dimensions.get(database) ?? new DimensionCache();
  dimensions.set(database, cache);
  return await workAlone(database, async (transaction) => {
    const notes = await take(transaction, "touched_hours", "hour", hourMs);
    // Of facts that are gone a roll-up is all there is. Retention waits for notes and stops writers before it drops
    // facts, so that there should be none; should there be one all the same, it must not replace figures by nothing.
    if (notes === 0 || hourMs < (await findDroppedBefore(transaction))) return;
    await rollUpHour(transaction, hourMs, cache);
    await transaction.$executeRaw`
      insert into touched_days (day) values (date_trunc('day', to_timestamp(${hourMs}::float8 / 1000), 'UTC'))`;
  });
}

async function workOffDay(database: Database, dayMs: number): Promise<boolean> {
  return await workAlone(database, async (transaction) => {
    const notes = await take(transaction, "touched_days", "day", dayMs);
    if (notes > 0) await rollUpDay(transaction, dayMs);
  });
}

/** Works unless another process does so at this moment; returns whether it did. */
async function workAlone(
  database: Database,
  work: (transaction: Prisma.TransactionClient) => Promise<void>,
): Promise<boolean> {
  return await database.$transaction(async (transaction) => {
    const [lock] = Lock.parse(
      await transaction.$queryRaw`
        select pg_try_advisory_xact_lock(hashtextextended('roll-ups', 0)) as "isMine"`,
    );
    if (!lock.isMine) return false;
    await work(transaction);
    return true;
  }, TRANSACTION);
}

/** What PostgreSQL answers to whoever wants to change a row that was changed after the snapshot. */
const SERIALIZATION_FAILURE = "40001";

/**
 * Takes the notes that this snapshot sees, and returns how many. None when they are gone since: the lock comes an instant
 * after the snapshot, in which another process may have ended. That ends the transaction, which has changed nothing yet.
 */
async function take(
  transaction: Prisma.TransactionClient,
  table: "touched_hours" | "touched_days",
  column: "hour" | "day",
  ms: number,
): Promise<number> {
  try {
    return await transaction.$executeRaw`
      delete from ${Prisma.raw(table)} where ${Prisma.raw(column)} = to_timestamp(${ms}::float8 / 1000)`;
  } catch (error) {
    if (sqlStateOf(error) !== SERIALIZATION_FAILURE) throw error;
    return 0;
  }
}
