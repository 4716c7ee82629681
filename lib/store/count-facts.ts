import { z } from "zod";
import type { FigureRange } from "#lib/domain/figures/figure-range.ts";
import type { Histogram } from "#lib/domain/histogram/histogram.ts";
import { HistogramSum } from "#lib/domain/histogram/histogram-sum.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { hasFigure, isInRange } from "./figure-range.ts";
import { readRows } from "./read-rows.ts";
import { bucketOf, ZERO_BUCKET } from "./rollups/bucket-of.ts";
import { type RoundTripSelection, roundTripConditions, startsWithin } from "./round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

/** What the numbers are that round trips are compared by, each as an expression over TOLD_ROUND_TRIPS aliased r. */
const MEASURE_COLUMNS = {
  attempts: "r.attempts",
  inputTokens: "r.input_tokens",
  cachedInputTokens: "r.cached_input_tokens",
  uncachedInputTokens: "r.input_tokens - r.cached_input_tokens",
  outputTokens: "r.output_tokens",
  reasoningTokens: "r.reasoning_tokens",
  connectMs: "r.connect_ms",
  serverMs: "r.server_ms",
  streamOpenMs: "r.stream_open_ms",
  ttftMs: "r.ttft_ms",
  ttfoMs: "r.ttfo_ms",
  e2eMs: "r.e2e_ms",
  decodeTokensPerSecond: "r.decode_tokens_per_second",
  stalls: "r.stalls",
  stalledMs: "r.stalled_ms",
  gapMaxMs: "r.gap_max_ms",
} as const;

export type Measure = keyof typeof MEASURE_COLUMNS;

export const MEASURES = Object.keys(MEASURE_COLUMNS) as readonly Measure[];

/** A part of some round trips. */
export interface BoxSelection extends RoundTripSelection {
  readonly window: TimeWindow;
  /** Values of a figure from `min` to `max`, each null for any; null for whatever it is. */
  readonly range: FigureRange | null;
}

/** Which facts to count. */
export interface FactQuestion {
  /** Of all that are asked about; its window is ignored. With a range only complete ones that have its figure. */
  readonly among: RoundTripSelection;
  readonly box: BoxSelection;
  /** Those in the box, or those outside of it. */
  readonly side: "inside" | "outside";
  /** Where they begin: at least one, apart from each other. */
  readonly slices: readonly TimeWindow[];
}

const CellRow = z.object({
  session: z.number(),
  callerId: z.number(),
  routeId: z.number(),
  endingId: z.number(),
  n: z.number(),
});

/** How many round trips of a session have the same caller, route and ending. */
export type FactCell = z.output<typeof CellRow>;

/** Counts facts by session and what they have in common. */
export function countFactCells(database: Database, question: FactQuestion): Promise<FactCell[]> {
  return readRows(
    database,
    CellRow,
    Prisma.sql`
      select session, caller_id as "callerId", route_id as "routeId", ending_id as "endingId", count(*)::int as n
      from ${factsOf(question, Prisma.sql`r.session, r.caller_id, r.route_id, r.ending_id`)} as f
      group by session, caller_id, route_id, ending_id`,
  );
}

const BucketRow = z.object({ measure: z.number(), bucket: z.number(), n: z.number() });

/** The histogram of each measure of the facts; where it is not known it does not count. */
export async function countFactMeasures(
  database: Database,
  question: FactQuestion,
): Promise<ReadonlyMap<Measure, Histogram>> {
  const told = MEASURES.map((measure) => Prisma.raw(`(${MEASURE_COLUMNS[measure]})::float8 as "${measure}"`));
  const buckets = MEASURES.map((measure, index) => Prisma.raw(`(${index}, ${bucketOf(`f."${measure}"`)})`));
  const rows = await readRows(
    database,
    BucketRow,
    Prisma.sql`
      select b.measure, b.bucket, count(*)::int as n
      from ${factsOf(question, Prisma.join(told))} as f
        cross join lateral (values ${Prisma.join(buckets)}) as b (measure, bucket)
      where b.bucket is not null group by b.measure, b.bucket`,
  );
  const byMeasure = Map.groupBy(rows, ({ measure }) => measure);
  return new Map(MEASURES.map((measure, index) => [measure, histogramOf(byMeasure.get(index) ?? [])]));
}

function histogramOf(rows: readonly z.output<typeof BucketRow>[]): Histogram {
  const sum = new HistogramSum();
  for (const { bucket, n } of rows)
    sum.addBucket(bucket === ZERO_BUCKET ? null : bucket, { count: n, sum: null, min: null, max: null });
  return sum.toHistogram();
}

function factsOf({ among, box, side, slices }: FactQuestion, columns: Prisma.Sql): Prisma.Sql {
  const inBox = Prisma.sql`${roundTripConditions(box)} and ${isInRange(box.range)}`;
  const conditions = [
    roundTripConditions({ ...among, window: null }),
    ...(box.range === null ? [] : [hasFigure(box.range)]),
    side === "inside" ? inBox : Prisma.sql`(${inBox}) is not true`,
  ];
  const wanted = Prisma.join(conditions, " and ");
  const [only, ...more] = slices;
  if (only !== undefined && more.length === 0)
    return Prisma.sql`(select ${columns} from ${TOLD_ROUND_TRIPS} r
      where ${startsWithin(Prisma.sql`r.started_at`, only)} and ${wanted})`;
  // One look-up in the index for each slice: PostgreSQL plans so many alternatives badly.
  return Prisma.sql`(select x.* from unnest(${slices.map(({ fromMs }) => fromMs)}::float8[],
      ${slices.map(({ toMs }) => toMs)}::float8[]) as s (from_ms, to_ms)
    cross join lateral (select ${columns} from ${TOLD_ROUND_TRIPS} r
      where r.started_at >= to_timestamp(s.from_ms / 1000) and r.started_at < to_timestamp(s.to_ms / 1000)
        and ${wanted}) as x)`;
}
