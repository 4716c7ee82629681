import { unixMsFromWireNanos } from "#lib/domain/time.ts";
import { CONTAINERS_MAX, countUpTo } from "./count-up-to.ts";
import { type DecodedRecord, ExportBuilder } from "./export-builder.ts";
import { JsonCursor } from "./json-cursor.ts";
import { array, field, isNameOf, type JsonObject, object } from "./json-shape.ts";
import { keepAttribute, keptText } from "./kept-value.ts";
import { MalformedBody } from "./malformed-body.ts";
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
import { checkSpan, EVENTS_MAX } from "./span-fields.ts";
import { idFromHex, SPAN_ID_BYTES, TRACE_ID_BYTES } from "./wire-id.ts";

/** Nanoseconds are unsigned 64-bit integers on the wire; beyond them lies no time. In Unix ms. */
const TIME_MAX_MS = 2 ** 64 / 1e6;

/** Spans of an ExportTraceServiceRequest in JSON. Throws MalformedBody. */
export function decodeJsonSpans(body: Uint8Array, selection: Selection): DecodedExport<SpanRecord> {
  return decodeRecords(body, ["resourceSpans", "scopeSpans", "spans"], selection, (cursor, origin) => {
    const start = cursor.position;
    if (!cursor.isAtObject) return rejectNext(cursor);
    let name: unknown = "";
    cursor.object("a span", (key) => {
      if (key === "name") name = cursor.value() ?? "";
      else cursor.skip();
    });
    if (typeof name !== "string") return "invalidRecord";
    if (!selection.wantsSpan(name.toWellFormed(), origin)) return null;
    return readOrReject(cursor.valueFrom(start), (span) => readSpan(span, selection));
  });
}

/** Log records of an ExportLogsServiceRequest in JSON. Throws MalformedBody. */
export function decodeJsonLogs(body: Uint8Array, selection: Selection): DecodedExport<LogRecord> {
  return decodeRecords(body, ["resourceLogs", "scopeLogs", "logRecords"], selection, (cursor) =>
    cursor.isAtObject ? readOrReject(cursor.value(), (log) => readLog(log, selection)) : rejectNext(cursor),
  );
}

/** The names of the arrays of resources, scopes and records. */
type ArrayNames = readonly [resources: string, scopes: string, records: string];

/** Must consume one value, which is the record. */
type ReadRecord<R> = (cursor: JsonCursor, origin: RecordOrigin) => DecodedRecord<R>;

/** What to do on the way through a request. */
export interface ScopeVisitor {
  /** A scope with at least one record. */
  begin(origin: RecordOrigin): void;
  /** Must consume one value. */
  record(cursor: JsonCursor, origin: RecordOrigin): void;
}

function decodeRecords<R extends object>(
  body: Uint8Array,
  names: ArrayNames,
  selection: Selection,
  readRecord: ReadRecord<R>,
): DecodedExport<R> {
  const builder = new ExportBuilder<R>();
  visitScopes(new JsonCursor(body), names, selection, {
    begin: (origin) => builder.begin(origin),
    record: (cursor, origin) => builder.add(readRecord(cursor, origin)),
  });
  return builder.finish();
}

function rejectNext(cursor: JsonCursor): "invalidRecord" {
  cursor.skip();
  return "invalidRecord";
}

/** One record of the wrong shape does not make the whole body malformed. */
function readOrReject<R>(record: unknown, read: (record: JsonObject) => DecodedRecord<R>): DecodedRecord<R> {
  try {
    return read(object(record, "a record"));
  } catch (error) {
    if (error instanceof MalformedBody) return "invalidRecord";
    throw error;
  }
}

/** Which attributes to build. */
export type JsonAttributesReader = Pick<Selection, "wantsAttribute">;

