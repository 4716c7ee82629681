import { readdirSync, readFileSync } from "node:fs";
import { SpanStatusCode } from "@opentelemetry/api";
import {
  JsonLogsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeJsonLogs, decodeJsonSpans } from "#lib/ingest/otlp/decode-json.ts";
import { decodeJsonMetrics } from "#lib/ingest/otlp/decode-json-metrics.ts";
import { decodeProtobufLogs, decodeProtobufSpans } from "#lib/ingest/otlp/decode-protobuf.ts";
import { decodeProtobufMetrics } from "#lib/ingest/otlp/decode-protobuf-metrics.ts";
import { MalformedBody } from "#lib/ingest/otlp/malformed-body.ts";
import type { Selection } from "#lib/ingest/otlp/records.ts";
import { encodeOtlp, type Payload } from "#tests/support/encode-otlp.ts";

const EVERYTHING: Selection = { wantsSpan: () => true, wantsAttribute: () => true };
const HALF: Selection = {
  wantsSpan: (name) => name.length % 2 === 0,
  wantsAttribute: (key) => key.length % 2 === 0,
};

const CAPTURES = new URL("../fixtures/captures/", import.meta.url);
const captures = readdirSync(CAPTURES, { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith(".json"),
);

function readCapture(path: string): Payload {
  return JSON.parse(readFileSync(new URL(path, CAPTURES), "utf8"));
}

function json(payload: Payload): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(payload));
}

function decodeBoth(signal: string, payload: Payload, selection: Selection): readonly [unknown, unknown] {
  if (signal === "traces") {
    return [
      decodeJsonSpans(json(payload), selection),
      decodeProtobufSpans(encodeOtlp("traces", payload), selection),
    ];
  }
  if (signal === "logs") {
    return [
      decodeJsonLogs(json(payload), selection),
      decodeProtobufLogs(encodeOtlp("logs", payload), selection),
    ];
  }
  const wantsMetric = (name: string) => selection === EVERYTHING || name.length % 2 === 0;
  return [
    decodeJsonMetrics(json(payload), wantsMetric),
    decodeProtobufMetrics(encodeOtlp("metrics", payload), wantsMetric),
  ];
}

test.each(captures)("the capture %s says the same in JSON and in protobuf", (path) => {
  const signal = path.replace(/^.*-(\w+)\.json$/, "$1");
  for (const selection of [EVERYTHING, HALF]) {
    const [fromJson, fromProtobuf] = decodeBoth(signal, readCapture(path), selection);
    expect(fromProtobuf).toEqual(fromJson);
  }
});

test("the captures of Codex are received whole, and nothing in them is rejected", () => {
  const counts = captures.map((path) => {
    const body = json(readCapture(path));
    const decode = path.endsWith("traces.json") ? decodeJsonSpans : decodeJsonLogs;
    const { received, rejected } = path.endsWith("metrics.json")
      ? decodeJsonMetrics(body, () => true)
      : decode(body, EVERYTHING);
    return [path, received, rejected.count];
  });
  expect(counts.filter(([path]) => String(path).startsWith("codex-")).toSorted()).toEqual([
    ["codex-sse/01-logs.json", 15, 0],
    ["codex-sse/02-traces.json", 512, 0],
    ["codex-sse/03-traces.json", 21, 0],
    ["codex-sse/04-metrics.json", 184, 0],
    ["codex-sse/05-logs.json", 7, 0],
    ["codex-websocket/01-traces.json", 512, 0],
    ["codex-websocket/02-traces.json", 63, 0],
    ["codex-websocket/03-metrics.json", 208, 0],
    ["codex-websocket/04-logs.json", 21, 0],
  ]);
});

// The official JSON serializer calls every whole number an integer, the protobuf one only those of 64 bits.
const attributeValue = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.double({ noInteger: true }),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 53, -(2 ** 62), "x".repeat(1025)),
  fc.array(fc.string(), { maxLength: 2 }),
);
const attributes = fc.dictionary(fc.string({ minLength: 1 }), attributeValue, { noNullPrototype: true });
const instant = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });
const spanInput = fc.record({
  name: fc.string({ unit: "binary" }),
  start: instant,
  durationMs: fc.integer({ min: -5, max: 100_000 }),
  attributes,
  events: fc.array(fc.record({ name: fc.string(), at: instant, attributes }), { maxLength: 3 }),
  isFailed: fc.boolean(),
});

