import type { Phase } from "#lib/domain/phase.ts";
import type { Database } from "#lib/store/database.ts";
import { Prisma } from "#prisma/generated/client.ts";

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

const TABLES = [
  "model_variants",
  "turns",
  "round_trips",
  "attempts",
  "throttles",
  "tool_calls",
  "approvals",
  "warm_ups",
] as const;

/** Inserts rows by table, parents first. A column left out is null. */
export async function insertSampleRows(
  database: Database,
  rows: Readonly<Partial<Record<(typeof TABLES)[number], readonly Row[]>>>,
): Promise<void> {
  for (const table of TABLES) {
    const name = Prisma.raw(table);
    const json = JSON.stringify(rows[table] ?? []);
    await database.$executeRaw`insert into ${name} select * from json_populate_recordset(null::${name}, ${json}::json)`;
  }
}
