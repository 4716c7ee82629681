import type { RoundTripOrder, RoundTripPosition, RoundTripSortKey } from "#lib/domain/round-trip-order.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { type RoundTripSelection, roundTripConditions } from "./round-trip-conditions.ts";
import { ROUND_TRIP_COLUMNS, RoundTripRow } from "./round-trip-row.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

/** One page of an ordered list. */
export interface RoundTripPage {
  readonly order: RoundTripOrder;
  /** Where the page before ended; null for the first page. */
  readonly after: RoundTripPosition | null;
  readonly limit: number;
}

const ORDER_COLUMNS: Readonly<Record<RoundTripSortKey, Prisma.Sql>> = {
  startedAt: Prisma.sql`r.started_at`,
  streamOpenMs: Prisma.sql`r.stream_open_ms`,
  ttftMs: Prisma.sql`r.ttft_ms`,
  ttfoMs: Prisma.sql`r.ttfo_ms`,
  e2eMs: Prisma.sql`r.e2e_ms`,
  inputTokens: Prisma.sql`r.input_tokens`,
  cachedInputTokens: Prisma.sql`r.cached_input_tokens`,
  outputTokens: Prisma.sql`r.output_tokens`,
  reasoningTokens: Prisma.sql`r.reasoning_tokens`,
  decodeTokensPerSecond: Prisma.sql`r.decode_tokens_per_second`,
  e2eTokensPerSecond: Prisma.sql`r.e2e_tokens_per_second`,
};

/** The selected round trips in order, at most `limit`, from behind `after`. */
export function findRoundTrips(
  database: Database,
  selection: RoundTripSelection,
  { order, after, limit }: RoundTripPage,
): Promise<RoundTripRow[]> {
  const column = ORDER_COLUMNS[order.key];
  const direction = order.descending ? Prisma.sql`desc` : Prisma.sql`asc`;
  // A start is never unknown; saying "nulls last" there would keep PostgreSQL from walking the index backwards.
  const nulls = order.key === "startedAt" ? Prisma.empty : Prisma.sql`nulls last`;
  const isBehind = after ? Prisma.sql`and ${behind(column, order, after)}` : Prisma.empty;
  return readRows(
    database,
    RoundTripRow,
    Prisma.sql`
      select ${ROUND_TRIP_COLUMNS}
      from ${TOLD_ROUND_TRIPS} r
      where ${roundTripConditions(selection)} ${isBehind}
      order by ${column} ${direction} ${nulls}, r.id ${direction}
      limit ${limit}::int`,
  );
}

function behind(column: Prisma.Sql, order: RoundTripOrder, { value, id }: RoundTripPosition): Prisma.Sql {
  const further = order.descending ? Prisma.sql`<` : Prisma.sql`>`;
  if (value === null) return Prisma.sql`${column} is null and r.id ${further} ${id}`;
  if (order.key === "startedAt") {
    // Whole microseconds, so that the instant is met exactly.
    const instant = Prisma.sql`(timestamptz 'epoch' + ${value}::double precision * interval '1 microsecond')`;
    return Prisma.sql`(${column}, r.id) ${further} (${instant}, ${id})`;
  }
  const at = Prisma.sql`${value}::double precision`;
  return Prisma.sql`(${column} ${further} ${at} or (${column} = ${at} and r.id ${further} ${id}) or ${column} is null)`;
}
