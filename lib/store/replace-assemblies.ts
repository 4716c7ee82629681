import type { ScopeRange } from "#lib/domain/cut-segments.ts";
import { PHASES } from "#lib/domain/phase.ts";
import type { ModelVariant, RoundTrip } from "#lib/domain/round-trip.ts";
import type { Segment } from "#lib/domain/segment.ts";
import type { Assembly, Turn } from "#lib/domain/turn.ts";
import { Prisma } from "#prisma/generated/client.ts";

type Transaction = Prisma.TransactionClient;

/** A segment and what was assembled from it. */
export interface AssembledSegment {
  readonly segment: Segment;
  readonly assembly: Assembly;
}

/** Replaces all that was assembled in these stretches. Tool calls, approvals and attempts go with their parents. */
export async function replaceAssemblies(
  transaction: Transaction,
  ranges: readonly ScopeRange[],
  assembled: readonly AssembledSegment[],
): Promise<void> {
  await remove(transaction, ranges);
  const variants = await variantIds(
    transaction,
    assembled.flatMap(({ assembly }) => assembly.roundTrips),
  );
  const rows = (pick: (item: AssembledSegment) => readonly object[]) =>
    assembled.flatMap((item) =>
      pick(item).map((row) => ({ scope: item.segment.scope, segment_ms: item.segment.fromMs, ...row })),
    );
  await insertTurns(
    transaction,
    rows(({ assembly }) => assembly.turns.map(turnRow)),
  );
  await insertRoundTrips(
    transaction,
    rows(({ assembly }) =>
      assembly.roundTrips.map((trip) => ({ ...trip, variantId: variants.get(variantKey(trip)) })),
    ),
  );
  await insertAttempts(transaction, assembled);
  await insertToolCalls(
    transaction,
    rows(({ assembly }) => assembly.toolCalls),
  );
  await insertApprovals(
    transaction,
    rows(({ assembly }) => assembly.approvals),
  );
  await insertWarmUps(
    transaction,
    rows(({ assembly }) => assembly.warmUps),
  );
}

async function remove(transaction: Transaction, ranges: readonly ScopeRange[]): Promise<void> {
  const stretch = Prisma.sql`unnest(
    ${ranges.map(({ scope }) => scope)}::text[], ${ranges.map(({ fromMs }) => fromMs)}::float8[],
    ${ranges.map(({ toMs }) => toMs)}::float8[]) as r (scope, from_ms, to_ms)
    where t.scope = r.scope and t.segment_ms >= r.from_ms and t.segment_ms < r.to_ms`;
  await transaction.$executeRaw`delete from round_trips t using ${stretch}`;
  await transaction.$executeRaw`delete from turns t using ${stretch}`;
  await transaction.$executeRaw`delete from warm_ups t using ${stretch}`;
}

function variantKey({ provider, model, serviceTier, reasoningEffort }: ModelVariant): string {
  return JSON.stringify([provider, model, serviceTier, reasoningEffort]);
}

/** Ids of the variants, new ones included. The lock keeps two writers from adding the same one. */
async function variantIds(
  transaction: Transaction,
  roundTrips: readonly RoundTrip[],
): Promise<Map<string, number>> {
  const known = async () => {
    const variants = await transaction.modelVariant.findMany();
    return new Map(variants.map(({ id, ...variant }) => [variantKey(variant), id]));
  };
  const ids = await known();
  const missing = new Map(
    roundTrips.map((trip) => [variantKey(trip), trip]).filter(([key]) => !ids.has(String(key))) as [
      string,
      RoundTrip,
    ][],
  );
  if (missing.size === 0) return ids;
  await transaction.$queryRaw`select pg_advisory_xact_lock(hashtextextended('model_variants', 0)) is null as locked`;
  const current = await known();
  await transaction.modelVariant.createMany({
    data: [...missing]
      .filter(([key]) => !current.has(key))
      .map(([, { provider, model, serviceTier, reasoningEffort }]) => ({
        provider,
        model,
        serviceTier,
        reasoningEffort,
      })),
  });
  return await known();
}

