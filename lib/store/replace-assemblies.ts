import type { ScopeRange } from "#lib/domain/cut-segments.ts";
import { PHASES, type Phase } from "#lib/domain/phase.ts";
import type { ModelVariant, RoundTrip } from "#lib/domain/round-trip.ts";
import type { Segment } from "#lib/domain/segment.ts";
import type { Assembly, Turn } from "#lib/domain/turn.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { insertRows } from "./insert-rows.ts";

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
  const place = ({ segment }: AssembledSegment) => ({ scope: segment.scope, segmentMs: segment.fromMs });
  const turns = assembled.flatMap((item) =>
    item.assembly.turns.map((turn) => ({ ...place(item), ...turn, ...phaseFields(turn) })),
  );
  const roundTrips = assembled.flatMap((item) =>
    item.assembly.roundTrips.map((trip) => ({
      ...place(item),
      ...trip,
      wire: trip.wire === null ? null : JSON.stringify(trip.wire),
      variantId: variants.get(variantKey(trip)) ?? null,
    })),
  );
  const warmUps = assembled.flatMap((item) =>
    item.assembly.warmUps.map((warmUp) => ({ ...place(item), ...warmUp })),
  );
  await insertRows(transaction, "turns", TURN_FIELDS, turns);
  await insertRows(transaction, "round_trips", ROUND_TRIP_FIELDS, roundTrips);
  await insertRows(transaction, "attempts", ATTEMPT_FIELDS, roundTrips.flatMap(attemptRows));
  await insertRows(transaction, "throttles", THROTTLE_FIELDS, roundTrips.flatMap(throttleRows));
  await insertRows(
    transaction,
    "tool_calls",
    TOOL_CALL_FIELDS,
    assembled.flatMap(({ assembly }) => assembly.toolCalls),
  );
  await insertRows(
    transaction,
    "approvals",
    APPROVAL_FIELDS,
    assembled.flatMap(({ assembly }) => assembly.approvals),
  );
  await insertRows(transaction, "warm_ups", WARM_UP_FIELDS, warmUps);
}

const PLACE_FIELDS = { scope: "text", segmentMs: "float8", sessionId: "text" } as const;

const ORIGIN_FIELDS = {
  client: "text",
  clientVersion: "text",
  person: "text",
  team: "text",
  repository: "text",
} as const;

const TURN_FIELDS = {
  id: "text",
  ...PLACE_FIELDS,
  ...ORIGIN_FIELDS,
  startedAtMs: "unixMs",
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
  variantId: "int4",
  ...ORIGIN_FIELDS,
  startedAtMs: "unixMs",
  transport: "text",
  connectionReused: "bool",
  streamOpenMs: "float8",
  ttftMs: "float8",
  ttfoMs: "float8",
  lastTokenMs: "float8",
  e2eMs: "float8",
  basis: "text",
  inputTokens: "int4",
  cachedInputTokens: "int4",
  outputTokens: "int4",
  reasoningTokens: "int4",
  decodeTokensPerSecond: "float8",
  e2eTokensPerSecond: "float8",
  outcome: "text",
  errorType: "text",
  statusCode: "int4",
  connectMs: "float8",
  serverMs: "float8",
  stalls: "int4",
  stalledMs: "float8",
  gapMaxMs: "float8",
  requestedTier: "text",
  fallbackFromWebSocket: "bool",
  account: "text",
  limitFamily: "text",
  wire: "jsonb",
} as const;

const ATTEMPT_FIELDS = {
  roundTripId: "text",
  position: "int4",
  startedAtMs: "unixMs",
  durationMs: "float8",
  statusCode: "int4",
  errorType: "text",
} as const;

const THROTTLE_FIELDS = {
  roundTripId: "text",
  position: "int4",
  startedAtMs: "unixMs",
  class: "text",
  code: "text",
  retryAfterMs: "float8",
  retryable: "bool",
  family: "text",
  windowMinutes: "float8",
  unit: "text",
  lostMs: "float8",
} as const;

const TOOL_CALL_FIELDS = {
  id: "text",
  turnId: "text",
  tool: "text",
  startedAtMs: "unixMs",
  durationMs: "float8",
  outcome: "text",
} as const;

const APPROVAL_FIELDS = {
  id: "text",
  turnId: "text",
  tool: "text",
  decidedAtMs: "unixMs",
  waitMs: "float8",
  decision: "text",
  decidedBy: "text",
} as const;

const WARM_UP_FIELDS = {
  id: "text",
  ...PLACE_FIELDS,
  model: "text",
  startedAtMs: "unixMs",
  e2eMs: "float8",
} as const;

function phaseFields({ phases }: Turn) {
  const fields = PHASES.map((phase) => [`${phase}Ms`, phases[phase]]);
  return Object.fromEntries(fields) as Readonly<Record<`${Phase}Ms`, number>>;
}

function attemptRows({ id, attempts }: Pick<RoundTrip, "id" | "attempts">) {
  return attempts.map(({ startedAtMs, endedAtMs, statusCode, errorType }, position) => ({
    roundTripId: id,
    position,
    startedAtMs,
    durationMs: endedAtMs === null ? null : endedAtMs - startedAtMs,
    statusCode,
    errorType,
  }));
}

function throttleRows({ id, attempts }: Pick<RoundTrip, "id" | "attempts">) {
  return attempts.flatMap(({ startedAtMs, endedAtMs, throttle }, position) => {
    if (throttle === null) return [];
    const { boundBy, ...told } = throttle;
    const overAtMs = attempts[position + 1]?.startedAtMs ?? endedAtMs ?? startedAtMs;
    return {
      roundTripId: id,
      position,
      startedAtMs,
      ...told,
      family: boundBy?.family ?? null,
      windowMinutes: boundBy?.windowMinutes ?? null,
      unit: boundBy?.unit ?? null,
      lostMs: Math.max(0, overAtMs - startedAtMs),
    };
  });
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
