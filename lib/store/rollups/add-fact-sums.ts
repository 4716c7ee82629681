import type { CutDimension } from "#lib/domain/figures/cut.ts";
import type { Figure } from "#lib/domain/figures/figure.ts";
import type { Outcome } from "#lib/domain/outcome.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { roundTripConditions, startsWithinAny } from "../round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "../told-rows.ts";
import { TABLE_OF } from "./dimension-tables.ts";
import type { FigureQuestion, Groups, GroupValues } from "./find-figures.ts";
import { column } from "./roll-up-columns.ts";
import { sentFloats } from "./sent-floats.ts";

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw">;

type Group = { variantId: number; atMs: number | null; ended: Outcome; fallback: boolean | null } & Partial<
  Record<CutDimension, string | null>
>;
type Row = Group & { n: number } & Partial<Record<SummedCount, number>> & Record<Figure, Uint8Array | null>;

/**
 * Adds up facts: counts where they are, and of each figure every value, as they cost less to send than to sort into buckets.
 * Facts are grouped by the ids that they refer to; what these mean is looked up of each group.
 */
export async function addFactSums(
  transaction: Transaction,
  question: FigureQuestion,
  stretches: readonly TimeWindow[],
  groups: Groups,
): Promise<void> {
  if (stretches.length === 0) return;
  const { figures, groupOf, by, sums: asksSums = false } = question;
  const told = Prisma.join([
    Prisma.raw(["atMs", "n", ...(asksSums ? SUMMED : [])].map((name) => `f."${name}"`).join(", ")),
    Prisma.raw(
      `routes.variant_id as "variantId", endings.outcome as ended, routes.fallback_from_web_socket as fallback`,
    ),
    ...by.map((name) => Prisma.raw(`${TABLE_OF[name]}.${column(name)}::text as "${name}"`)),
    ...figures.map((figure) =>
      Prisma.raw(`case when endings.outcome = 'complete' then f."of_${figure}" end as "${figure}"`),
    ),
  ]);
  const callers = isByCaller(by) ? Prisma.raw("join callers on callers.id = f.caller_id") : Prisma.empty;
  const rows = await transaction.$queryRaw<Row[]>`
    select ${told} from (${groupedFacts(question, stretches)}) as f
      join routes on routes.id = f.route_id
      join endings on endings.id = f.ending_id
      ${callers}`;
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

/** The selected facts by interval and by what they refer to, with the values of each figure. */
function groupedFacts(
  { selection, figures, by, intervalMs, sums: asksSums = false }: FigureQuestion,
  stretches: readonly TimeWindow[],
): Prisma.Sql {
  const interval =
    intervalMs === null
      ? Prisma.sql`null::float8`
      : // Unlike extract(), this reckons with floating point, which is many times faster.
        Prisma.sql`(floor(date_part('epoch', r.started_at) * 1000 / ${intervalMs}::float8) * ${intervalMs}::float8)::float8`;
  const ids = Prisma.raw(
    ["r.route_id", "r.ending_id", ...(isByCaller(by) ? ["r.caller_id"] : [])].join(", "),
  );
  const values = figures.map((figure) =>
    Prisma.raw(
      `, array_send(array_agg(r.${column(figure)}) filter (where r.${column(figure)} is not null)) as "of_${figure}"`,
    ),
  );
  return Prisma.sql`
    select ${ids}, ${interval} as "atMs", count(*)::int as n${asksSums ? SUMS_OF_FACTS : Prisma.empty}${values.length > 0 ? Prisma.join(values, "") : Prisma.empty}
    from ${TOLD_ROUND_TRIPS} r
    where ${startsWithinAny(Prisma.sql`r.started_at`, stretches)} and ${roundTripConditions({ ...selection, window: null })}
    group by ${ids}, "atMs"`;
}

function isByCaller(by: FigureQuestion["by"]): boolean {
  return by.some((name) => TABLE_OF[name] === "callers");
}

const SUMS = [
  "stalls",
  "stalledMs",
  "inputTokens",
  "cachedInputTokens",
  "outputTokens",
  "reasoningTokens",
] as const;

const SUMMED = ["attempts", "stallsKnown", "stalled", ...SUMS] as const;

type SummedCount = (typeof SUMMED)[number];

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