/** One statement whatever the number of rows: the rows travel as one JSON parameter. */
function recordset(rows: readonly object[], definition: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (${definition})`;
}

function turnRow({ phases, ...turn }: Turn): object {
  return { ...turn, ...Object.fromEntries(PHASES.map((phase) => [`${phase}Ms`, phases[phase]])) };
}

async function insertTurns(transaction: Transaction, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await transaction.$executeRaw`
    insert into turns (id, scope, segment_ms, session_id, client, client_version, person, team, repository,
      started_at, duration_ms, outcome, client_ms, connect_ms, queue_ms, first_token_ms, generation_ms, tool_ms,
      approval_ms, throttle_ms, unattributed_ms)
    select id, scope, segment_ms, "sessionId", client, "clientVersion", person, team, repository,
      to_timestamp("startedAtMs" / 1000), "durationMs", outcome, "clientMs", "connectMs", "queueMs", "firstTokenMs",
      "generationMs", "toolMs", "approvalMs", "throttleMs", "unattributedMs"
    from ${recordset(
      rows,
      Prisma.sql`id text, scope text, segment_ms float8, "sessionId" text, client text, "clientVersion" text,
        person text, team text, repository text, "startedAtMs" float8, "durationMs" float8, outcome text,
        "clientMs" float8, "connectMs" float8, "queueMs" float8, "firstTokenMs" float8, "generationMs" float8,
        "toolMs" float8, "approvalMs" float8, "throttleMs" float8, "unattributedMs" float8`,
    )}`;
}

async function insertRoundTrips(transaction: Transaction, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await transaction.$executeRaw`
    insert into round_trips (id, scope, segment_ms, turn_id, session_id, variant_id, client, client_version, person,
      team, repository, started_at, transport, connection_reused, stream_open_ms, ttft_ms, ttfo_ms, last_token_ms,
      e2e_ms, basis, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, decode_tokens_per_second,
      e2e_tokens_per_second, outcome, error_type, status_code)
    select id, scope, segment_ms, "turnId", "sessionId", "variantId", client, "clientVersion", person,
      team, repository, to_timestamp("startedAtMs" / 1000), transport, "connectionReused", "streamOpenMs", "ttftMs",
      "ttfoMs", "lastTokenMs", "e2eMs", basis, "inputTokens", "cachedInputTokens", "outputTokens",
      "reasoningTokens", "decodeTokensPerSecond", "e2eTokensPerSecond", outcome, "errorType", "statusCode"
    from ${recordset(
      rows,
      Prisma.sql`id text, scope text, segment_ms float8, "turnId" text, "sessionId" text, "variantId" int,
        client text, "clientVersion" text, person text, team text, repository text, "startedAtMs" float8,
        transport text, "connectionReused" bool, "streamOpenMs" float8, "ttftMs" float8, "ttfoMs" float8,
        "lastTokenMs" float8, "e2eMs" float8, basis text, "inputTokens" int, "cachedInputTokens" int,
        "outputTokens" int, "reasoningTokens" int, "decodeTokensPerSecond" float8, "e2eTokensPerSecond" float8,
        outcome text, "errorType" text, "statusCode" int`,
    )}`;
}

async function insertAttempts(
  transaction: Transaction,
  assembled: readonly AssembledSegment[],
): Promise<void> {
  const rows = assembled.flatMap(({ assembly }) =>
    assembly.roundTrips.flatMap(({ id, attempts }) =>
      attempts.map((attempt, position) => ({
        ...attempt,
        roundTripId: id,
        position,
        durationMs: attempt.endedAtMs === null ? null : attempt.endedAtMs - attempt.startedAtMs,
      })),
    ),
  );
  if (rows.length === 0) return;
  await transaction.$executeRaw`
    insert into attempts (round_trip_id, position, started_at, duration_ms, status_code, error_type)
    select "roundTripId", position, to_timestamp("startedAtMs" / 1000), "durationMs", "statusCode", "errorType"
    from ${recordset(
      rows,
      Prisma.sql`"roundTripId" text, position int, "startedAtMs" float8, "durationMs" float8, "statusCode" int, "errorType" text`,
    )}`;
}

async function insertToolCalls(transaction: Transaction, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await transaction.$executeRaw`
    insert into tool_calls (id, turn_id, tool, started_at, duration_ms, outcome)
    select id, "turnId", tool, to_timestamp("startedAtMs" / 1000), "durationMs", outcome
    from ${recordset(rows, Prisma.sql`id text, "turnId" text, tool text, "startedAtMs" float8, "durationMs" float8, outcome text`)}`;
}

async function insertApprovals(transaction: Transaction, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await transaction.$executeRaw`
    insert into approvals (id, turn_id, tool, decided_at, wait_ms, decision, decided_by)
    select id, "turnId", tool, to_timestamp("decidedAtMs" / 1000), "waitMs", decision, "decidedBy"
    from ${recordset(
      rows,
      Prisma.sql`id text, "turnId" text, tool text, "decidedAtMs" float8, "waitMs" float8, decision text, "decidedBy" text`,
    )}`;
}

async function insertWarmUps(transaction: Transaction, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await transaction.$executeRaw`
    insert into warm_ups (id, scope, segment_ms, session_id, model, started_at, e2e_ms)
    select id, scope, segment_ms, "sessionId", model, to_timestamp("startedAtMs" / 1000), "e2eMs"
    from ${recordset(
      rows,
      Prisma.sql`id text, scope text, segment_ms float8, "sessionId" text, model text, "startedAtMs" float8, "e2eMs" float8`,
    )}`;
}
