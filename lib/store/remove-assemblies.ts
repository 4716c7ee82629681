import { z } from "zod";
import type { ScopeRange } from "#lib/domain/cut-segments.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Finality } from "./final-scopes.ts";
import { timestampOf } from "./round-trip-conditions.ts";
import { unixMsOf } from "./round-trip-row.ts";

type Transaction = Prisma.TransactionClient;

const Removed = z.array(z.object({ id: z.string(), startedAtMs: z.number() }));

/**
 * Removes what was assembled in these stretches, with all that belongs to it, and returns when it had started, in Unix
 * ms. What is final stays (see final-scopes.ts).
 */
export async function removeAssemblies(
  transaction: Transaction,
  ranges: readonly ScopeRange[],
  finality: Finality,
): Promise<readonly number[]> {
  if (ranges.length === 0) return [];
  const stretch = Prisma.sql`unnest(
      ${ranges.map(({ scope }) => scope)}::text[], ${ranges.map(({ fromMs }) => fromMs)}::float8[],
      ${ranges.map(({ toMs }) => toMs)}::float8[],
      ${ranges.map(({ scope }) => finality.get(scope) ?? null)}::float8[]) as r (scope, from_ms, to_ms, final_until_ms)
    join sessions s on s.scope = r.scope
    where t.session = s.id and t.segment_ms >= r.from_ms and t.segment_ms < r.to_ms
      and (r.final_until_ms is null or t.started_at >= to_timestamp(r.final_until_ms / 1000))`;
  const remove = async (table: "round_trips" | "turns") =>
    Removed.parse(
      await transaction.$queryRaw`
        delete from ${Prisma.raw(table)} t using ${stretch}
        returning t.id, ${unixMsOf(Prisma.sql`t.started_at`)} as "startedAtMs"`,
    );
  const roundTrips = await remove("round_trips");
  const turns = await remove("turns");
  await transaction.$executeRaw`delete from warm_ups t using ${stretch}`;
  for (const table of ["wire_details", "attempts", "throttles"]) {
    await removeParts(transaction, table, "round_trip", roundTrips);
  }
  for (const table of ["tool_calls", "approvals"]) await removeParts(transaction, table, "turn", turns);
  return [...roundTrips, ...turns].map(({ startedAtMs }) => startedAtMs);
}

/** Of a whole week at most, the parent's start leads to one partition. */
async function removeParts(
  transaction: Transaction,
  table: string,
  parent: "round_trip" | "turn",
  removed: z.output<typeof Removed>,
): Promise<void> {
  if (removed.length === 0) return;
  const [id, start] = [Prisma.raw(`${parent}_id`), Prisma.raw(`${parent}_started_at`)];
  const starts = removed.map(({ startedAtMs }) => startedAtMs);
  // A little wider than the starts, since milliseconds are rounded; ids alone tell what goes.
  const within = Prisma.sql`x.${start} >= ${timestampOf(Math.min(...starts) - 1)}
    and x.${start} <= ${timestampOf(Math.max(...starts) + 1)}`;
  await transaction.$executeRaw`
    delete from ${Prisma.raw(table)} x
    where x.${id} = any(${removed.map((row) => row.id)}::text[]) and ${within}`;
}
