import { z } from "zod";
import { METRIC_FIGURES } from "#lib/domain/metric-point.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { startsWithin } from "./round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

const text = z.string().nullable();

const SeriesRow = z.object({
  id: z.string(),
  metric: z.string(),
  figure: z.enum(METRIC_FIGURES),
  unitMs: z.number(),
  rank: z.number(),
  client: z.string(),
  clientVersion: text,
  provider: text,
  model: text,
  serviceTier: text,
  person: text,
  team: text,
  repository: text,
});

const counts = z.array(z.number());

const Histogram = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("explicit"), bounds: counts, counts }),
  z.object({
    kind: z.literal("exponential"),
    scale: z.number(),
    zeroCount: z.number(),
    zeroThreshold: z.number(),
    offset: z.number(),
    counts,
  }),
]);

const StateRow = z.object({
  seriesId: z.string(),
  startMs: z.number(),
  role: z.enum(["delta", "last", "before", "first"]),
  timeMs: z.number(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  histogram: Histogram,
});

/** A stored series of points. */
export type StoredMetricSeries = z.output<typeof SeriesRow>;

/**
 * A point of a window. Of what a cumulative series counted since one start there are up to three: its `last` and
 * `first` within the window, and the last one `before` it. Other points are `delta`, all of them.
 */
export type StoredMetricState = z.output<typeof StateRow>;

/** The series with a point in the window; null for all time. */
export function findMetricSeries(
  database: Database,
  window: TimeWindow | null,
): Promise<StoredMetricSeries[]> {
  return readRows(
    database,
    SeriesRow,
    Prisma.sql`
      select s.id, s.metric, s.figure, s.unit_ms as "unitMs", s.rank, s.client, s.client_version as "clientVersion",
        s.provider, s.model, s.service_tier as "serviceTier", s.person, s.team, s.repository
      from metric_series s
      where exists (select 1 from metric_points p where p.series_id = s.id and ${isWithin(window)})`,
  );
}

/** What the series of these ids said in the window, in no order. */
export function findMetricStates(
  database: Database,
  seriesIds: readonly string[],
  window: TimeWindow | null,
): Promise<StoredMetricState[]> {
  const ofSeries = Prisma.sql`p.series_id = any(${[...seriesIds]}::text[])`;
  const point = Prisma.sql`p.series_id as "seriesId", p.start_ms as "startMs"`;
  const state = Prisma.sql`p.time_ms as "timeMs", p.min, p.max, p.histogram`;
  const before = window === null ? Prisma.sql`false` : Prisma.sql`p.time_ms < ${window.fromMs}::float8`;
  const ends = (role: string, condition: Prisma.Sql, order: Prisma.Sql) => Prisma.sql`(
    select distinct on (p.series_id, p.start_ms) ${point}, ${role}::text as role, ${state}
    from metric_points p
    where ${ofSeries} and p.is_cumulative and ${condition}
    order by p.series_id, p.start_ms, p.time_ms ${order})`;
  return readRows(
    database,
    StateRow,
    Prisma.sql`
      select ${point}, 'delta' as role, ${state} from metric_points p
      where ${ofSeries} and not p.is_cumulative and ${isWithin(window)}
      union all ${ends("last", isWithin(window), Prisma.sql`desc`)}
      union all ${ends("first", isWithin(window), Prisma.sql`asc`)}
      union all ${ends("before", before, Prisma.sql`desc`)}`,
  );
}

/** A client and one of its models. */
export interface ClientModel {
  readonly client: string;
  readonly model: string | null;
}

const PairRow = z.object({ client: z.string(), model: text });

/** Those of the pairs that have a round trip in the window. */
export function findPairsWithRoundTrips(
  database: Database,
  pairs: readonly ClientModel[],
  window: TimeWindow | null,
): Promise<ClientModel[]> {
  const started = window === null ? Prisma.sql`true` : startsWithin(Prisma.sql`r.started_at`, window);
  return readRows(
    database,
    PairRow,
    Prisma.sql`
      select n.client, n.model
      from unnest(${pairs.map(({ client }) => client)}::text[], ${pairs.map(({ model }) => model)}::text[])
        as n (client, model)
      where exists (
        select 1 from model_variants v
        where v.model is not distinct from n.model and exists (
          select 1 from ${TOLD_ROUND_TRIPS} r where r.variant_id = v.id and r.client = n.client and ${started}))`,
  );
}

const LastRow = z.object({ lastMs: z.number().nullable() });

/** The time of the latest point, in Unix ms; null when there is none. */
export async function findLastMetricMs(database: Database): Promise<number | null> {
  const [row] = await readRows(
    database,
    LastRow,
    Prisma.sql`select max(time_ms) as "lastMs" from metric_points`,
  );
  return row?.lastMs ?? null;
}

function isWithin(window: TimeWindow | null): Prisma.Sql {
  if (window === null) return Prisma.sql`true`;
  return Prisma.sql`p.time_ms >= ${window.fromMs}::float8 and p.time_ms < ${window.toMs}::float8`;
}
