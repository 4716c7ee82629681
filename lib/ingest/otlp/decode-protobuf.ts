import { unixMsFromNanos } from "#lib/domain/time.ts";
import { CONTAINERS_MAX, countUpTo } from "./count-up-to.ts";
import { type DecodedRecord, ExportBuilder } from "./export-builder.ts";
import { keepAttribute, keptText } from "./kept-value.ts";
import type {
  Attributes,
  AttributeValue,
  DecodedExport,
  LogRecord,
  RecordOrigin,
  Selection,
  SpanEventRecord,
  SpanRecord,
} from "./records.ts";
import { checkSpan, EVENTS_MAX, type SpanFields } from "./span-fields.ts";
import { idFromBytes, SPAN_ID_BYTES, TRACE_ID_BYTES } from "./wire-id.ts";
import { WireReader } from "./wire-reader.ts";

// Field numbers are those of opentelemetry-proto 1.x, which promises never to change them.

const STATUS_ERROR = 2;

/** Spans of an ExportTraceServiceRequest in protobuf. Throws MalformedBody. */
export function decodeProtobufSpans(body: Uint8Array, selection: Selection): DecodedExport<SpanRecord> {
  return decodeRecords(body, selection, readSpan);
}

/** Log records of an ExportLogsServiceRequest in protobuf. Throws MalformedBody. */
export function decodeProtobufLogs(body: Uint8Array, selection: Selection): DecodedExport<LogRecord> {
  return decodeRecords(body, selection, readLog);
}

type ReadRecord<R> = (record: WireReader, origin: RecordOrigin, selection: Selection) => DecodedRecord<R>;

function decodeRecords<R extends object>(
  body: Uint8Array,
  selection: Selection,
  readRecord: ReadRecord<R>,
): DecodedExport<R> {
  const builder = new ExportBuilder<R>();
  visitScopes(body, selection, (origin, records) => {
    builder.begin(origin);
    for (const record of messages(records, 2)) builder.add(readRecord(record, origin, selection));
  });
  return builder.finish();
}

/** Requests of all three signals have the same outer shape: resources (1) of scopes (2) of records (2). */
export function visitScopes(
  body: Uint8Array,
  selection: Selection,
  visit: (origin: RecordOrigin, scope: WireReader) => void,
): void {
  let containers = 0;
  for (const container of messages(new WireReader(body), 1)) {
    containers = countUpTo(CONTAINERS_MAX, containers, "resources and scopes");
    // Fields may come in any order, so resource and scope are looked for before any record is read.
    const whole = container.rest();
    const resource = readResource(container, selection);
    for (const scope of messages(container.at(whole), 2)) {
      containers = countUpTo(CONTAINERS_MAX, containers, "resources and scopes");
      const records = scope.rest();
      const scopeName = readScopeName(scope);
      visit({ resource, scopeName }, scope.at(records));
    }
  }
}

function readResource(container: WireReader, selection: Selection): Attributes {
  const attributes = new Map<string, AttributeValue>();
  for (const resource of messages(container, 1)) {
    for (const attribute of messages(resource, 1)) readAttribute(attribute, attributes, selection);
  }
  return attributes;
}

function readScopeName(scopeRecords: WireReader): string {
  let name = "";
  for (const scope of messages(scopeRecords, 1)) {
    while (scope.next()) {
      if (scope.field === 1) name = keptText(scope.text()) ?? "";
      else scope.skip();
    }
  }
  return name;
}

/** The nested messages of one field; other fields are passed over. */
export function* messages(parent: WireReader, field: number): Generator<WireReader> {
  while (parent.next()) {
    if (parent.field === field) yield parent.message();
    else parent.skip();
  }
}

function readSpan(record: WireReader, origin: RecordOrigin, selection: Selection): DecodedRecord<SpanRecord> {
  const body = record.rest();
  let name = "";
  while (record.next()) {
    if (record.field === 5) name = record.text();
    else record.skip();
  }
  if (!selection.wantsSpan(name, origin)) return null;
  return checkSpan(readSpanFields(record.at(body), keptText(name) ?? "", selection));
}

