import { countUpTo, DATA_POINTS_MAX } from "./count-up-to.ts";
import { messages, readAttribute, readTime, visitScopes } from "./decode-protobuf.ts";
import { ExportBuilder } from "./export-builder.ts";
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
import type { AttributeValue, DecodedExport, Selection } from "./records.ts";
import type { WireReader } from "./wire-reader.ts";

const ALL: Selection = { wantsSpan: () => false, wantsAttribute: () => true };

/** Data points of the wanted metrics of an ExportMetricsServiceRequest in protobuf. Throws MalformedBody. */
export function decodeProtobufMetrics(
  body: Uint8Array,
  wantsMetric: WantsMetric,
): DecodedExport<MetricPointRecord> {
  const builder = new ExportBuilder<MetricPointRecord>();
  let received = 0;
  visitScopes(body, ALL, (origin, scope) => {
    builder.begin(origin);
    for (const metric of messages(scope, 2)) {
      const whole = metric.rest();
      const head = readHead(metric);
      const isWanted = wantsMetric(head.name);
      for (const [kind, point] of points(metric.at(whole))) {
        received = countUpTo(DATA_POINTS_MAX, received, "data points");
        builder.add(isWanted ? checkPoint(readFields(point, kind), kind, head) : null);
      }
    }
  });
  return builder.finish();
}

function readHead(metric: WireReader): MetricHead {
  const head: MetricHead = { name: "", unit: "", temporality: 0 };
  while (metric.next()) {
    if (metric.field === 1) head.name = metric.text();
    else if (metric.field === 3) head.unit = metric.text();
    else if (kindOf(metric.field) !== null) head.temporality = readTemporality(metric.message());
    else metric.skip();
  }
  return head;
}

function readTemporality(data: WireReader): number {
  let temporality = 0;
  while (data.next()) {
    if (data.field === 2) temporality = data.int64() ?? 0;
    else data.skip();
  }
  return temporality;
}

function* points(metric: WireReader): Generator<readonly [MetricKind, WireReader]> {
  while (metric.next()) {
    const kind = kindOf(metric.field);
    if (kind === null) metric.skip();
    else for (const point of messages(metric.message(), 1)) yield [kind, point];
  }
}

function kindOf(number: number): MetricKind | null {
  return (METRIC_KINDS as Readonly<Record<number, MetricKind>>)[number] ?? null;
}

function readFields(point: WireReader, kind: MetricKind): PointFields {
  const attributes = new Map<string, AttributeValue>();
  const fields: PointFields = { ...noPointFields(), attributes };
  if (kind === "summary") return fields;
  const read =
    kind === "histogram" ? readExplicit : kind === "exponentialHistogram" ? readExponential : readNumber;
  const [keyValues, flags] =
    kind === "histogram" ? [9, 10] : kind === "exponentialHistogram" ? [1, 10] : [7, 8];
  while (point.next()) {
    if (point.field === keyValues) readAttribute(point.message(), attributes, ALL);
    else if (point.field === flags) fields.flags = point.int64() ?? 0;
    else if (point.field === 2) fields.startMs = readTime(point);
    else if (point.field === 3) fields.timeMs = readTime(point);
    else if (!read(point, fields)) point.skip();
  }
  return fields;
}

/** Reads the current field if it is one of a number; false when it is none and still has to be passed over. */
function readNumber(point: WireReader, into: PointFields): boolean {
  if (point.field === 4) into.value = point.double();
  else if (point.field === 6) into.value = Number(BigInt.asIntN(64, point.fixed64()));
  else return false;
  return true;
}

function readExplicit(point: WireReader, into: PointFields): boolean {
  if (point.field === 4) into.count = Number(point.fixed64());
  else if (point.field === 6) point.fixed64s(into.counts, BUCKETS_MAX + 1);
  else if (point.field === 7) point.doubles(into.bounds, BUCKETS_MAX + 1);
  else if (point.field === 11) into.min = point.double();
  else if (point.field === 12) into.max = point.double();
  else return false;
  return true;
}

function readExponential(point: WireReader, into: PointFields): boolean {
  if (point.field === 4) into.count = Number(point.fixed64());
  else if (point.field === 6) into.scale = zigzag(point.int64());
  else if (point.field === 7) into.zeroCount = Number(point.fixed64());
  else if (point.field === 8) readBuckets(point.message(), into, "positive");
  else if (point.field === 9) readBuckets(point.message(), into, "negative");
  else if (point.field === 12) into.min = point.double();
  else if (point.field === 13) into.max = point.double();
  else if (point.field === 14) into.zeroThreshold = point.double();
  else return false;
  return true;
}

function readBuckets(buckets: WireReader, into: PointFields, side: "positive" | "negative"): void {
  while (buckets.next()) {
    if (buckets.field === 1) {
      const offset = zigzag(buckets.int64());
      if (side === "positive") into.offset = offset;
    } else if (buckets.field === 2) buckets.varints(into[side], BUCKETS_MAX + 1);
    else buckets.skip();
  }
}

/** The signed integer that a sint32 stands for; NaN when it was none. */
function zigzag(wire: number | null): number {
  if (wire === null || wire < 0) return Number.NaN;
  return wire % 2 === 0 ? wire / 2 : -(wire + 1) / 2;
}
