import type { MetricPoint, MetricSeries } from "#lib/domain/metric-point.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { addPartitions } from "./add-partitions.ts";
import type { Database } from "./database.ts";
import { closedBefore } from "./horizons.ts";

/**
 * Writes metric points and their series in one transaction. A point that is already there, by its series, start and
 * time, is a duplicate, and so is a cumulative one that counts no more than one before it; one that is older than what is
 * kept counts as one. Returns how many were stored and how many were duplicates. Throws when the transaction did not commit: then nothing was written.
 */
export async function saveMetricPoints(
  database: Database,
  points: readonly MetricPoint[],
): Promise<{ readonly stored: number; readonly duplicate: number }> {
  if (points.length === 0) return { stored: 0, duplicate: 0 };
  const series = [...new Map(points.map((point) => [point.series.id, point.series])).values()];
  await addPartitions(
    database,
    "metric_points",
    points.map(({ timeMs }) => timeMs),
  );
  const [, stored] = await database.$transaction([
    insertSeries(database, series),
    insertPoints(database, points),
  ]);
  return { stored, duplicate: points.length - stored };
}

function insertSeries(database: Database, all: readonly MetricSeries[]) {
  // In one order, so that two transactions never wait for each other in a circle.
  const series = all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const texts = (values: readonly (string | null)[]) => Prisma.sql`${[...values]}::text[]`;
  return database.$executeRaw`
    insert into metric_series (id, metric, figure, unit_ms, rank, client, client_version, provider, model,
      service_tier, person, team, repository)
    select * from unnest(
      ${texts(series.map(({ id }) => id))}, ${texts(series.map(({ metric }) => metric))},
      ${texts(series.map(({ figure }) => figure))}, ${series.map(({ unitMs }) => unitMs)}::float8[],
      ${series.map(({ rank }) => rank)}::integer[], ${texts(series.map(({ client }) => client))},
      ${texts(series.map(({ clientVersion }) => clientVersion))}, ${texts(series.map(({ provider }) => provider))},
      ${texts(series.map(({ model }) => model))}, ${texts(series.map(({ serviceTier }) => serviceTier))},
      ${texts(series.map(({ person }) => person))}, ${texts(series.map(({ team }) => team))},
      ${texts(series.map(({ repository }) => repository))})
    on conflict (id) do nothing`;
}

function insertPoints(database: Database, points: readonly MetricPoint[]) {
  return database.$executeRaw`
    insert into metric_points (series_id, start_ms, time_ms, is_cumulative, count, min, max, histogram)
    select n.series_id, n.start_ms, n.time_ms, n.is_cumulative, n.count, n.min, n.max, n.histogram::jsonb
    from unnest(
      ${points.map(({ series }) => series.id)}::text[], ${points.map(({ startMs }) => startMs)}::float8[],
      ${points.map(({ timeMs }) => timeMs)}::float8[], ${points.map(({ isCumulative }) => isCumulative)}::boolean[],
      ${points.map(({ count }) => count)}::float8[], ${points.map(({ min }) => min)}::float8[],
      ${points.map(({ max }) => max)}::float8[],
      ${points.map(({ histogram }) => JSON.stringify(histogram))}::text[]
    ) as n (series_id, start_ms, time_ms, is_cumulative, count, min, max, histogram)
    where n.time_ms >= ${closedBefore("metricPoints")} and not (n.is_cumulative and exists (
      select 1 from metric_points p
      where p.series_id = n.series_id and p.start_ms = n.start_ms and p.time_ms < n.time_ms and p.count = n.count))
    order by n.series_id, n.start_ms, n.time_ms
    on conflict (series_id, start_ms, time_ms) do nothing`;
}
