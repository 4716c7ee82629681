import { z } from "zod";
import type { Database } from "./database.ts";
import { type Patience, until } from "./until.ts";

const Limit = z.tuple([z.object({ id: z.string() })]);
const Left = z.tuple([z.object({ isOver: z.boolean() })]);

/**
 * Waits, without a lock that anybody could wait behind, until every transaction of this database has ended that may
 * not see what was committed before the call: what it wrote has an older id, or it reads from an older snapshot. Returns
 * false when patience ends before.
 */
export async function waitForOlder(database: Database, patience: Patience): Promise<boolean> {
  const [{ id }] = Limit.parse(
    await database.$queryRaw`select pg_snapshot_xmax(pg_current_snapshot())::text as id`,
  );
  return await until(patience, async () => {
    const [{ isOver }] = Left.parse(
      // Vacuum reads from old snapshots too, and sees no rows of ours.
      await database.$queryRaw`
        select not exists (
          select 1 from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and backend_type <> 'autovacuum worker'
            and greatest(age(backend_xid), age(backend_xmin)) > age(${id}::text::xid8::xid)) as "isOver"`,
    );
    return isOver;
  });
}
