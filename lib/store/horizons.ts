import { z } from "zod";
import type { KindOfData } from "#lib/domain/retention.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { timestampOf } from "./round-trip-conditions.ts";

// A horizon tells writers and readers what is dropped before it is, so that nobody meets half of it. It only ever moves
// forward. First it is closed: nothing earlier is written any more, and what was written is rolled up. Then it is
// declared dropped: nothing earlier is read or rolled up any more. Those who began before they could know are waited for.

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw">;

/** Kinds of data that come with times of their own, so that they may come when they are no longer kept. */
type ClosableKind = Extract<KindOfData, "facts" | "rateLimitReadings" | "metricPoints">;

const Instant = z.array(z.object({ ms: z.number().nullable() }));

/** Has nothing more written of this kind that is earlier, in Unix ms, by whoever looks from now on. */
export async function closeBefore(database: Database, kind: ClosableKind, beforeMs: number): Promise<void> {
  await database.$executeRaw`
    insert into horizons as h (kind, closed_before) values (${kind}, ${timestampOf(beforeMs)})
    on conflict (kind) do update set closed_before = excluded.closed_before
    where h.closed_before < excluded.closed_before`;
}

/** Unix ms before which rows of this kind are left out by a statement; -infinity when none are. */
export function closedBefore(kind: ClosableKind): Prisma.Sql {
  return Prisma.sql`coalesce(
    (select extract(epoch from closed_before) * 1000 from horizons where kind = ${kind})::float8, '-infinity')`;
}

/** The same for facts that this transaction is going to write. */
export async function findClosedBefore(transaction: Transaction): Promise<number> {
  // Whoever has an id before it looks is waited for by who closes meanwhile.
  await transaction.$queryRaw`select pg_current_xact_id()::text as id`;
  const [row] = Instant.parse(
    await transaction.$queryRaw`
      select (extract(epoch from closed_before) * 1000)::float8 as ms from horizons where kind = 'facts'`,
  );
  return row?.ms ?? Number.NEGATIVE_INFINITY;
}

/**
 * Declares the facts that are earlier, in Unix ms, as dropped, unless some of them still have to be rolled up; returns
 * whether they are.
 */
export async function declareDropped(database: Database, beforeMs: number): Promise<boolean> {
  const at = timestampOf(beforeMs);
  const declared = await database.$executeRaw`
    update horizons set dropped_before = greatest(dropped_before, ${at})
    where kind = 'facts' and not exists (select 1 from touched_hours where hour < ${at})`;
  return declared > 0;
}

/** Unix ms before which facts are dropped, as the transaction's snapshot sees it; -infinity when none are. */
export async function findDroppedBefore(transaction: Transaction): Promise<number> {
  const [row] = Instant.parse(
    await transaction.$queryRaw`
      select (extract(epoch from dropped_before) * 1000)::float8 as ms from horizons where kind = 'facts'`,
  );
  return row?.ms ?? Number.NEGATIVE_INFINITY;
}
