import { z } from "zod";
import { type KindOfData, type RetentionDays, soundRetention } from "#lib/domain/retention.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { PartitionedTable } from "../add-partitions.ts";
import type { Database } from "../database.ts";
import { TABLES_OF_KIND } from "../drop-partitions.ts";
import { findPartitions } from "../find-partitions.ts";
import { readRows } from "../read-rows.ts";

/** The table whose rows are counted for each kind of data. */
const COUNTED: Readonly<Record<KindOfData, readonly PartitionedTable[]>> = {
  observations: ["observations"],
  facts: ["round_trips"],
  figures: ["hourly_figures", "daily_figures", "hourly_turn_figures", "daily_turn_figures"],
  rateLimitReadings: ["rate_limit_readings"],
  metricPoints: ["metric_points"],
};

/** How much there is of a kind of data, and how much of it some time of retention would drop. */
export interface KeptData {
  readonly kind: KindOfData;
  /** Rows as PostgreSQL's statistics have them, about; of facts the round trips. */
  readonly rows: number;
  readonly rowsDropped: number;
  /** Unix ms before which everything would be dropped; null when nothing would. */
  readonly droppedBeforeMs: number | null;
}

const Row = z.object({ name: z.string(), rows: z.number() });
const DAY_MS = 86_400_000;

/** Tells of each kind of data what is kept, and what would be dropped at `nowMs` (Unix ms) by these times. */
export async function findKeptData(
  database: Database,
  days: RetentionDays,
  nowMs: number,
): Promise<readonly KeptData[]> {
  const [partitions, rows] = await Promise.all([
    findPartitions(database),
    readRows(
      database,
      Row,
      Prisma.sql`
        select c.relname::text as name,
          greatest(c.reltuples, pg_stat_get_live_tuples(c.oid), 0)::float8 as rows
        from pg_class c where c.relispartition and c.relkind = 'r'`,
    ),
  ]);
  const rowsOf = new Map(rows.map(({ name, rows: n }) => [name, n]));
  const kept = soundRetention(days);
  return (Object.keys(TABLES_OF_KIND) as KindOfData[]).map((kind) => {
    const limitMs = nowMs - kept[kind] * DAY_MS;
    const own = partitions.filter(
      ({ table, state }) => TABLES_OF_KIND[kind].includes(table) && state === "attached",
    );
    const old = own.filter(({ beforeMs }) => beforeMs !== null && beforeMs <= limitMs);
    const count = (some: typeof own) =>
      some.reduce(
        (sum, { table, name }) => sum + (COUNTED[kind].includes(table) ? (rowsOf.get(name) ?? 0) : 0),
        0,
      );
    return {
      kind,
      rows: count(own),
      rowsDropped: count(old),
      droppedBeforeMs: old.length === 0 ? null : Math.max(...old.map(({ beforeMs }) => beforeMs ?? 0)),
    };
  });
}
