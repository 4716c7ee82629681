import type { CutDimension } from "#lib/domain/figures/cut.ts";
import type { Figure } from "#lib/domain/figures/figure.ts";
import { COUNTS, type Counts } from "#lib/domain/figures/figure-sums.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { COLUMNS, roundTripConditions, startsWithinAny } from "../round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "../told-rows.ts";
import { bucketOf, ZERO_BUCKET } from "./bucket-of.ts";
import type { FigureQuestion, Groups, GroupValues } from "./find-figures.ts";
import { column } from "./roll-up-columns.ts";

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw">;

type Group = { variantId: number; atMs: number | null } & Partial<Record<CutDimension, string | null>>;
type CountRow = Group & Counts & Record<`${"n" | "sum" | "min" | "max"}_${Figure}`, number | null>;
type BucketRow = Group & { figure: number; bucket: number; n: number };

/** Adds up facts: counts, and for each figure how many values fall into which bucket. */
export async function addFactSums(
  transaction: Transaction,
  question: FigureQuestion,
  stretches: readonly TimeWindow[],
  groups: Groups,
): Promise<void> {
  if (stretches.length === 0) return;
  const { figures, groupOf, by } = question;
  const rows = factRows(question, stretches);
  const groupColumns = Prisma.raw([`"variantId"`, `"atMs"`, ...by.map((name) => `"${name}"`)].join(", "));
  const perFigure = figures.map((figure) =>
    Prisma.raw(`
    count("${figure}")::int as "n_${figure}", sum("${figure}") as "sum_${figure}",
    min("${figure}") as "min_${figure}", max("${figure}") as "max_${figure}"`),
  );
  const counts = await transaction.$queryRaw<CountRow[]>`
    select ${groupColumns}, ${COUNTS_OF_FACTS}${figures.length > 0 ? Prisma.sql`, ${Prisma.join(perFigure)}` : Prisma.empty}
    from (${rows}) as f group by ${groupColumns}`;
  for (const row of counts) {
    const group = groupOf(valuesOf(row, by));
    if (group !== null) groups.of(group, row.atMs).addCounts(row);
  }
  if (figures.length === 0) return;
  const buckets = await transaction.$queryRaw<BucketRow[]>`
    select ${groupColumns}, b.figure, b.bucket, count(*)::int as n
    from (${rows}) as f cross join lateral (values ${Prisma.join(
      figures.map((figure, index) => Prisma.raw(`(${index}, ${bucketOf(`f."${figure}"`)})`)),
    )}) as b (figure, bucket)
    where b.bucket is not null
    group by ${groupColumns}, b.figure, b.bucket`;
  const placeOf = (row: Group) => JSON.stringify([row.variantId, row.atMs, ...by.map((name) => row[name])]);
  const bucketsOf = Map.groupBy(buckets, placeOf);
  for (const row of counts) {
    const group = groupOf(valuesOf(row, by));
    if (group === null) continue;
    const sums = groups.of(group, row.atMs);
    const own = bucketsOf.get(placeOf(row)) ?? [];
    for (const [index, figure] of figures.entries()) {
      const count = row[`n_${figure}`] ?? 0;
      if (count === 0) continue;
      const ofFigure = own.filter((bucket) => bucket.figure === index);
      sums.of(figure).addCounts({
        count,
        sum: row[`sum_${figure}`],
        min: row[`min_${figure}`],
        max: row[`max_${figure}`],
        zeroCount: ofFigure.find(({ bucket }) => bucket === ZERO_BUCKET)?.n ?? 0,
        buckets: ofFigure
          .filter(({ bucket }) => bucket !== ZERO_BUCKET)
          .map(({ bucket, n }) => [bucket, n] as const),
      });
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
      : Prisma.sql`floor(extract(epoch from r.started_at) * 1000 / ${intervalMs}::float8) * ${intervalMs}::float8`;
  const columns = [
    Prisma.sql`r.variant_id as "variantId"`,
    Prisma.sql`(${interval})::float8 as "atMs"`,
    ...by.map((name) => Prisma.sql`${COLUMNS[name].name}::text as ${Prisma.raw(`"${name}"`)}`),
    Prisma.raw(`r.outcome as ended, r.attempts, r.fallback_from_web_socket, r.stalls, r.stalled_ms, r.input_tokens,
      r.cached_input_tokens, r.output_tokens, r.reasoning_tokens`),
    ...figures.map((figure) =>
      Prisma.raw(
        // Unlike greatest(), this leaves what is unknown unknown.
        `case when r.outcome = 'complete' then case when r.${column(figure)} < 0 then 0 else r.${column(figure)} end
          end as "${figure}"`,
      ),
    ),
  ];
  return Prisma.sql`select ${Prisma.join(columns)} from ${TOLD_ROUND_TRIPS} r
    where ${startsWithinAny(Prisma.sql`r.started_at`, stretches)} and ${roundTripConditions({ ...selection, window: null })}`;
}

const OUTCOME_COUNTS = ["complete", "cancelled", "failed", "rateLimited"] as const;
const SUMS = COUNTS.slice(COUNTS.indexOf("stalls"));

const COUNTS_OF_FACTS = Prisma.raw(
  [
    "count(*)::int as n",
    ...OUTCOME_COUNTS.map((outcome) => `(count(*) filter (where ended = '${outcome}'))::int as "${outcome}"`),
    "coalesce(sum(attempts), 0)::int as attempts",
    "(count(*) filter (where fallback_from_web_socket))::int as fallbacks",
    `count(stalls)::int as "stallsKnown"`,
    "(count(*) filter (where stalls > 0))::int as stalled",
    ...SUMS.map((name) => `coalesce(sum(${column(name)}), 0)::float8 as "${name}"`),
  ].join(", "),
);

function valuesOf(row: Group, by: readonly CutDimension[]): GroupValues {
  return { ...Object.fromEntries(by.map((name) => [name, row[name] ?? null])), variantId: row.variantId };
}
