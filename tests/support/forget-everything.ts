import type { Database } from "#lib/store/database.ts";
import { Prisma } from "#prisma/generated/client.ts";

/** Empties every table, whatever tables there are, so that a test begins with nothing. Partitions stay. */
export async function forgetEverything(database: Database): Promise<void> {
  const tables = await database.$queryRaw<{ name: string }[]>`
    select quote_ident(relname) as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
      and relname <> '_prisma_migrations'`;
  await database.$executeRaw`truncate ${Prisma.raw(tables.map(({ name }) => name).join(", "))}`;
}
