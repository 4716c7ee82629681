import { z } from "zod";
import type { SummedRoundTrip } from "#lib/domain/figures/figure-sums.ts";
import type { SummedTurn } from "#lib/domain/figures/turn-sums.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { timestampOf } from "../round-trip-conditions.ts";
import { PHASE_COLUMNS, PhasesRow } from "../turn-row.ts";

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw">;

/** A round trip as its row tells it; what it has in common with others is behind ids. */
export type FactRow = Omit<SummedRoundTrip, "outcome" | "fallbackFromWebSocket"> & {
  readonly id: string;
  readonly routeId: number;
  readonly callerId: number;
  readonly endingId: number;
};

/** A turn as its row tells it. */
export type TurnFactRow = SummedTurn & {
  readonly id: string;
  readonly callerId: number;
  readonly callSetId: number;
};

const HOUR_MS = 3_600_000;
/** So many rows at once: what else the process does comes between. */
const PAGE = 4_000;

/** The round trips that started within the hour, page by page. */
export async function* factsOfHour(transaction: Transaction, hourMs: number): AsyncGenerator<FactRow[]> {
  const columns = Prisma.sql`r.id, r.route_id as "routeId", r.caller_id as "callerId", r.ending_id as "endingId",
    r.attempts, r.stream_open_ms as "streamOpenMs", r.ttft_ms as "ttftMs", r.ttfo_ms as "ttfoMs", r.e2e_ms as "e2eMs",
    r.decode_tokens_per_second as "decodeTokensPerSecond", r.e2e_tokens_per_second as "e2eTokensPerSecond",
    r.connect_ms as "connectMs", r.stalls, r.stalled_ms as "stalledMs", r.input_tokens as "inputTokens",
    r.cached_input_tokens as "cachedInputTokens", r.output_tokens as "outputTokens",
    r.reasoning_tokens as "reasoningTokens"`;
  yield* pages<FactRow>(transaction, "round_trips", columns, hourMs);
}

const TurnPhases = z.object({ phases: PhasesRow });

/** The turns that started within the hour, page by page. */
export async function* turnsOfHour(transaction: Transaction, hourMs: number): AsyncGenerator<TurnFactRow[]> {
  const phases = Object.entries(PHASE_COLUMNS).map(
    ([phase, column]) => Prisma.sql`${phase}::text, r.${column}`,
  );
  const columns = Prisma.sql`r.id, r.caller_id as "callerId", r.call_set_id as "callSetId", r.calls, r.outcome,
    r.round_trips as "roundTrips", r.tool_calls as "toolCalls", r.approvals, r.duration_ms as "durationMs",
    json_build_object(${Prisma.join(phases)}) as phases`;
  for await (const rows of pages<TurnFactRow>(transaction, "turns", columns, hourMs)) {
    TurnPhases.parse(rows[0]);
    yield rows;
  }
}

/** Rows are believed to be as the schema has them: parsing each would take longer than adding it up. */
async function* pages<T extends { readonly id: string }>(
  transaction: Transaction,
  table: "round_trips" | "turns",
  columns: Prisma.Sql,
  hourMs: number,
): AsyncGenerator<T[]> {
  let after: string | null = null;
  for (;;) {
    const behind: Prisma.Sql =
      after === null
        ? Prisma.empty
        : Prisma.sql`and (r.started_at, r.id) > (
      select x.started_at, x.id from ${Prisma.raw(table)} x
      where x.id = ${after} and x.started_at >= ${timestampOf(hourMs)} and x.started_at < ${timestampOf(hourMs + HOUR_MS)})`;
    const rows: T[] = await transaction.$queryRaw<T[]>`
      select ${columns} from ${Prisma.raw(table)} r
      where r.started_at >= ${timestampOf(hourMs)} and r.started_at < ${timestampOf(hourMs + HOUR_MS)} ${behind}
      order by r.started_at, r.id limit ${PAGE}::int`;
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.id ?? null;
  }
}