/** Goes to every record of a request, telling who sent it. Throws MalformedBody. */
export function visitScopes(
  cursor: JsonCursor,
  names: ArrayNames,
  selection: JsonAttributesReader,
  visitor: ScopeVisitor,
): void {
  const [resources, scopes, records] = names;
  if (!cursor.isAtObject) rejectBody(cursor);
  let resource: Attributes = new Map();
  let containers = 0;
  cursor.object("the body", (key) => {
    if (!isNameOf(key, resources)) return cursor.skip();
    cursor.array(resources, () => {
      resource = new Map();
      containers = countUpTo(CONTAINERS_MAX, containers, "resources and scopes");
      visitWithHeader(cursor, `an element of ${resources}`, "resource", scopes, {
        header: (value) => {
          resource = readAttributes(object(value, "resource"), selection);
        },
        element: () => {
          containers = countUpTo(CONTAINERS_MAX, containers, "resources and scopes");
          let origin: RecordOrigin = { resource, scopeName: "" };
          let hasBegun = false;
          visitWithHeader(cursor, `an element of ${scopes}`, "scope", records, {
            header: (value) => {
              const scopeName = keptText(readText(object(value, "scope"), "name")) ?? "";
              origin = { resource, scopeName };
            },
            element: () => {
              if (!hasBegun) visitor.begin(origin);
              hasBegun = true;
              visitor.record(cursor, origin);
            },
          });
        },
      });
    });
  });
  cursor.end();
}

interface HeaderVisitor {
  header(value: unknown): void;
  /** Must consume one element of the list. */
  element(): void;
}

/**
 * Visits an object of a header and a list to which the header applies. Exporters write the header first; where it
 * comes later or not at all, the list is visited when the object has ended.
 */
function visitWithHeader(
  cursor: JsonCursor,
  what: string,
  headerName: string,
  listName: string,
  visitor: HeaderVisitor,
): void {
  let hasHeader = false;
  let deferredList: number | null = null;
  cursor.object(what, (key) => {
    if (isNameOf(key, headerName)) {
      hasHeader = true;
      visitor.header(cursor.value());
    } else if (!isNameOf(key, listName)) {
      cursor.skip();
    } else if (hasHeader) {
      cursor.array(listName, visitor.element);
    } else {
      deferredList = cursor.position;
      cursor.skip();
    }
  });
  if (deferredList === null) return;
  const end = cursor.position;
  cursor.seek(deferredList);
  cursor.array(listName, visitor.element);
  cursor.seek(end);
}

function rejectBody(cursor: JsonCursor): never {
  cursor.skip();
  cursor.end();
  throw new MalformedBody("The JSON body is not an object.");
}

function readSpan(span: JsonObject, selection: Selection): DecodedRecord<SpanRecord> {
  const code = field(object(field(span, "status"), "status"), "code");
  return checkSpan({
    traceId: idFromHex(field(span, "traceId"), TRACE_ID_BYTES),
    spanId: idFromHex(field(span, "spanId"), SPAN_ID_BYTES),
    parentSpanId: idFromHex(field(span, "parentSpanId"), SPAN_ID_BYTES),
    name: keptText(readText(span, "name")) ?? "",
    startMs: readTime(span, "startTimeUnixNano"),
    endMs: readTime(span, "endTimeUnixNano"),
    attributes: readAttributes(span, selection),
    events: array(field(span, "events"), "events")
      .slice(0, EVENTS_MAX + 1)
      .map((event) => readEvent(object(event, "an event"), selection)),
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

function readLog(log: JsonObject, selection: Selection): LogRecord {
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

/** Unix ms of a time in ns; null when it is absent or none. */
export function readTime(from: JsonObject, name: string): number | null {
  const ms = unixMsFromWireNanos(field(from, name));
  return ms !== null && ms < TIME_MAX_MS ? ms : null;
}

/** The attributes of a resource, record or data point that are wanted. Throws MalformedBody. */
export function readAttributes(from: JsonObject, selection: JsonAttributesReader): Attributes {
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
