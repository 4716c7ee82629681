import { PHASES, type Phase } from "#lib/domain/phase.ts";
import type { Assembly, Turn } from "#lib/domain/turn.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import type { PartitionedTable } from "./add-partitions.ts";
import { ATTEMPT_FIELDS, attemptRows, THROTTLE_FIELDS, throttleRows } from "./attempt-rows.ts";
import {
  APPROVAL_FIELDS,
  ROUND_TRIP_FIELDS,
  TOOL_CALL_FIELDS,
  TURN_FIELDS,
  WARM_UP_FIELDS,
  WIRE_DETAIL_FIELDS,
} from "./fact-fields.ts";
import type { ColumnType, SentRow } from "./insert-rows.ts";
import { internCallers, internCallSets, internRoundTrips, internSessions } from "./intern-round-trips.ts";

type Transaction = Prisma.TransactionClient;

/** A segment and what was assembled from it. */
export interface AssembledSegment {
  readonly scope: string;
  /** Unix ms at which it begins, as in lib/domain/segment.ts. */
  readonly segmentMs: number;
  readonly assembly: Assembly;
}

/** Rows on their way to one table. Beside its fields, a row may have others, which are not sent. */
export interface TableRows {
  readonly table: PartitionedTable;
  readonly fields: Readonly<Record<string, ColumnType>>;
  /** The field, in Unix ms, that decides on a row's partition. */
  readonly placedBy: string;
  readonly rows: readonly SentRow<string>[];
}

/** What is stored of something that was assembled. */
export interface AssemblyRows {
  /** In the order in which they go into the database. */
  readonly tables: readonly TableRows[];
  /** When the round trips and turns started, in Unix ms. */
  readonly startsMs: readonly number[];
}

/**
 * The rows that an assembly makes, as far as it is wanted. What they have in common is inserted where it is new. What
 * belongs to a turn or a round trip goes with it.
 */
export async function assemblyRows(
  transaction: Transaction,
  assembled: readonly AssembledSegment[],
  isWanted: (row: { readonly scope: string; readonly startedAtMs: number }) => boolean = () => true,
): Promise<AssemblyRows> {
  const placed = <T extends { readonly startedAtMs: number }>(rowsOf: (assembly: Assembly) => readonly T[]) =>
    assembled
      .flatMap(({ scope, segmentMs, assembly }) =>
        rowsOf(assembly).map((row) => ({ ...row, scope, segmentMs })),
      )
      .filter(isWanted);
  const roundTrips = await internRoundTrips(
    transaction,
    placed((assembly) => assembly.roundTrips),
  );
  const turns = await internTurns(
    transaction,
    placed((assembly) => assembly.turns),
    assembled,
    roundTrips,
  );
  const warmUps = placed((assembly) => assembly.warmUps);
  const warmUpSessions = await internSessions(transaction, warmUps);
  const startOf = new Map(turns.map(({ id, startedAtMs }) => [id, startedAtMs]));
  const ofTurns = <T extends { readonly turnId: string }>(rowsOf: (assembly: Assembly) => readonly T[]) =>
    assembled
      .flatMap(({ assembly }) => rowsOf(assembly))
      .flatMap((row) => {
        const turnStartedAtMs = startOf.get(row.turnId);
        return turnStartedAtMs === undefined ? [] : [{ ...row, turnStartedAtMs }];
      });
  const details = roundTrips.flatMap(({ id, startedAtMs, wire }) =>
    wire === null
      ? []
      : [{ roundTripId: id, roundTripStartedAtMs: startedAtMs, details: JSON.stringify(wire) }],
  );
  const tables = [
    rowsOf("turns", TURN_FIELDS, "startedAtMs", turns),
    rowsOf(
      "round_trips",
      ROUND_TRIP_FIELDS,
      "startedAtMs",
      roundTrips.map((trip) => ({ ...trip, attempts: trip.attempts.length })),
    ),
    rowsOf("attempts", ATTEMPT_FIELDS, "roundTripStartedAtMs", roundTrips.flatMap(attemptRows)),
    rowsOf("throttles", THROTTLE_FIELDS, "roundTripStartedAtMs", roundTrips.flatMap(throttleRows)),
    rowsOf("wire_details", WIRE_DETAIL_FIELDS, "roundTripStartedAtMs", details),
    rowsOf(
      "tool_calls",
      TOOL_CALL_FIELDS,
      "turnStartedAtMs",
      ofTurns((assembly) => assembly.toolCalls),
    ),
    rowsOf(
      "approvals",
      APPROVAL_FIELDS,
      "turnStartedAtMs",
      ofTurns((assembly) => assembly.approvals),
    ),
    rowsOf(
      "warm_ups",
      WARM_UP_FIELDS,
      "startedAtMs",
      warmUps.map((warmUp, index) => ({ ...warmUp, session: warmUpSessions[index] ?? null })),
    ),
  ];
  return { tables, startsMs: [...roundTrips, ...turns].map(({ startedAtMs }) => startedAtMs) };
}

function rowsOf<Fields extends string>(
  table: PartitionedTable,
  fields: Readonly<Record<Fields, ColumnType>>,
  placedBy: NoInfer<Fields>,
  rows: readonly SentRow<NoInfer<Fields>>[],
): TableRows {
  return { table, fields, placedBy, rows: rows as readonly SentRow<string>[] };
}

async function internTurns<T extends Turn & { readonly scope: string; readonly segmentMs: number }>(
  transaction: Transaction,
  turns: readonly T[],
  assembled: readonly AssembledSegment[],
  roundTrips: Parameters<typeof internCallSets>[2],
) {
  const sessions = await internSessions(transaction, turns);
  const callers = await internCallers(transaction, turns);
  const callSets = await internCallSets(transaction, turns, roundTrips);
  const countsOf = (rowsOf: (assembly: Assembly) => readonly { readonly turnId: string }[]) => {
    const counts = new Map<string, number>();
    for (const { assembly } of assembled)
      for (const { turnId } of rowsOf(assembly)) counts.set(turnId, (counts.get(turnId) ?? 0) + 1);
    return counts;
  };
  const toolCalls = countsOf((assembly) => assembly.toolCalls);
  const approvals = countsOf((assembly) => assembly.approvals);
  return turns.map((turn, index) => {
    const { callSetId = null, calls = [] } = callSets[index] ?? {};
    return {
      ...turn,
      ...phaseFields(turn),
      session: sessions[index] ?? null,
      callerId: callers[index] ?? null,
      callSetId,
      calls,
      roundTrips: calls.reduce((sum, count) => sum + count, 0),
      toolCalls: toolCalls.get(turn.id) ?? 0,
      approvals: approvals.get(turn.id) ?? 0,
    };
  });
}

function phaseFields({ phases }: Turn) {
  const fields = PHASES.map((phase) => [`${phase}Ms`, phases[phase]]);
  return Object.fromEntries(fields) as Readonly<Record<`${Phase}Ms`, number>>;
}