test("whatever spans the official SDK exports, both encodings decode to the same", () => {
  fc.assert(
    fc.property(fc.array(spanInput, { maxLength: 4 }), fc.boolean(), (inputs, everything) => {
      const exporter = new InMemorySpanExporter();
      const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
      for (const input of inputs) {
        const span = provider.getTracer("scope").startSpan(input.name, { startTime: input.start });
        span.setAttributes(input.attributes);
        for (const event of input.events) span.addEvent(event.name, event.attributes, event.at);
        if (input.isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end(new Date(input.start.getTime() + input.durationMs));
      }
      const spans = exporter.getFinishedSpans();
      const selection = everything ? EVERYTHING : HALF;
      const fromJson = decodeJsonSpans(bytesOf(JsonTraceSerializer.serializeRequest(spans)), selection);
      const fromProtobuf = decodeProtobufSpans(
        bytesOf(ProtobufTraceSerializer.serializeRequest(spans)),
        selection,
      );
      expect(fromProtobuf).toEqual(fromJson);
      expect(fromJson.received).toBe(inputs.length);
    }),
  );
});

test("whatever log records the official SDK exports, both encodings decode to the same", () => {
  const logInput = fc.record({
    timestamp: instant,
    eventName: fc.string({ unit: "binary" }),
    body: fc.string(),
    attributes,
  });
  fc.assert(
    fc.property(fc.array(logInput, { maxLength: 4 }), (inputs) => {
      const exporter = new InMemoryLogRecordExporter();
      const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
      for (const input of inputs) provider.getLogger("scope").emit(input);
      const records = exporter.getFinishedLogRecords();
      const fromJson = decodeJsonLogs(bytesOf(JsonLogsSerializer.serializeRequest(records)), EVERYTHING);
      const fromProtobuf = decodeProtobufLogs(
        bytesOf(ProtobufLogsSerializer.serializeRequest(records)),
        EVERYTHING,
      );
      expect(fromProtobuf).toEqual(fromJson);
      expect(fromJson.groups.flatMap(({ records: kept }) => kept).length).toBe(inputs.length);
    }),
  );
});

function bytesOf(body: Uint8Array | undefined): Uint8Array {
  if (body === undefined) throw new Error("The serializer made nothing");
  return body;
}

/** Whether a body decodes, given that nothing but MalformedBody may keep it from that. */
function isReadable(decode: () => unknown): boolean {
  try {
    decode();
    return true;
  } catch (error) {
    if (error instanceof MalformedBody) return false;
    throw error;
  }
}

function smallCapture(): Payload {
  const payload = structuredClone(readCapture("codex-sse/03-traces.json")) as {
    resourceSpans: { scopeSpans: { spans: { events: unknown[] }[] }[] }[];
  };
  for (const { scopeSpans } of payload.resourceSpans) {
    for (const scope of scopeSpans)
      scope.spans = scope.spans.toSorted((a, b) => b.events.length - a.events.length).slice(0, 3);
  }
  return payload;
}

test("a body cut at any byte is malformed or, between two whole parts, readable", () => {
  const protobuf = encodeOtlp("traces", smallCapture());
  const text = json(smallCapture());
  const readableCuts = [];
  for (let length = 0; length < protobuf.length; length++) {
    if (isReadable(() => decodeProtobufSpans(protobuf.subarray(0, length), EVERYTHING)))
      readableCuts.push(length);
  }
  for (let length = 0; length < text.length; length++) {
    expect(isReadable(() => decodeJsonSpans(text.subarray(0, length), EVERYTHING))).toBe(false);
  }
  expect(readableCuts[0]).toBe(0);
  expect(readableCuts.length).toBeLessThan(5);
});

test("bytes changed at random make a body malformed or different, and nothing worse", () => {
  const decoders = [
    [encodeOtlp("traces", smallCapture()), decodeProtobufSpans],
    [encodeOtlp("logs", readCapture("codex-sse/05-logs.json")), decodeProtobufLogs],
    [json(smallCapture()), decodeJsonSpans],
  ] as const;
  const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });
  fc.assert(
    fc.property(
      fc.constantFrom(...decoders),
      fc.array(change, { minLength: 1, maxLength: 8 }),
      ([body, decode], changes) => {
        const changed = Uint8Array.from(body);
        for (const { at, byte } of changes) changed[at % changed.length] = byte;
        isReadable(() => decode(changed, EVERYTHING));
      },
    ),
    { numRuns: 1000 },
  );
});
