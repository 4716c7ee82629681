import { z } from "zod";
import type { KindOfData } from "#lib/domain/retention.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { closeBefore, declareDropped } from "./horizons.ts";
import { timestampOf } from "./round-trip-conditions.ts";
import { sqlStateOf } from "./sql-state.ts";
import { type Patience, until } from "./until.ts";
import { waitForOlder } from "./wait-for-older.ts";

/** What has to be over before data may go: its assembly, its rolling up, or transactions that may still use it. */
export type Hindrance = "assembly" | "rollUps" | "transactions";

/**
 * Sees to it that rows of a kind that are earlier than `beforeMs` (Unix ms) can be dropped without being missed: figures
 * stay as they are, nothing earlier comes any more, and nobody is in the middle of reading it. Returns what still
 * stands in the way when patience ends, or null.
 */
export async function makeDroppable(
  database: Database,
  kind: KindOfData,
  beforeMs: number,
  partitions: readonly string[],
  patience: Patience,
): Promise<Hindrance | null> {
  if (kind === "observations") return await afterAssembly(database, partitions, patience);
  // Roll-ups are written only of facts.
  await closeBefore(database, kind === "figures" ? "facts" : kind, beforeMs);
  if (!(await waitForOlder(database, patience))) return "transactions";
  if (kind !== "facts" && kind !== "figures") return null;
  const isRolledUp = () =>
    kind === "facts" ? declareDropped(database, beforeMs) : isQuiet(database, beforeMs);
  if (!(await until(patience, isRolledUp))) return "rollUps";
  return (await waitForOlder(database, patience)) ? null : "transactions";
}

const Newest = z.tuple([z.object({ id: z.bigint().nullable() })]);

/**
 * Whatever waits now for its assembly from these observations is assembled. What comes for them later finds, when they
 * are gone, that what was assembled from them is final.
 */
async function afterAssembly(
  database: Database,
  partitions: readonly string[],
  patience: Patience,
): Promise<Hindrance | null> {
  const newestOf = async (partition: string, upTo: bigint | null) => {
    const own = Prisma.raw(`"${partition}"`);
    try {
      const [{ id }] = Newest.parse(
        await database.$queryRaw`
          select max(p.id) as id from pending_assemblies p
          where (${upTo}::bigint is null or p.id <= ${upTo}::bigint)
            and (exists (select 1 from ${own} o where o.scope = p.scope)
              or exists (select 1 from ${own} o where o.trace_id = p.trace_id))`,
      );
      return id;
    } catch (error) {
      // Somebody else has just dropped it.
      if (sqlStateOf(error) === "42P01") return null;
      throw error;
    }
  };
  for (const partition of partitions) {
    const newest = await newestOf(partition, null);
    if (newest === null) continue;
    const isAssembled = await until(patience, async () => (await newestOf(partition, newest)) === null);
    if (!isAssembled) return "assembly";
  }
  return null;
}

const Quiet = z.tuple([z.object({ isQuiet: z.boolean() })]);

/** Whether nothing that is earlier has to be rolled up. */
async function isQuiet(database: Database, beforeMs: number): Promise<boolean> {
  const at = timestampOf(beforeMs);
  const [{ isQuiet }] = Quiet.parse(
    await database.$queryRaw`
      select not exists (select 1 from touched_hours where hour < ${at})
        and not exists (select 1 from touched_days where day < ${at}) as "isQuiet"`,
  );
  return isQuiet;
}
