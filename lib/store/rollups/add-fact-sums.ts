import type { CutDimension } from "#lib/domain/figures/cut.ts";
import type { Figure } from "#lib/domain/figures/figure.ts";
import type { Outcome } from "#lib/domain/outcome.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { COLUMNS, roundTripConditions, startsWithinAny } from "../round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "../told-rows.ts";
import type { FigureQuestion, Groups, GroupValues } from "./find-figures.ts";
import { column } from "./roll-up-columns.ts";
import { sentFloats } from "./sent-floats.ts";

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw">;

type Group = { variantId: number; atMs: number | null; ended: Outcome; fallback: boolean | null } & Partial<
  Record<CutDimension, string | null>
>;
type Row = Group & { n: number } & Partial<Record<SummedCount, number>> & Record<Figure, Uint8Array | null>;

/** Adds up facts: counts where they are, and of each figure every value, as they cost less to send than to sort into buckets. */
export async function addFactSums(
  transaction: Transaction,
  question: FigureQuestion,
  stretches: readonly TimeWindow[],
  groups: Groups,
): Promise<void> {
  if (stretches.length === 0) return;
  const { figures, groupOf, by, sums: asksSums = false } = question;
  const groupColumns = Prisma.raw(
    [`"variantId"`, `"atMs"`, "ended", "fallback", ...by.map((name) => `"${name}"`)].join(", "),
  );
  const values = figures.map((figure) =>
    Prisma.raw(`, array_send(array_agg("${figure}")
      filter (where ended = 'complete' and "${figure}" is not null)) as "${figure}"`),
  );
  const rows = await transaction.$queryRaw<Row[]>`
    select ${groupColumns}, count(*)::int as n${asksSums ? SUMS_OF_FACTS : Prisma.empty}${values.length > 0 ? Prisma.join(values, "") : Prisma.empty}
    from (${factRows(question, stretches)}) as f group by ${groupColumns}`;
  for (const row of rows) {
    const group = groupOf(valuesOf(row, by));
    if (group === null) continue;
    const sums = groups.of(group, row.atMs);
    sums.addCounts({ ...row, [row.ended]: row.n, fallbacks: row.fallback ? row.n : 0 });
    for (const figure of figures) {
      const sum = sums.of(figure);
      for (const value of sentFloats(row[figure])) sum.record(value);
    }
  }
}

/** The selected facts, each with its group; figures only of those that are complete. */
function factRows(
  { selection, figures, by, intervalMs }: FigureQuestion,
  stretches: readonly TimeWindow[],
): Prisma.Sql {
  const interval =
    intervalMs === null
      ? Prisma.sql`null::float8`
      : // Unlike extract(), this reckons with floating point, which is many times faster.
        Prisma.sql`floor(date_part('epoch', r.started_at) * 1000 / ${intervalMs}::float8) * ${intervalMs}::float8`;
  const columns = [
    Prisma.sql`r.variant_id as "variantId"`,
    Prisma.sql`(${interval})::float8 as "atMs"`,
    ...by.map((name) => Prisma.sql`${COLUMNS[name].name}::text as ${Prisma.raw(`"${name}"`)}`),
    Prisma.raw(`r.outcome as ended, r.fallback_from_web_socket as fallback, r.attempts, r.stalls, r.stalled_ms, r.input_tokens,
      r.cached_input_tokens, r.output_tokens, r.reasoning_tokens`),
    ...figures.map((figure) => Prisma.raw(`r.${column(figure)} as "${figure}"`)),
  ];
  return Prisma.sql`select ${Prisma.join(columns)} from ${TOLD_ROUND_TRIPS} r
    where ${startsWithinAny(Prisma.sql`r.started_at`, stretches)} and ${roundTripConditions({ ...selection, window: null })}`;
}

const SUMS = [
  "stalls",
  "stalledMs",
  "inputTokens",
  "cachedInputTokens",
  "outputTokens",
  "reasoningTokens",
] as const;

type SummedCount = "attempts" | "stallsKnown" | "stalled" | (typeof SUMS)[number];

/** Of round trips that ended alike, so that what depends on that needs no look at each. */
const SUMS_OF_FACTS = Prisma.raw(
  [
    "",
    "sum(attempts)::float8 as attempts",
    `count(stalls)::int as "stallsKnown"`,
    "(count(*) filter (where stalls > 0))::int as stalled",
    ...SUMS.map((name) => `coalesce(sum(${column(name)}), 0)::float8 as "${name}"`),
  ].join(", "),
);

function valuesOf(row: Group, by: readonly CutDimension[]): GroupValues {
  return { ...Object.fromEntries(by.map((name) => [name, row[name] ?? null])), variantId: row.variantId };
}