function readSpanFields(span: WireReader, name: string, selection: Selection): SpanFields {
  const attributes = new Map<string, AttributeValue>();
  const events: SpanEventRecord[] = [];
  const fields: SpanFields = {
    traceId: null,
    spanId: null,
    parentSpanId: null,
    name,
    startMs: null,
    endMs: null,
    attributes,
    events,
    failed: false,
  };
  while (span.next()) {
    if (span.field === 1) fields.traceId = idFromBytes(span.bytes(), TRACE_ID_BYTES);
    else if (span.field === 2) fields.spanId = idFromBytes(span.bytes(), SPAN_ID_BYTES);
    else if (span.field === 4) fields.parentSpanId = idFromBytes(span.bytes(), SPAN_ID_BYTES);
    else if (span.field === 7) fields.startMs = readTime(span);
    else if (span.field === 8) fields.endMs = readTime(span);
    else if (span.field === 9) readAttribute(span.message(), attributes, selection);
    else if (span.field === 11 && events.length <= EVENTS_MAX)
      events.push(readEvent(span.message(), selection));
    else if (span.field === 15) fields.failed = readFailed(span.message());
    else span.skip();
  }
  return fields;
}

function readEvent(event: WireReader, selection: Selection): SpanEventRecord {
  let atMs: number | null = null;
  let name = "";
  const attributes = new Map<string, AttributeValue>();
  while (event.next()) {
    if (event.field === 1) atMs = readTime(event);
    else if (event.field === 2) name = keptText(event.text()) ?? "";
    else if (event.field === 3) readAttribute(event.message(), attributes, selection);
    else event.skip();
  }
  return { name, atMs, attributes };
}

function readFailed(status: WireReader): boolean {
  let failed = false;
  while (status.next()) {
    if (status.field === 3) failed = status.int64() === STATUS_ERROR;
    else status.skip();
  }
  return failed;
}

function readLog(log: WireReader, _origin: RecordOrigin, selection: Selection): LogRecord {
  let timeMs: number | null = null;
  let observedMs: number | null = null;
  let eventName = "";
  let traceId: string | null = null;
  let spanId: string | null = null;
  const attributes = new Map<string, AttributeValue>();
  while (log.next()) {
    if (log.field === 1) timeMs = readTime(log);
    else if (log.field === 6) readAttribute(log.message(), attributes, selection);
    else if (log.field === 9) traceId = idFromBytes(log.bytes(), TRACE_ID_BYTES);
    else if (log.field === 10) spanId = idFromBytes(log.bytes(), SPAN_ID_BYTES);
    else if (log.field === 11) observedMs = readTime(log);
    else if (log.field === 12) eventName = keptText(log.text()) ?? "";
    else log.skip();
  }
  return { timeMs, observedMs, eventName, traceId, spanId, attributes };
}

/** Unix ms of a time in ns; null when it is 0, which means unknown. */
export function readTime(reader: WireReader): number | null {
  const nanos = reader.fixed64();
  return nanos === 0n ? null : unixMsFromNanos(nanos);
}

/** Adds one attribute, if it is wanted. */
export function readAttribute(
  keyValue: WireReader,
  into: Map<string, AttributeValue>,
  selection: Selection,
): void {
  let key = "";
  let value: readonly [number, number] | null = null;
  while (keyValue.next()) {
    if (keyValue.field === 1) key = keyValue.text();
    else if (keyValue.field === 2) value = keyValue.range();
    else keyValue.skip();
  }
  if (value !== null && selection.wantsAttribute(key))
    keepAttribute(into, key, readValue(keyValue.at(value)));
}

/** The scalar of an AnyValue, where the last one given counts; null for arrays, maps, bytes and nothing. */
function readValue(anyValue: WireReader): AttributeValue | null {
  let value: AttributeValue | null = null;
  while (anyValue.next()) {
    if (anyValue.field === 1) value = anyValue.text();
    else if (anyValue.field === 2) value = anyValue.bool();
    else if (anyValue.field === 3) value = anyValue.int64();
    else if (anyValue.field === 4) value = anyValue.double();
    else {
      anyValue.skip();
      value = null;
    }
  }
  return value;
}
