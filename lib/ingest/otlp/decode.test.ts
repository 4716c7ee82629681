import { expect, test } from "vitest";
import { encodeOtlp, type Payload } from "#tests/support/encode-otlp.ts";
import { decodeJsonLogs, decodeJsonSpans } from "./decode-json.ts";
import { decodeProtobufLogs, decodeProtobufSpans } from "./decode-protobuf.ts";
import { MalformedBody } from "./malformed-body.ts";
import type { Selection } from "./records.ts";
import { WireWriter } from "./wire-writer.ts";

const EVERYTHING: Selection = { wantsSpan: () => true, wantsAttribute: () => true };
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const SPAN_ID = "b7ad6b7169203331";
const START = "1795327382362250000";
const END = "1795327382362500000";

const GOOD_SPAN = {
  traceId: TRACE_ID,
  spanId: SPAN_ID,
  name: "chat",
  startTimeUnixNano: START,
  endTimeUnixNano: END,
};

function traces(...spans: unknown[]): Payload {
  return {
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "codex" } }] },
        scopeSpans: [{ scope: { name: "codex_otel" }, spans }],
      },
    ],
  };
}

function logs(...logRecords: unknown[]): Payload {
  return { resourceLogs: [{ scopeLogs: [{ logRecords }] }] };
}

function json(payload: unknown): Uint8Array {
  return new TextEncoder().encode(typeof payload === "string" ? payload : JSON.stringify(payload));
}

const spanDecoders = [
  ["JSON", (payload: Payload, selection = EVERYTHING) => decodeJsonSpans(json(payload), selection)],
  [
    "protobuf",
    (payload: Payload, selection = EVERYTHING) =>
      decodeProtobufSpans(encodeOtlp("traces", payload), selection),
  ],
] as const;

const logDecoders = [
  ["JSON", (payload: Payload) => decodeJsonLogs(json(payload), EVERYTHING)],
  ["protobuf", (payload: Payload) => decodeProtobufLogs(encodeOtlp("logs", payload), EVERYTHING)],
] as const;

test.each(spanDecoders)(
  "a span in %s becomes one record with ids in hex and times in Unix ms",
  (_encoding, decode) => {
    const span = {
      ...GOOD_SPAN,
      parentSpanId: "00F067AA0BA902B7",
      status: { code: 2, message: "secret" },
      attributes: [
        { key: "text", value: { stringValue: "gpt" } },
        { key: "yes", value: { boolValue: true } },
        { key: "no", value: { boolValue: false } },
        { key: "int", value: { intValue: "-42" } },
        { key: "double", value: { doubleValue: 0.25 } },
      ],
      events: [
        { timeUnixNano: START, name: "first", attributes: [{ key: "n", value: { intValue: "1" } }] },
        { name: "second" },
      ],
    };
    expect(decode(traces(span))).toEqual({
      groups: [
        {
          origin: { resource: new Map([["service.name", "codex"]]), scopeName: "codex_otel" },
          records: [
            {
              traceId: TRACE_ID,
              spanId: SPAN_ID,
              parentSpanId: "00f067aa0ba902b7",
              name: "chat",
              startMs: 1795327382362.25,
              endMs: 1795327382362.5,
              attributes: new Map<string, unknown>([
                ["text", "gpt"],
                ["yes", true],
                ["no", false],
                ["int", -42],
                ["double", 0.25],
              ]),
              events: [
                { name: "first", atMs: 1795327382362.25, attributes: new Map([["n", 1]]) },
                { name: "second", atMs: null, attributes: new Map() },
              ],
              failed: true,
            },
          ],
        },
      ],
      sources: [{ origin: expect.anything(), received: 1 }],
      received: 1,
      filtered: 0,
      rejected: { count: 0, message: "", byReason: {} },
    });
  },
);

