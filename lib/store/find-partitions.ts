import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import { PARTITION_DAYS, type PartitionedTable } from "./add-partitions.ts";
import type { Database } from "./database.ts";

const TABLES = Object.keys(PARTITION_DAYS) as PartitionedTable[];

const PartitionRow = z.object({
  table: z.enum(TABLES),
  name: z.string(),
  state: z.enum(["attached", "pending", "detached"]),
  beforeMs: z.number().nullable(),
  isMarked: z.boolean(),
});

/**
 * A partition, by the name of its table. `pending` is one that was being detached when that was interrupted; one that is
 * detached is a table of its own. All its rows are earlier than `beforeMs` (Unix ms; null when it has no such bound).
 * A marked one is on its way out.
 */
export type Partition = z.output<typeof PartitionRow>;

/**
 * The comment by which a table is known as one that retention detached: somebody's copy may have any name.
 */
export const DROP_MARK = "Roundtrip: older than what is kept, to be dropped";

/** The partitions there are, those included that were detached and not dropped yet, in order of time. */
export async function findPartitions(database: Database): Promise<readonly Partition[]> {
  const parents = Prisma.sql`${TABLES.map((table) => `"${table}"`)}::regclass[]`;
  const rows = z.array(PartitionRow).parse(
    await database.$queryRaw`
      select p.relname::text as "table", c.relname::text as name,
        case when i.inhdetachpending then 'pending' else 'attached' end as state,
        case p.relname
          when 'metric_points' then b.bound::float8
          when 'observations' then (extract(epoch from b.bound::date) * 1000)::float8
          else (extract(epoch from b.bound::timestamptz) * 1000)::float8
        end as "beforeMs",
        coalesce(obj_description(c.oid, 'pg_class') = ${DROP_MARK}, false) as "isMarked"
      from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
        cross join lateral (
          select substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \\(''([^'']+)''\\)') as bound) as b
      where i.inhparent = any(${parents}) and c.relkind = 'r'
      union all
      select regexp_replace(c.relname, '_([0-9]{8}|before)$', ''), c.relname::text, 'detached', null, true
      from pg_class c
      where c.relnamespace = (select relnamespace from pg_class where oid = 'observations'::regclass)
        and c.relkind = 'r' and not c.relispartition and obj_description(c.oid, 'pg_class') = ${DROP_MARK}`,
  );
  return rows.toSorted((a, b) => (a.beforeMs ?? 0) - (b.beforeMs ?? 0) || (a.name < b.name ? -1 : 1));
}
