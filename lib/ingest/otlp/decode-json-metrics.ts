import { countUpTo, DATA_POINTS_MAX } from "./count-up-to.ts";
import { type JsonAttributesReader, readAttributes, readTime, visitScopes } from "./decode-json.ts";
import { type DecodedRecord, ExportBuilder } from "./export-builder.ts";
import { JsonCursor } from "./json-cursor.ts";
import { array, field, isNameOf, type JsonObject, object } from "./json-shape.ts";
import { MalformedBody } from "./malformed-body.ts";
import {
  BUCKETS_MAX,
  checkPoint,
  METRIC_KINDS,
  type MetricHead,
  type MetricKind,
  noPointFields,
  type PointFields,
} from "./metric-point-fields.ts";
import type { MetricPointRecord, WantsMetric } from "./metric-records.ts";
import type { DecodedExport } from "./records.ts";

const KINDS: readonly MetricKind[] = Object.values(METRIC_KINDS);
const ALL: JsonAttributesReader = { wantsAttribute: () => true };
const TEMPORALITIES: readonly unknown[] = [
  "AGGREGATION_TEMPORALITY_UNSPECIFIED",
  "AGGREGATION_TEMPORALITY_DELTA",
  "AGGREGATION_TEMPORALITY_CUMULATIVE",
];

/** Data points of the wanted metrics of an ExportMetricsServiceRequest in JSON. Throws MalformedBody. */
export function decodeJsonMetrics(
  body: Uint8Array,
  wantsMetric: WantsMetric,
): DecodedExport<MetricPointRecord> {
  const builder = new ExportBuilder<MetricPointRecord>();
  const cursor = new JsonCursor(body);
  let received = 0;
  visitScopes(cursor, ["resourceMetrics", "scopeMetrics", "metrics"], ALL, {
    begin: (origin) => builder.begin(origin),
    record: () => {
      const start = cursor.position;
      const { head, points } = readHead(cursor);
      const end = cursor.position;
      received += points;
      countUpTo(DATA_POINTS_MAX, received, "data points");
      if (!wantsMetric(head.name)) {
        for (let point = 0; point < points; point++) builder.add(null);
        return;
      }
      cursor.seek(start);
      visitPoints(cursor, (kind) => builder.add(readPoint(cursor.value(), kind, head)));
      cursor.seek(end);
    },
  });
  return builder.finish();
}

/** Reads what holds for all points of the metric, and counts them. */
function readHead(cursor: JsonCursor): { readonly head: MetricHead; readonly points: number } {
  const head: MetricHead = { name: "", unit: "", temporality: 0 };
  let points = 0;
  cursor.object("a metric", (key) => {
    if (key === "name") head.name = text(cursor.value(), key);
    else if (key === "unit") head.unit = text(cursor.value(), key);
    else if (KINDS.some((kind) => isNameOf(key, kind))) {
      cursor.object(key, (inner) => {
        if (isNameOf(inner, "aggregationTemporality")) head.temporality = temporality(cursor.value());
        else if (isNameOf(inner, "dataPoints")) {
          cursor.array(inner, () => {
            points++;
            cursor.skip();
          });
        } else cursor.skip();
      });
    } else cursor.skip();
  });
  return { head, points };
}

/** Goes to each data point of a metric; `visit` must consume it. */
function visitPoints(cursor: JsonCursor, visit: (kind: MetricKind) => void): void {
  cursor.object("a metric", (key) => {
    const kind = KINDS.find((name) => isNameOf(key, name));
    if (kind === undefined) return cursor.skip();
    cursor.object(key, (inner) => {
      if (isNameOf(inner, "dataPoints")) cursor.array(inner, () => visit(kind));
      else cursor.skip();
    });
  });
}

function readPoint(value: unknown, kind: MetricKind, head: MetricHead): DecodedRecord<MetricPointRecord> {
  try {
    return checkPoint(readFields(object(value, "a data point"), kind), kind, head);
  } catch (error) {
    // One point of the wrong shape does not make the whole body malformed.
    if (error instanceof MalformedBody) return "invalidPoint";
    throw error;
  }
}

function readFields(point: JsonObject, kind: MetricKind): PointFields {
  const positive = object(field(point, "positive"), "positive");
  const negative = object(field(point, "negative"), "negative");
  const value = field(point, "asInt") ?? field(point, "asDouble");
  return {
    ...noPointFields(),
    attributes: readAttributes(point, ALL),
    startMs: readTime(point, "startTimeUnixNano"),
    timeMs: readTime(point, "timeUnixNano"),
    flags: number(field(point, "flags") ?? 0),
    value: value === null ? null : number(value),
    count: number(field(point, "count") ?? 0),
    min: optional(field(point, "min")),
    max: optional(field(point, "max")),
    bounds: kind === "histogram" ? numbers(point, "explicitBounds") : [],
    counts: kind === "histogram" ? numbers(point, "bucketCounts") : [],
    scale: number(field(point, "scale") ?? 0),
    zeroCount: number(field(point, "zeroCount") ?? 0),
    zeroThreshold: number(field(point, "zeroThreshold") ?? 0),
    offset: number(field(positive, "offset") ?? 0),
    positive: numbers(positive, "bucketCounts"),
    negative: numbers(negative, "bucketCounts"),
  };
}

function numbers(from: JsonObject, name: string): number[] {
  return array(field(from, name), name)
    .slice(0, BUCKETS_MAX + 1)
    .map(number);
}

function optional(value: unknown): number | null {
  return value === null ? null : number(value);
}

/** A number, or one in text as protobuf's JSON mapping has 64-bit integers; NaN for anything else. */
function number(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d/.test(value) ? Number(value) : Number.NaN;
}

function text(value: unknown, name: string): string {
  if (value === null) return "";
  if (typeof value === "string") return value.toWellFormed();
  throw new MalformedBody(`The field ${name} is not a string.`);
}

function temporality(value: unknown): number {
  return typeof value === "number" ? value : Math.max(TEMPORALITIES.indexOf(value), 0);
}
