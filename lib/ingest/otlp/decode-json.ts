import { unixMsFromWireNanos } from "#lib/domain/time.ts";
import { type DecodedRecord, ExportBuilder } from "./export-builder.ts";
import { array, field, type JsonObject, object, parseBody } from "./json-shape.ts";
import { keepAttribute, keptText } from "./kept-value.ts";
import { MalformedBody } from "./malformed-body.ts";
import type {
  Attributes,
  AttributeValue,
  DecodedExport,
  DecodedMetrics,
  LogRecord,
  RecordOrigin,
  Selection,
  SpanEventRecord,
  SpanRecord,
} from "./records.ts";
import { checkSpan } from "./span-fields.ts";
import { idFromHex, SPAN_ID_BYTES, TRACE_ID_BYTES } from "./wire-id.ts";

/** Nanoseconds are unsigned 64-bit integers on the wire; beyond them lies no time. In Unix ms. */
const TIME_MAX_MS = 2 ** 64 / 1e6;
const METRIC_DATA_FIELDS = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"];

/** Spans of an ExportTraceServiceRequest in JSON. Throws MalformedBody. */
export function decodeJsonSpans(body: Uint8Array, selection: Selection): DecodedExport<SpanRecord> {
  return decodeRecords(body, ["resourceSpans", "scopeSpans", "spans"], selection, readSpan);
}

/** Log records of an ExportLogsServiceRequest in JSON. Throws MalformedBody. */
export function decodeJsonLogs(body: Uint8Array, selection: Selection): DecodedExport<LogRecord> {
  return decodeRecords(body, ["resourceLogs", "scopeLogs", "logRecords"], selection, readLog);
}

/** Counts the data points of an ExportMetricsServiceRequest in JSON. Throws MalformedBody. */
export function decodeJsonMetrics(body: Uint8Array): DecodedMetrics {
  let received = 0;
  visitScopes(body, ["resourceMetrics", "scopeMetrics", "metrics"], NOTHING, (_, metrics) => {
    for (const metric of metrics) {
      for (const name of METRIC_DATA_FIELDS) {
        const data = object(field(object(metric, "a metric"), name), name);
        received += array(field(data, "dataPoints"), "dataPoints").length;
      }
    }
  });
  return { received };
}

const NOTHING: Selection = { wantsSpan: () => false, wantsAttribute: () => false };

/** The names of the arrays of resources, scopes and records. */
type ArrayNames = readonly [resources: string, scopes: string, records: string];
type ReadRecord<R> = (record: JsonObject, origin: RecordOrigin, selection: Selection) => DecodedRecord<R>;

function decodeRecords<R extends object>(
  body: Uint8Array,
  names: ArrayNames,
  selection: Selection,
  readRecord: ReadRecord<R>,
): DecodedExport<R> {
  const builder = new ExportBuilder<R>();
  visitScopes(body, names, selection, (origin, records) => {
    builder.begin(origin);
    for (const record of records) builder.add(readOrReject(record, origin, selection, readRecord));
  });
  return builder.finish();
}

/** One record of the wrong shape does not make the whole body malformed. */
function readOrReject<R>(
  record: unknown,
  origin: RecordOrigin,
  selection: Selection,
  readRecord: ReadRecord<R>,
): DecodedRecord<R> {
  try {
    return readRecord(object(record, "a record"), origin, selection);
  } catch (error) {
    if (error instanceof MalformedBody) return "invalidRecord";
    throw error;
  }
}

function visitScopes(
  body: Uint8Array,
  [resources, scopes, records]: ArrayNames,
  selection: Selection,
  visit: (origin: RecordOrigin, records: readonly unknown[]) => void,
): void {
  for (const item of array(field(parseBody(body), resources), resources)) {
    const container = object(item, `an element of ${resources}`);
    const resource = readAttributes(object(field(container, "resource"), "resource"), selection);
    for (const scoped of array(field(container, scopes), scopes)) {
      const group = object(scoped, `an element of ${scopes}`);
      const scopeName = readText(object(field(group, "scope"), "scope"), "name");
      visit({ resource, scopeName: keptText(scopeName) ?? "" }, array(field(group, records), records));
    }
  }
}

function readSpan(span: JsonObject, origin: RecordOrigin, selection: Selection): DecodedRecord<SpanRecord> {
  const name = readText(span, "name");
  if (!selection.wantsSpan(name.toWellFormed(), origin)) return null;
  const code = field(object(field(span, "status"), "status"), "code");
  return checkSpan({
    traceId: idFromHex(field(span, "traceId"), TRACE_ID_BYTES),
    spanId: idFromHex(field(span, "spanId"), SPAN_ID_BYTES),
    parentSpanId: idFromHex(field(span, "parentSpanId"), SPAN_ID_BYTES),
    name: keptText(name) ?? "",
    startMs: readTime(span, "startTimeUnixNano"),
    endMs: readTime(span, "endTimeUnixNano"),
    attributes: readAttributes(span, selection),
    events: array(field(span, "events"), "events").map((event) =>
      readEvent(object(event, "an event"), selection),
    ),
    failed: code === 2 || code === "STATUS_CODE_ERROR",
  });
}

function readEvent(event: JsonObject, selection: Selection): SpanEventRecord {
  return {
    name: keptText(readText(event, "name")) ?? "",
    atMs: readTime(event, "timeUnixNano"),
    attributes: readAttributes(event, selection),
  };
}

function readLog(log: JsonObject, _origin: RecordOrigin, selection: Selection): LogRecord {
  return {
    timeMs: readTime(log, "timeUnixNano"),
    observedMs: readTime(log, "observedTimeUnixNano"),
    eventName: keptText(readText(log, "eventName")) ?? "",
    traceId: idFromHex(field(log, "traceId"), TRACE_ID_BYTES),
    spanId: idFromHex(field(log, "spanId"), SPAN_ID_BYTES),
    attributes: readAttributes(log, selection),
  };
}

function readText(from: JsonObject, name: string): string {
  const value = field(from, name);
  if (value === null) return "";
  if (typeof value === "string") return value;
  throw new MalformedBody(`The field ${name} is not a string.`);
}

function readTime(from: JsonObject, name: string): number | null {
  const ms = unixMsFromWireNanos(field(from, name));
  return ms !== null && ms < TIME_MAX_MS ? ms : null;
}

function readAttributes(from: JsonObject, selection: Selection): Attributes {
  const attributes = new Map<string, AttributeValue>();
  for (const item of array(field(from, "attributes"), "attributes")) {
    const keyValue = object(item, "an attribute");
    const key = readText(keyValue, "key").toWellFormed();
    if (!selection.wantsAttribute(key)) continue;
    keepAttribute(attributes, key, readValue(object(field(keyValue, "value"), "an attribute's value")));
  }
  return attributes;
}

/** The scalar of an AnyValue; null for arrays, maps, bytes and nothing. */
function readValue(anyValue: JsonObject): AttributeValue | null {
  const text = field(anyValue, "stringValue");
  if (typeof text === "string") return text;
  const bool = field(anyValue, "boolValue");
  if (typeof bool === "boolean") return bool;
  const int = readInteger(field(anyValue, "intValue"));
  return int ?? readDouble(field(anyValue, "doubleValue"));
}

function readInteger(value: unknown): number | null {
  const number = typeof value === "string" && /^-?\d{1,19}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? Number(number) : null;
}

function readDouble(value: unknown): number | null {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d/.test(value) ? Number(value) : null;
}
