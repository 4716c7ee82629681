import { z } from "zod";
import {
  type KindOfData,
  RETENTION_DAYS,
  type RetentionDays,
  soundRetention,
} from "#lib/domain/retention.ts";
import type { PartitionedTable } from "./add-partitions.ts";
import type { Database } from "./database.ts";
import { dropPartition } from "./drop-partition.ts";
import { findPartitions, type Partition } from "./find-partitions.ts";
import { type Hindrance, makeDroppable } from "./make-droppable.ts";
import type { Patience } from "./until.ts";

/** In the order in which they go; who refers to others before whom he refers to. */
export const TABLES_OF_KIND: Readonly<Record<KindOfData, readonly PartitionedTable[]>> = {
  observations: ["observations"],
  facts: [
    "turns",
    "round_trips",
    "tool_calls",
    "approvals",
    "attempts",
    "throttles",
    "wire_details",
    "warm_ups",
  ],
  figures: ["daily_figures", "daily_turn_figures", "hourly_figures", "hourly_turn_figures"],
  rateLimitReadings: ["rate_limit_readings"],
  metricPoints: ["metric_points"],
};

export interface DropOptions {
  /** RETENTION_DAYS unless given. */
  readonly days?: RetentionDays;
  /** Unix ms from which retention is counted back; by the database's clock unless given. */
  readonly nowMs?: number;
  /** For how long to wait, at each thing that has to be over first, in ms; 30 s unless given. */
  readonly patienceMs?: number;
  /** Ends all waiting, so that the rest is left for the next time. */
  readonly signal?: AbortSignal;
}

/** What became of partitions that are older than what is kept. */
export interface DroppedPartitions {
  /** How many this call dropped, by table. */
  readonly dropped: ReadonlyMap<PartitionedTable, number>;
  /** What they wait for that could not be dropped yet, by kind; `locks` are held by somebody who still uses them. */
  readonly waiting: ReadonlyMap<KindOfData, Hindrance | "locks">;
}

const DAY_MS = 86_400_000;

/**
 * Drops whole partitions of which every row is older than what is kept, those too that an earlier call detached and
 * did not drop. Several may try at once. `impatient` is openImpatientDatabase's. Throws when the database does not answer;
 * whenever it ends, the next call goes on.
 */
export async function dropPartitions(
  database: Database,
  impatient: Database,
  { days = RETENTION_DAYS, nowMs, patienceMs = 30_000, signal }: DropOptions = {},
): Promise<DroppedPartitions> {
  const patience: Patience = { maxMs: patienceMs, signal: signal ?? null };
  const now = nowMs ?? (await databaseNow(database));
  const dropped = new Map<PartitionedTable, number>();
  const waiting = new Map<KindOfData, Hindrance | "locks">();
  const kept = soundRetention(days);
  for (const kind of Object.keys(TABLES_OF_KIND) as KindOfData[]) {
    if (signal?.aborted === true) break;
    const limitMs = now - kept[kind] * DAY_MS;
    const old = (await findPartitions(database)).filter(
      (partition) => TABLES_OF_KIND[kind].includes(partition.table) && isOver(partition, limitMs),
    );
    const hindrance = await prepare(database, kind, old, patience);
    if (hindrance !== null) waiting.set(kind, hindrance);
    // What was on its way out before goes in any case.
    const free = hindrance === null ? old : old.filter(({ state }) => state !== "attached");
    const held = await dropAll(impatient, kind, free, patience, (table) =>
      dropped.set(table, (dropped.get(table) ?? 0) + 1),
    );
    if (held) waiting.set(kind, "locks");
  }
  return { dropped, waiting };
}

function isOver({ state, beforeMs, isMarked }: Partition, limitMs: number): boolean {
  return (beforeMs !== null && beforeMs <= limitMs) || (isMarked && state !== "attached");
}

async function prepare(
  database: Database,
  kind: KindOfData,
  old: readonly Partition[],
  patience: Patience,
): Promise<Hindrance | null> {
  const attached = old.filter(({ state }) => state === "attached");
  if (attached.length === 0) return null;
  const beforeMs = Math.max(...attached.map((partition) => partition.beforeMs ?? 0));
  const names = attached.map(({ name }) => name);
  return await makeDroppable(database, kind, beforeMs, names, patience);
}

/** Returns whether some are held. Of a table, one after the other: while one is on its way out, no other can go. */
async function dropAll(
  impatient: Database,
  kind: KindOfData,
  partitions: readonly Partition[],
  patience: Patience,
  tell: (table: PartitionedTable) => void,
): Promise<boolean> {
  let isHeld = false;
  for (const table of TABLES_OF_KIND[kind]) {
    const own = partitions.filter((partition) => partition.table === table);
    // Those first that are on their way out.
    for (const partition of own.toSorted(
      (a, b) => Number(a.state === "attached") - Number(b.state === "attached"),
    )) {
      const outcome = await dropPartition(impatient, partition, patience);
      if (outcome === "dropped") tell(table);
      if (outcome === "held") {
        isHeld = true;
        break;
      }
    }
  }
  return isHeld;
}

const Now = z.tuple([z.object({ ms: z.number() })]);

async function databaseNow(database: Database): Promise<number> {
  const [{ ms }] = Now.parse(
    await database.$queryRaw`select (extract(epoch from now()) * 1000)::float8 as ms`,
  );
  return ms;
}
