import type pg from "pg";
import { PARTITION_DAYS, type PartitionedTable } from "#lib/store/add-partitions.ts";

interface Partition {
  readonly name: string;
  /** Unix ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** As in ATTACH PARTITION. */
  readonly bound: string;
}

/**
 * Partitions that are filled without any index, which takes a fraction of the time, and are part of their table only
 * when all rows are there and the indexes are made. Those that are there already are filled as they are.
 */
export class BarePartitions {
  readonly #client: pg.Client;
  readonly #known = new Map<PartitionedTable, Partition[]>();
  readonly #bare: { readonly table: PartitionedTable; readonly partition: Partition }[] = [];

  constructor(client: pg.Client) {
    this.#client = client;
  }

  /** The table that rows of this instant (Unix ms) go into, made if it is not there yet. */
  async nameAt(table: PartitionedTable, ms: number): Promise<string> {
    const known = this.#known.get(table) ?? (await this.#find(table));
    this.#known.set(table, known);
    const found = known.find(({ fromMs, toMs }) => ms >= fromMs && ms < toMs);
    if (found) return found.name;
    const made = await this.#make(table, ms, new Set(known.map(({ name }) => name)));
    known.push(made);
    this.#bare.push({ table, partition: made });
    return made.name;
  }

  /** Makes the indexes of the filled partitions and puts each in its place. */
  async attach(): Promise<void> {
    for (const { table, partition } of this.#bare.splice(0)) {
      await this.#client.query(`alter table ${table} attach partition ${partition.name} ${partition.bound}`);
    }
  }

  async #make(table: PartitionedTable, ms: number, before: ReadonlySet<string>): Promise<Partition> {
    await this.#client.query("begin");
    await this.#client.query("select add_partition($1, $2, $3)", [table, PARTITION_DAYS[table], ms]);
    const made = (await this.#find(table)).find(({ name }) => !before.has(name));
    if (!made) throw new Error(`${table} has a partition for ${ms} that does not tell its bounds`);
    // Emptier than add_partition makes it; its name, its columns and its bounds stay.
    await this.#client.query(`alter table ${table} detach partition ${made.name}`);
    await this.#client.query(`drop table ${made.name}`);
    await this.#client.query(`create table ${made.name} (like ${table} including all excluding indexes)`);
    await this.#client.query("commit");
    return made;
  }

  async #find(table: PartitionedTable): Promise<Partition[]> {
    const { rows } = await this.#client.query<Partition>(
      `select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound,
         extract(epoch from b.edges[1]::timestamptz)::float8 * 1000 as "fromMs",
         extract(epoch from b.edges[2]::timestamptz)::float8 * 1000 as "toMs"
       from pg_inherits i join pg_class c on c.oid = i.inhrelid cross join lateral
         regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \\(''([^'']+)''\\) TO \\(''([^'']+)''\\)') as b (edges)
       where i.inhparent = $1::regclass`,
      [table],
    );
    return rows;
  }
}
