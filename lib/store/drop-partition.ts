import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { DROP_MARK, type Partition } from "./find-partitions.ts";
import { sqlStateOf } from "./sql-state.ts";
import { type Patience, until } from "./until.ts";

/**
 * SQLSTATEs of a lock that did not come free in time (by either limit, or in a deadlock), of another partition of the
 * table that is on its way out, and of a table that somebody else has just dropped or detached.
 */
const HINDERED: ReadonlySet<string> = new Set(["55P03", "57014", "40P01", "55000", "42P01"]);

/** Whether it was this caller that dropped it, somebody else, or nobody yet since locks did not come free. */
export type DropOutcome = "dropped" | "gone" | "held";

/**
 * Detaches a partition and drops it, from wherever an earlier try has left off. Nobody waits behind it: detaching goes
 * on beside readers and writers, who from then on do not see the partition, and it only ends when those are through who
 * still might. Statements are those of an impatient database, one at a time outside of transactions.
 */
export async function dropPartition(
  impatient: Database,
  { table, name }: Partition,
  patience: Patience,
): Promise<DropOutcome> {
  let outcome: DropOutcome = "held";
  const step = async () => {
    const state = await stateOf(impatient, name);
    if (state === "detached") {
      await run(impatient, Prisma.sql`drop table ${identifier(name)}`);
      outcome = "dropped";
      return true;
    }
    if (state === null) {
      outcome = "gone";
      return true;
    }
    const detach = Prisma.sql`alter table ${identifier(table)} detach partition ${identifier(name)}`;
    if (state === "attached") {
      await run(
        impatient,
        Prisma.sql`comment on table ${identifier(name)} is ${Prisma.raw(`'${DROP_MARK}'`)}`,
      );
      await run(impatient, Prisma.sql`${detach} concurrently`);
    } else await run(impatient, Prisma.sql`${detach} finalize`);
    return false;
  };
  await until(patience, async () => {
    try {
      // Whoever has detached it drops it at once.
      return (await step()) || (await step());
    } catch (error) {
      if (!HINDERED.has(sqlStateOf(error) ?? "")) throw error;
      return false;
    }
  });
  return outcome;
}

const State = z.array(z.object({ state: z.enum(["attached", "pending", "detached"]) }));

async function stateOf(database: Database, name: string) {
  const [row] = State.parse(
    await database.$queryRaw`
      select case when i.inhrelid is null then 'detached' when i.inhdetachpending then 'pending' else 'attached' end as state
      from pg_class c left join pg_inherits i on i.inhrelid = c.oid
      where c.oid = to_regclass(quote_ident(${name}::text))
        and (i.inhrelid is not null or obj_description(c.oid, 'pg_class') = ${DROP_MARK})`,
  );
  return row?.state ?? null;
}

async function run(database: Database, statement: Prisma.Sql): Promise<void> {
  await database.$executeRaw(statement);
}

/** Names come from the catalogue and from a list of ours. */
function identifier(name: string): Prisma.Sql {
  return Prisma.raw(`"${name.replaceAll('"', '""')}"`);
}
