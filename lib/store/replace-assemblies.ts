import type { ScopeRange } from "#lib/domain/cut-segments.ts";
import { PHASES, type Phase } from "#lib/domain/phase.ts";
import type { Assembly, Turn } from "#lib/domain/turn.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { addPartitions, type PartitionedTable } from "./add-partitions.ts";
import { ATTEMPT_FIELDS, attemptRows, THROTTLE_FIELDS, throttleRows } from "./attempt-rows.ts";
import { dateNewSessions, findFinality, isFinal } from "./final-scopes.ts";
import { type ColumnType, insertRows, type SentRow } from "./insert-rows.ts";
import { internCallers, internCallSets, internRoundTrips, internSessions } from "./intern-round-trips.ts";
import { removeAssemblies } from "./remove-assemblies.ts";
import { touchHours } from "./touch-hours.ts";

type Transaction = Prisma.TransactionClient;

/** A segment and what was assembled from it. */
export interface AssembledSegment {
  readonly scope: string;
  /** Unix ms at which it begins, as in lib/domain/segment.ts. */
  readonly segmentMs: number;
  readonly assembly: Assembly;
}

/** Replaces all that was assembled in these stretches, except for what is final. */
export async function replaceAssemblies(
  transaction: Transaction,
  ranges: readonly ScopeRange[],
  assembled: readonly AssembledSegment[],
): Promise<void> {
  const scopes = ranges.map(({ scope }) => scope);
  const finality = await findFinality(transaction, scopes);
  const removedMs = await removeAssemblies(transaction, ranges, finality);
  const insertedMs = await insertAssemblies(
    transaction,
    assembled,
    ({ scope, startedAtMs }) => !isFinal(finality, scope, startedAtMs),
  );
  await dateNewSessions(transaction, scopes);
  await touchHours(transaction, [...removedMs, ...insertedMs]);
}

/**
 * Inserts what was assembled, as far as it is wanted, and returns when it had started, in Unix ms. What belongs to a turn
 * or a round trip goes with it.
 */
export async function insertAssemblies(
  transaction: Transaction,
  assembled: readonly AssembledSegment[],
  isWanted: (row: { readonly scope: string; readonly startedAtMs: number }) => boolean = () => true,
): Promise<readonly number[]> {
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
  const ofTurns = <T extends { readonly turnId: string }>(rows: readonly T[]) =>
    rows.flatMap((row) => {
      const turnStartedAtMs = startOf.get(row.turnId);
      return turnStartedAtMs === undefined ? [] : [{ ...row, turnStartedAtMs }];
    });
  const insert = async <Fields extends string>(
    table: PartitionedTable,
    fields: Readonly<Record<Fields, ColumnType>>,
    rows: readonly SentRow<NoInfer<Fields>>[],
    startsMs: readonly number[],
  ) => {
    if (rows.length === 0) return;
    await addPartitions(transaction, table, startsMs);
    await insertRows(transaction, table, fields, rows);
  };
  const starts = (rows: readonly { readonly startedAtMs: number }[]) => rows.map((row) => row.startedAtMs);
  const [tripStarts, turnStarts] = [starts(roundTrips), starts(turns)];
  await insert("turns", TURN_FIELDS, turns, turnStarts);
  await insert(
    "round_trips",
    ROUND_TRIP_FIELDS,
    roundTrips.map((trip) => ({ ...trip, attempts: trip.attempts.length })),
    tripStarts,
  );
  await insert("attempts", ATTEMPT_FIELDS, roundTrips.flatMap(attemptRows), tripStarts);
  await insert("throttles", THROTTLE_FIELDS, roundTrips.flatMap(throttleRows), tripStarts);
  const details = roundTrips.flatMap(({ id, startedAtMs, wire }) =>
    wire === null
      ? []
      : [{ roundTripId: id, roundTripStartedAtMs: startedAtMs, details: JSON.stringify(wire) }],
  );
  await insert("wire_details", WIRE_DETAIL_FIELDS, details, tripStarts);
  const toolCalls = ofTurns(assembled.flatMap(({ assembly }) => assembly.toolCalls));
  await insert("tool_calls", TOOL_CALL_FIELDS, toolCalls, turnStarts);
  const approvals = ofTurns(assembled.flatMap(({ assembly }) => assembly.approvals));
  await insert("approvals", APPROVAL_FIELDS, approvals, turnStarts);
  await insert(
    "warm_ups",
    WARM_UP_FIELDS,
    warmUps.map((warmUp, index) => ({ ...warmUp, session: warmUpSessions[index] ?? null })),
    starts(warmUps),
  );
  return [...tripStarts, ...turnStarts];
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

const PLACE_FIELDS = { startedAtMs: "unixMs", session: "int4", segmentMs: "float8" } as const;

const TURN_FIELDS = {
  id: "text",
  ...PLACE_FIELDS,
  callerId: "int4",
  callSetId: "int4",
  calls: "int4[]",
  roundTrips: "int4",
  toolCalls: "int4",
  approvals: "int4",
  durationMs: "float8",
  outcome: "text",
  clientMs: "float8",
  connectMs: "float8",
  queueMs: "float8",
  firstTokenMs: "float8",
  generationMs: "float8",
  toolMs: "float8",
  approvalMs: "float8",
  throttleMs: "float8",
  unattributedMs: "float8",
} as const;

const ROUND_TRIP_FIELDS = {
  id: "text",
  ...PLACE_FIELDS,
  turnId: "text",
  callerId: "int4",
  routeId: "int4",
  endingId: "int4",
  accountId: "int4",
  attempts: "int4",
  streamOpenMs: "float8",
  ttftMs: "float8",
  ttfoMs: "float8",
  lastTokenMs: "float8",
  e2eMs: "float8",
  inputTokens: "int4",
  cachedInputTokens: "int4",
  outputTokens: "int4",
  reasoningTokens: "int4",
  decodeTokensPerSecond: "float8",
  e2eTokensPerSecond: "float8",
  connectMs: "float8",
  serverMs: "float8",
  stalls: "int4",
  stalledMs: "float8",
  gapMaxMs: "float8",
} as const;

const WIRE_DETAIL_FIELDS = { roundTripId: "text", roundTripStartedAtMs: "unixMs", details: "jsonb" } as const;

const TOOL_CALL_FIELDS = {
  id: "text",
  turnId: "text",
  turnStartedAtMs: "unixMs",
  tool: "text",
  startedAtMs: "unixMs",
  durationMs: "float8",
  outcome: "text",
} as const;

const APPROVAL_FIELDS = {
  id: "text",
  turnId: "text",
  turnStartedAtMs: "unixMs",
  tool: "text",
  decidedAtMs: "unixMs",
  waitMs: "float8",
  decision: "text",
  decidedBy: "text",
} as const;

const WARM_UP_FIELDS = { id: "text", ...PLACE_FIELDS, model: "text", e2eMs: "float8" } as const;
