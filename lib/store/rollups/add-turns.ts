import type { CutDimension } from "#lib/domain/figures/cut.ts";
import { TURN_COUNTS } from "#lib/domain/figures/turn-sums.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { roundTripConditions, startsWithinAny } from "../round-trip-conditions.ts";
import { TOLD_TURNS } from "../told-rows.ts";
import { PHASE_COLUMNS } from "../turn-row.ts";
import type { TurnKeyRow } from "./find-turn-keys.ts";
import { column, TURN_COUNT_COLUMNS, TURN_PHASE_COLUMNS, TURN_SUMS } from "./roll-up-columns.ts";
import type { TurnGroups, TurnSumsRow } from "./turn-groups.ts";
import { dimensionsOf, type TurnQuestion, wantsCallSets } from "./turn-question.ts";
import type { Grain } from "./write-roll-ups.ts";

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw">;

/** Adds the roll-ups of these keys in these stretches to their groups. */
export async function addTurnRollUps(
  transaction: Transaction,
  grain: Grain,
  question: TurnQuestion,
  stretches: readonly TimeWindow[],
  keys: readonly TurnKeyRow[],
  groups: TurnGroups,
): Promise<void> {
  if (stretches.length === 0 || keys.length === 0) return;
  const { intervalMs, durations } = question;
  const keyOf = new Map(keys.map((key) => [key.id, key]));
  const ofKeys = Prisma.sql`from ${Prisma.raw(`${grain}_turn_figures`)} r
    where r.key_id = any(${[...keyOf.keys()]}::int[]) and ${startsWithinAny(Prisma.sql`r.started_at`, stretches)}`;
  type Row = TurnSumsRow & { keyId: number };
  const rows =
    durations || intervalMs !== null
      ? await transaction.$queryRaw<Row[]>`
          select r.key_id as "keyId", (extract(epoch from r.started_at) * 1000)::float8 as "atMs", r.calls, r.durations,
            ${TURN_COUNT_COLUMNS}, ${TURN_PHASE_COLUMNS} ${ofKeys}`
      : await transaction.$queryRaw<Row[]>`
          select r.key_id as "keyId", 0::float8 as "atMs", null as durations, '{}'::int[] as calls, ${TURN_SUMS}
          ${ofKeys} group by r.key_id`;
  const callsOf =
    !durations && intervalMs === null && wantsCallSets(question) ? await sumCalls(transaction, ofKeys) : null;
  for (const row of rows) {
    const key = keyOf.get(row.keyId);
    if (key) groups.add(key, callsOf === null ? row : { ...row, calls: callsOf.get(row.keyId) ?? [] });
  }
}

/** The round trips by route of each key's call set. */
async function sumCalls(
  transaction: Transaction,
  ofKeys: Prisma.Sql,
): Promise<ReadonlyMap<number, number[]>> {
  const rows = await transaction.$queryRaw<{ keyId: number; calls: number[] }[]>`
    select key_id as "keyId", array_agg(n order by position) as calls from (
      select r.key_id, c.position, sum(c.n)::float8 as n
      from (select r.key_id, r.calls ${ofKeys}) as r cross join lateral unnest(r.calls) with ordinality as c (n, position)
      group by r.key_id, c.position) as x
    group by key_id`;
  return new Map(rows.map(({ keyId, calls }) => [keyId, calls]));
}

/** A dimension, named so that it is not taken for the phase of the same name. */
type Told = Partial<Record<`of_${CutDimension}`, string | null>>;
type FactRow = Told &
  Omit<TurnSumsRow, "calls"> & { callSetId: number; routeIds: number[]; mainVariantId: number | null };
type CallRow = Told & {
  atMs: number | null;
  callSetId: number;
  calls: number[];
};

/** Adds up the facts of these stretches. */
export async function addTurnFacts(
  transaction: Transaction,
  question: TurnQuestion,
  stretches: readonly TimeWindow[],
  groups: TurnGroups,
): Promise<void> {
  if (stretches.length === 0) return;
  const { filters, intervalMs } = question;
  const dimensions = dimensionsOf(question);
  const interval =
    intervalMs === null
      ? Prisma.sql`0::float8`
      : Prisma.sql`(floor(extract(epoch from r.started_at) * 1000 / ${intervalMs}::float8) * ${intervalMs}::float8)::float8`;
  const told = Prisma.join([
    Prisma.sql`${interval} as "atMs"`,
    ...dimensions.map((name) => Prisma.raw(`r.${column(name)}::text as "of_${name}"`)),
    Prisma.sql`r.call_set_id as "callSetId", r.route_ids as "routeIds", r.main_variant_id as "mainVariantId"`,
  ]);
  const facts = Prisma.sql`(
    select ${told}, r.outcome, r.calls, r.round_trips, r.tool_calls, r.approvals, r.duration_ms,
      ${Prisma.join(Object.values(PHASE_COLUMNS).map((phase) => Prisma.sql`r.${phase}`))}
    from ${TOLD_TURNS} r
    where ${startsWithinAny(Prisma.sql`r.started_at`, stretches)}
      and ${roundTripConditions({ window: null, variantIds: null, filters })})`;
  const group = Prisma.raw(
    [
      `"atMs"`,
      ...dimensions.map((name) => `"of_${name}"`),
      `"callSetId"`,
      `"routeIds"`,
      `"mainVariantId"`,
    ].join(", "),
  );
  const rows = await transaction.$queryRaw<FactRow[]>`
    select ${group}, ${FACT_SUMS} from ${facts} as f group by ${group}`;
  const place = (row: Omit<CallRow, "calls">) =>
    JSON.stringify([row.atMs, row.callSetId, ...dimensions.map((name) => row[`of_${name}`])]);
  const calls = wantsCallSets(question)
    ? await transaction.$queryRaw<CallRow[]>`
        select ${group}, array_agg(n order by position) as calls from (
          select ${group}, c.position, sum(c.n)::int as n
          from ${facts} as f cross join lateral unnest(f.calls) with ordinality as c (n, position)
          where outcome = 'complete' group by ${group}, c.position) as x
        group by ${group}`
    : [];
  const callsOf = new Map(calls.map((row) => [place(row), row.calls]));
  for (const row of rows) {
    const { routeIds, mainVariantId } = row;
    const values = Object.fromEntries(dimensions.map((name) => [name, row[`of_${name}`] ?? null]));
    groups.add({ ...values, routeIds, mainVariantId }, { ...row, calls: callsOf.get(place(row)) ?? [] });
  }
}

const FACT_SUMS = Prisma.raw(
  [
    "count(*)::int as n",
    "(count(*) filter (where outcome = 'complete'))::int as complete",
    ...TURN_COUNTS.slice(2).map((name) => `sum(${column(name)})::float8 as "${name}"`),
    ...Object.keys(PHASE_COLUMNS).map((phase) => `sum(${column(phase)}_ms)::float8 as "${phase}"`),
    "array_agg(duration_ms) filter (where outcome = 'complete') as durations",
  ].join(", "),
);
