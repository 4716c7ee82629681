import type { THROTTLE_CLASSES } from "#lib/domain/limits/throttle.ts";
import { PHASES, type Phase } from "#lib/domain/phase.ts";
import {
  type Attempt,
  type ModelVariant,
  NO_WIRE,
  type RoundTrip,
  type WarmUp,
} from "#lib/domain/round-trip.ts";
import type { Approval, Assembly, ToolCall, Turn } from "#lib/domain/turn.ts";
import type { Database } from "#lib/store/database.ts";
import { insertAssemblies } from "#lib/store/replace-assemblies.ts";
import { touchHours } from "#lib/store/touch-hours.ts";

/** A row by column name; times as ISO 8601 text, down to the microsecond, and JSON as it is. */
type Row = Readonly<Record<string, string | number | boolean | object | null>>;

const PHASE_COLUMNS: Readonly<Record<Phase, string>> = {
  client: "client_ms",
  connect: "connect_ms",
  queue: "queue_ms",
  firstToken: "first_token_ms",
  generation: "generation_ms",
  tool: "tool_ms",
  approval: "approval_ms",
  throttle: "throttle_ms",
  unattributed: "unattributed_ms",
};

const EVERYWHERE = { scope: "scope", segment_ms: 0, session_id: "session-1", client: "codex" };

/** ISO 8601 text, of any Unix ms. */
export function iso(unixMs: number): string {
  return new Date(unixMs).toISOString();
}

/** A complete turn of one second without anything else known. */
export function sampleTurn(
  row: Row & { id: string; started_at: string },
  phases: Partial<Record<Phase, number>> = {},
): Row {
  const columns = Object.entries(PHASE_COLUMNS).map(([phase, column]) => [
    column,
    phases[phase as Phase] ?? 0,
  ]);
  return { ...EVERYWHERE, duration_ms: 1000, outcome: "complete", ...Object.fromEntries(columns), ...row };
}

/** A complete round trip of one second in no turn, of variant 1, without anything else known. */
export function sampleRoundTrip(row: Row & { id: string; started_at: string }): Row {
  return { ...EVERYWHERE, variant_id: 1, e2e_ms: 1000, basis: "clientLog", outcome: "complete", ...row };
}

/** A warm-up of the session that the other samples are of. */
export function sampleWarmUp(row: Row & { id: string; started_at: string }): Row {
  return { scope: "scope", segment_ms: 0, session_id: "session-1", ...row };
}

/** Tables as tests speak of them: with all that belongs to a row in the row, by name. */
export type SampleTables = Readonly<
  Partial<
    Record<
      | "model_variants"
      | "turns"
      | "round_trips"
      | "attempts"
      | "throttles"
      | "tool_calls"
      | "approvals"
      | "warm_ups",
      readonly Row[]
    >
  >
>;

/** The variants that a test told of, by the number that its round trips know them by. */
const variantsOf = new WeakMap<Database, Map<unknown, ModelVariant>>();

/** Inserts rows as the assembler would. A column left out is null. */
export async function insertSampleRows(database: Database, tables: SampleTables): Promise<void> {
  const variants = variantsOf.get(database) ?? new Map<unknown, ModelVariant>();
  variantsOf.set(database, variants);
  for (const row of tables.model_variants ?? []) variants.set(row["id"], { ...NO_VARIANT, ...camel(row) });
  const rowsOf = <T>(table: keyof SampleTables) =>
    (tables[table] ?? []).map((row) => camel(row) as T & Sample);
  const attempts = Map.groupBy(rowsOf<{ roundTripId: string }>("attempts"), (row) => row.roundTripId);
  const throttles = rowsOf<{ roundTripId: string; position: number }>("throttles");
  const roundTrips = rowsOf<RoundTrip & { variantId: number }>("round_trips").map((row) => ({
    ...NO_ROUND_TRIP,
    ...NO_WIRE,
    ...(variants.get(row.variantId) ?? NO_VARIANT),
    ...row,
    attempts: (attempts.get(row.id) ?? []).map((attempt) =>
      attemptOf(
        attempt,
        throttles.find((one) => one.roundTripId === row.id && one.position === attempt["position"]),
      ),
    ),
  }));
  const turns = rowsOf<Turn>("turns").map((row) => ({
    ...NO_ORIGIN,
    ...row,
    phases: Object.fromEntries(
      PHASES.map((phase) => [phase, row[`${phase}Ms`]]),
    ) as unknown as Turn["phases"],
  }));
  const assembly = {
    roundTrips: roundTrips.map((row) => ({ ...NO_ORIGIN, ...row })),
    turns,
    toolCalls: rowsOf<ToolCall>("tool_calls").map((row) => ({ ...NO_EVENT, ...row })),
    approvals: rowsOf<Approval>("approvals").map((row) => ({ ...NO_EVENT, ...row })),
    warmUps: rowsOf<WarmUp>("warm_ups").map((row) => ({ ...NO_EVENT, ...row })),
  } as unknown as Assembly;
  await database.$transaction(async (transaction) => {
    await touchHours(
      transaction,
      await insertAssemblies(transaction, [{ scope: "scope", segmentMs: 0, assembly }]),
    );
  });
}

type Sample = Readonly<Record<string, unknown>>;

const NO_VARIANT: ModelVariant = { provider: null, model: null, serviceTier: null, reasoningEffort: null };

const NO_ORIGIN = { clientVersion: null, person: null, team: null, repository: null };

const NO_EVENT = {
  tool: null,
  durationMs: null,
  outcome: null,
  waitMs: null,
  decision: null,
  decidedBy: null,
  model: null,
  e2eMs: null,
};

const NO_ROUND_TRIP = {
  turnId: null,
  transport: null,
  connectionReused: null,
  streamOpenMs: null,
  ttftMs: null,
  ttfoMs: null,
  lastTokenMs: null,
  inputTokens: null,
  cachedInputTokens: null,
  outputTokens: null,
  reasoningTokens: null,
  decodeTokensPerSecond: null,
  e2eTokensPerSecond: null,
  errorType: null,
  statusCode: null,
};

function attemptOf(row: Sample, throttle: Sample | undefined): Attempt {
  const {
    startedAtMs,
    durationMs = null,
    statusCode = null,
    errorType = null,
  } = row as unknown as Attempt & {
    durationMs?: number | null;
  };
  const told = throttle && {
    class: throttle["class"] as (typeof THROTTLE_CLASSES)[number],
    code: (throttle["code"] ?? null) as string | null,
    retryAfterMs: (throttle["retryAfterMs"] ?? null) as number | null,
    retryable: (throttle["retryable"] ?? null) as boolean | null,
    boundBy:
      throttle["family"] === undefined
        ? null
        : {
            family: throttle["family"] as string,
            windowMinutes: (throttle["windowMinutes"] ?? null) as number | null,
            unit: throttle["unit"] ?? null,
          },
  };
  return {
    startedAtMs,
    endedAtMs: durationMs === null ? null : startedAtMs + durationMs,
    statusCode,
    errorType,
    throttle: (told ?? null) as Attempt["throttle"],
  };
}

/** Names as fields have them, and instants as Unix ms. */
function camel(row: Row): Sample {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      const field = column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
      return /_at$/.test(column) ? [`${field}Ms`, unixMsOfIso(String(value))] : [field, value];
    }),
  );
}

/** With the microseconds that Date leaves out. */
function unixMsOfIso(text: string): number {
  const microseconds = /\.\d{3}(\d{1,3})/.exec(text)?.[1]?.padEnd(3, "0") ?? "0";
  return Date.parse(text) + Number(microseconds) / 1000;
}