test.each(spanDecoders)(
  "unwanted spans and attributes in %s are passed over and counted",
  (_encoding, decode) => {
    const selection: Selection = {
      wantsSpan: (name, origin) => name === "chat" && origin.resource.get("service.name") === "codex",
      wantsAttribute: (key) => key === "service.name",
    };
    const secret = [{ key: "prompt", value: { stringValue: "secret" } }];
    const payload = traces({ ...GOOD_SPAN, attributes: secret }, { ...GOOD_SPAN, name: "fs.read_file" });
    const decoded = decode(payload, selection);
    expect(
      decoded.groups.flatMap(({ records }) => records.map(({ name, attributes }) => ({ name, attributes }))),
    ).toEqual([{ name: "chat", attributes: new Map() }]);
    expect([decoded.received, decoded.filtered]).toEqual([2, 1]);
  },
);

const VALUES_NOT_KEPT: readonly [what: string, value: Payload][] = [
  ["an integer beyond 2^53", { intValue: "9007199254740993" }],
  ["a number that is none", { doubleValue: "NaN" }],
  ["an infinite number", { doubleValue: "-Infinity" }],
  ["a string longer than 1024 characters", { stringValue: "x".repeat(1025) }],
  ["a string with U+0000", { stringValue: "a\0b" }],
  ["an array", { arrayValue: { values: [{ stringValue: "a" }] } }],
  ["a map", { kvlistValue: { values: [{ key: "a", value: { stringValue: "b" } }] } }],
  ["nothing", {}],
];

for (const [encoding, decode] of spanDecoders) {
  test.each(VALUES_NOT_KEPT)(
    `an attribute that holds %s is left out of a span in ${encoding}`,
    (_what, value) => {
      const kept = { key: "kept", value: { stringValue: "x".repeat(1024) } };
      const decoded = decode(traces({ ...GOOD_SPAN, attributes: [{ key: "lost", value }, kept] }));
      expect(decoded.groups[0]?.records[0]?.attributes).toEqual(new Map([["kept", "x".repeat(1024)]]));
    },
  );
}

const ID_RULE = "A span has no valid ids: a trace id is 16 bytes and a span id 8, and neither is all zero.";
const TIME_RULE =
  "A span has no valid times: both its start and its end are set, and it ends no earlier than it starts.";
const REJECTED_SPANS: readonly [what: string, change: Payload, reason: string, message: string][] = [
  ["no trace id", { traceId: undefined }, "invalidId", ID_RULE],
  ["a short trace id", { traceId: "0af7" }, "invalidId", ID_RULE],
  ["a zero trace id", { traceId: "0".repeat(32) }, "invalidId", ID_RULE],
  ["a long span id", { spanId: `${SPAN_ID}00` }, "invalidId", ID_RULE],
  ["a zero span id", { spanId: "0".repeat(16) }, "invalidId", ID_RULE],
  ["no start", { startTimeUnixNano: undefined }, "invalidTime", TIME_RULE],
  ["start 0", { startTimeUnixNano: "0" }, "invalidTime", TIME_RULE],
  ["end 0", { endTimeUnixNano: "0" }, "invalidTime", TIME_RULE],
  ["an end before its start", { startTimeUnixNano: END, endTimeUnixNano: START }, "invalidTime", TIME_RULE],
];

for (const [encoding, decode] of spanDecoders) {
  test.each(REJECTED_SPANS)(
    `a span with %s in ${encoding} is rejected and the good one kept`,
    (_what, change, reason, message) => {
      const decoded = decode(traces({ ...GOOD_SPAN, ...change }, GOOD_SPAN));
      expect(decoded.rejected).toEqual({ count: 1, message, byReason: { [reason]: 1 } });
      expect(decoded.groups[0]?.records.map(({ spanId }) => spanId)).toEqual([SPAN_ID]);
      expect(decoded.received).toBe(2);
    },
  );
}

test.each(spanDecoders)(
  "a root span in %s has no parent, given as nothing, as empty or as zeros",
  (_encoding, decode) => {
    const roots = [undefined, "", "0000000000000000"].map((parentSpanId) => ({ ...GOOD_SPAN, parentSpanId }));
    const decoded = decode(traces(...roots));
    expect(decoded.groups[0]?.records.map(({ parentSpanId }) => parentSpanId)).toEqual([null, null, null]);
  },
);

