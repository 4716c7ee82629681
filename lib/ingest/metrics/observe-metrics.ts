import * as semconv from "#instrumentation/semconv.ts";
import type { MetricPoint, MetricSeries } from "#lib/domain/metric-point.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import type { MetricPointRecord, WantsMetric } from "#lib/ingest/otlp/metric-records.ts";
import type { Attributes, RecordGroup, RecordOrigin } from "#lib/ingest/otlp/records.ts";
import { firstIdentifier, identifierAttribute } from "#lib/ingest/read-attributes.ts";
import { METRIC_SOURCES } from "./metric-sources.ts";

const SOURCES = new Map(METRIC_SOURCES.map((source, rank) => [source.metric, { ...source, rank }]));

/** Whether any figure is read from this metric; the decoders build no other. */
export const wantsMetric: WantsMetric = (name) => SOURCES.has(name);

/** The points of one export that tell a latency figure, free of content. */
export function observeMetrics(groups: readonly RecordGroup<MetricPointRecord>[]): MetricPoint[] {
  return groups.flatMap(({ origin, records }) =>
    records.flatMap((record) => {
      const point = readPoint(record, origin);
      return point === null ? [] : [point];
    }),
  );
}

function readPoint(record: MetricPointRecord, origin: RecordOrigin): MetricPoint | null {
  const source = SOURCES.get(record.metric);
  const { histogram, temporality, startMs, timeMs, attributes } = record;
  if (source === undefined || histogram === null || temporality === null) return null;
  if (!source.isOfRoundTrips(attributes)) return null;
  const isCumulative = temporality === "cumulative";
  // Nobody can tell since when it counts, nor whether it began anew.
  if (isCumulative && startMs === null) return null;
  if (!isCumulative && histogram.count === 0) return null;
  return {
    series: {
      id: seriesId(record, origin),
      metric: record.metric,
      figure: source.figure,
      unitMs: (record.unit || source.unit) === "s" ? 1000 : 1,
      rank: source.rank,
      ...originOf(attributes, origin.resource),
      ...variantOf(attributes),
    },
    isCumulative,
    startMs: startMs ?? 0,
    timeMs,
    count: histogram.count,
    min: histogram.min,
    max: histogram.max,
    histogram: histogram.buckets,
  };
}

/** A hash of everything that tells the series from others, so that nothing of it has to be kept. */
function seriesId(record: MetricPointRecord, { resource, scopeName }: RecordOrigin): string {
  return observationKey(
    "metric-series",
    JSON.stringify([scopeName, record.metric, record.unit, sorted(resource), sorted(record.attributes)]),
  );
}

function sorted(attributes: Attributes) {
  return [...attributes].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function variantOf(attributes: Attributes): Pick<MetricSeries, "provider" | "model" | "serviceTier"> {
  return {
    provider: firstIdentifier(attributes, [semconv.ATTR_GEN_AI_PROVIDER_NAME, semconv.ATTR_GEN_AI_SYSTEM]),
    model: firstIdentifier(attributes, [
      semconv.ATTR_GEN_AI_REQUEST_MODEL,
      semconv.ATTR_GEN_AI_RESPONSE_MODEL,
      "model",
    ]),
    serviceTier: firstIdentifier(attributes, [
      semconv.ATTR_OPENAI_RESPONSE_SERVICE_TIER,
      semconv.ATTR_GEN_AI_OPENAI_RESPONSE_SERVICE_TIER,
      semconv.ATTR_OPENAI_REQUEST_SERVICE_TIER,
      semconv.ATTR_GEN_AI_OPENAI_REQUEST_SERVICE_TIER,
    ]),
  };
}

function originOf(attributes: Attributes, resource: Attributes) {
  const anywhere = (...keys: string[]) =>
    firstIdentifier(attributes, keys) ?? firstIdentifier(resource, keys);
  const client = identifierAttribute(resource, semconv.ATTR_SERVICE_NAME) ?? "unknown";
  return {
    client,
    // Gemini CLI gives the version of Node for its own.
    clientVersion:
      client === "gemini-cli" ? null : identifierAttribute(resource, semconv.ATTR_SERVICE_VERSION),
    person: anywhere(semconv.ATTR_USER_EMAIL, semconv.ATTR_USER_ID, "user.name"),
    team: anywhere(semconv.ATTR_TEAM_ID, "team"),
    repository: anywhere(semconv.ATTR_VCS_REPOSITORY_NAME),
  };
}
