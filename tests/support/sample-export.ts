import type { Observation } from "#lib/domain/observation.ts";
import type { Assembly } from "#lib/domain/turn.ts";
import { observeLogs, observeSpans, SELECTION } from "#lib/ingest/observe.ts";
import { decodeJsonLogs, decodeJsonSpans } from "#lib/ingest/otlp/decode-json.ts";
import { assembleAll } from "./captures.ts";
import type { Payload } from "./encode-otlp.ts";

/** Any instant: samples speak of ms after it. */
export const SAMPLE_T0 = Date.UTC(2026, 10, 22, 9);

/** One export request as OTLP/JSON, with the content that a client would send too. */
export interface SampleExport {
  readonly signal: "traces" | "logs";
  readonly payload: Payload;
}

type Value = string | number | boolean | readonly string[];
type Values = Readonly<Record<string, Value>>;

/** A span of a sample; times in ms after SAMPLE_T0. Spans within it are its children. */
export interface SampleSpan {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Values;
  readonly events?: readonly (readonly [name: string, atMs: number, attributes?: Values])[];
  readonly failed?: string;
  readonly children?: readonly SampleSpan[];
}

/** Who sends a sample. */
export interface SampleOrigin {
  readonly resource: Values;
  readonly scope: string;
  /** 32 hex digits. */
  readonly traceId: string;
}

export function span(
  name: string,
  startMs: number,
  endMs: number,
  attributes: Values,
  more: Pick<SampleSpan, "events" | "failed" | "children"> = {},
): SampleSpan {
  return { name, startMs, endMs, attributes, ...more };
}

/** An export of spans, children first, as batch processors send them. */
export function traces(origin: SampleOrigin, roots: readonly SampleSpan[]): SampleExport {
  const ids = numbering();
  const spans = roots.flatMap((root) => encodeSpan(root, origin.traceId, "", ids));
  return {
    signal: "traces",
    payload: {
      resourceSpans: [
        {
          resource: { attributes: keyValues(origin.resource) },
          scopeSpans: [{ scope: { name: origin.scope, version: "1.0.0" }, spans }],
        },
      ],
    },
  };
}

/** A log record of a sample. */
export interface SampleLog {
  readonly atMs: number;
  readonly eventName?: string;
  readonly body?: string;
  readonly attributes: Values;
  /** The number of the span it was written in, in the order of `traces`. */
  readonly spanNumber?: number;
}

export function logs(origin: SampleOrigin, records: readonly SampleLog[]): SampleExport {
  const logRecords = records.map((record) => ({
    timeUnixNano: nanos(record.atMs),
    observedTimeUnixNano: nanos(record.atMs + 1),
    severityNumber: 9,
    severityText: "INFO",
    ...(record.eventName === undefined ? {} : { eventName: record.eventName }),
    ...(record.body === undefined ? {} : { body: { stringValue: record.body } }),
    ...(record.spanNumber === undefined
      ? {}
      : { traceId: origin.traceId, spanId: spanId(record.spanNumber) }),
    attributes: keyValues(record.attributes),
  }));
  return {
    signal: "logs",
    payload: {
      resourceLogs: [
        {
          resource: { attributes: keyValues(origin.resource) },
          scopeLogs: [{ scope: { name: origin.scope }, logRecords }],
        },
      ],
    },
  };
}

/** The observations that the collector would make of these exports. */
export function observeExports(exports: readonly SampleExport[]): Observation[] {
  return exports.flatMap(({ signal, payload }) => {
    const body = new TextEncoder().encode(JSON.stringify(payload));
    return signal === "traces"
      ? observeSpans(decodeJsonSpans(body, SELECTION).groups)
      : observeLogs(decodeJsonLogs(body, SELECTION).groups);
  });
}

/** What these exports say together. */
export function assembleExports(...exports: readonly SampleExport[]): Assembly {
  return assembleAll(observeExports(exports));
}

function encodeSpan(
  { name, startMs, endMs, attributes, events = [], failed, children = [] }: SampleSpan,
  traceId: string,
  parentSpanId: string,
  ids: () => string,
): Payload[] {
  const ownId = ids();
  return [
    ...children.flatMap((child) => encodeSpan(child, traceId, ownId, ids)),
    {
      traceId,
      spanId: ownId,
      parentSpanId,
      name,
      kind: 3,
      startTimeUnixNano: nanos(startMs),
      endTimeUnixNano: nanos(endMs),
      attributes: keyValues(attributes),
      events: events.map(([eventName, atMs, eventAttributes = {}]) => ({
        name: eventName,
        timeUnixNano: nanos(atMs),
        attributes: keyValues(eventAttributes),
      })),
      status: failed === undefined ? { code: 0 } : { code: 2, message: failed },
    },
  ];
}

function numbering(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return spanId(count);
  };
}

function spanId(number: number): string {
  return number.toString(16).padStart(16, "0");
}

function nanos(ms: number): string {
  return String(BigInt(Math.round((SAMPLE_T0 + ms) * 1000)) * 1000n);
}

function keyValues(values: Values): Payload[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: Value): Payload {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number")
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: value.map((item) => ({ stringValue: item })) } };
}