test.each(logDecoders)(
  "a log record in %s keeps its times apart, and ids of a wrong length as null",
  (_encoding, decode) => {
    const record = {
      timeUnixNano: "0",
      observedTimeUnixNano: START,
      eventName: "codex.sse_event",
      body: { stringValue: "secret" },
      attributes: [{ key: "event.kind", value: { stringValue: "response.created" } }],
    };
    const decoded = decode(
      logs({ ...record, traceId: TRACE_ID, spanId: SPAN_ID }, { traceId: "0af7", spanId: "" }),
    );
    expect(decoded).toEqual({
      groups: [
        {
          origin: { resource: new Map(), scopeName: "" },
          records: [
            {
              timeMs: null,
              observedMs: 1795327382362.25,
              eventName: "codex.sse_event",
              traceId: TRACE_ID,
              spanId: SPAN_ID,
              attributes: new Map([["event.kind", "response.created"]]),
            },
            {
              timeMs: null,
              observedMs: null,
              eventName: "",
              traceId: null,
              spanId: null,
              attributes: new Map(),
            },
          ],
        },
      ],
      sources: [{ origin: expect.anything(), received: 2 }],
      received: 2,
      filtered: 0,
      rejected: { count: 0, message: "", byReason: {} },
    });
  },
);

test("protobuf fields may come in any order", () => {
  const span = new WireWriter()
    .fixed64(8, BigInt(END))
    .text(5, "chat")
    .fixed64(7, BigInt(START))
    .bytes(2, Uint8Array.from(Buffer.from(SPAN_ID, "hex")))
    .bytes(1, Uint8Array.from(Buffer.from(TRACE_ID, "hex")));
  const scope = new WireWriter().message(2, span).message(1, new WireWriter().text(1, "codex_otel"));
  const name = new WireWriter().message(2, new WireWriter().text(1, "codex")).text(1, "service.name");
  const resource = new WireWriter().message(2, scope).message(1, new WireWriter().message(1, name));
  const request = new WireWriter().message(1, resource).finish();
  expect(decodeProtobufSpans(request, EVERYTHING)).toEqual(
    decodeJsonSpans(json(traces(GOOD_SPAN)), EVERYTHING),
  );
});

test.each(spanDecoders)(
  "a span with more events in %s than any real one is rejected",
  (_encoding, decode) => {
    const events = Array.from({ length: 100_001 }, () => ({}));
    const decoded = decode(traces({ ...GOOD_SPAN, events }, GOOD_SPAN));
    expect([decoded.rejected.byReason, decoded.groups[0]?.records.length]).toEqual([{ invalidRecord: 1 }, 1]);
  },
);

test.each(logDecoders)(
  "a request with more records in %s than any real one is malformed",
  (_encoding, decode) => {
    const empty = (length: number) => ({
      resourceLogs: [{ scopeLogs: [{ logRecords: Array.from({ length }, () => ({})) }] }],
    });
    expect(decode(empty(250_000)).received).toBe(250_000);
    expect(() => decode(empty(250_001))).toThrow(
      new MalformedBody("The request holds more than 250000 records to keep."),
    );
  },
);

test.each(spanDecoders)(
  "a request with more rejected spans in %s than any real one has is malformed",
  (_encoding, decode) => {
    const payload = traces(...Array.from({ length: 50_000 }, () => ({})));
    const [container] = payload["resourceSpans"] as unknown[];
    const many = { resourceSpans: Array.from({ length: 21 }, () => container) };
    expect(() => decode(many)).toThrow(new MalformedBody("The request holds more than 1000000 records."));
  },
);

test.each(spanDecoders)(
  "a request with more scopes in %s than any real one has is malformed",
  (_encoding, decode) => {
    const scopeSpans = Array.from({ length: 100_000 }, () => ({}));
    const message = "The request holds more than 100000 resources and scopes.";
    expect(() => decode({ resourceSpans: [{ scopeSpans }] })).toThrow(new MalformedBody(message));
  },
);
