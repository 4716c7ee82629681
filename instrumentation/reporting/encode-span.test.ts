import { type AttributeValue, createTraceState, type SpanContext } from "@opentelemetry/api";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type EndedSpan, encodeSpan, encodeSpanAttribute, sealSpans } from "./encode-span.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

const RESOURCE = { "service.name": "made up", "service.instance.id": "ü", cores: 2 };
const SCOPE = { name: "roundtrip", version: "0.1.0" };

const hex = (digits: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: digits, maxLength: digits });

const context: fc.Arbitrary<SpanContext> = fc
  .record({
    traceId: hex(32),
    spanId: hex(16),
    traceFlags: fc.constantFrom(0, 1),
    isRemote: fc.constantFrom(undefined, true, false),
    state: fc.constantFrom("", "vendor=value", "a=1,b=2"),
  })
  .map(({ traceId, spanId, traceFlags, isRemote, state }) => ({
    traceId,
    spanId,
    traceFlags,
    ...(isRemote === undefined ? {} : { isRemote }),
    ...(state === "" ? {} : { traceState: createTraceState(state) }),
  }));

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "binary-ascii", maxLength: 60 }),
  fc.string({ minLength: 100, maxLength: 20_000 }),
  fc.constant("half of a pair: \ud800"),
);
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(2 ** 53, -(2 ** 63), 2 ** 63, -(2 ** 63) - 4_096, -0, Number.NaN, 127, 128, 2 ** 32),
);
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.array(text, { maxLength: 4 }),
  fc.array(number, { maxLength: 4 }),
  fc.array(fc.boolean(), { maxLength: 200 }),
);
const time = fc.tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 }));

type MadeUpSpan = Omit<EndedSpan, "attributes"> & {
  readonly attributes: ReadonlyMap<string, AttributeValue>;
};

const span: fc.Arbitrary<MadeUpSpan> = fc.record({
  name: text,
  kind: fc.constantFrom(0, 1, 2, 3, 4),
  context,
  parent: fc.option(context),
  startTime: time,
  endTime: time,
  status: fc.oneof(
    fc.constantFrom({ code: 0 }, { code: 1 }, { code: 2 }),
    text.map((message) => ({ code: 2, message })),
  ),
  // A name that looks like an index would change its place in an object.
  attributes: fc
    .array(
      fc.tuple(
        fc.oneof(text, fc.constant("gen_ai.request.model")).map((name) => `a${name}`),
        value,
      ),
    )
    .map((pairs) => new Map(pairs)),
});

/** What OpenTelemetry's own exporters would send. */
function serialised(spans: readonly MadeUpSpan[]): Uint8Array | undefined {
  const resource = resourceFromAttributes(RESOURCE);
  return ProtobufTraceSerializer.serializeRequest(
    spans.map(({ context, parent, attributes, ...rest }) => ({
      ...rest,
      spanContext: () => context,
      ...(parent === null ? {} : { parentSpanContext: parent }),
      attributes: Object.fromEntries(attributes),
      links: [],
      events: [],
      duration: [0, 0],
      ended: true,
      resource,
      instrumentationScope: SCOPE,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    })),
  );
}

test("spans become the very bytes that OpenTelemetry's own serialiser makes of them", () => {
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 5 }), (spans) => {
      const writer = new ProtobufWriter();
      for (const one of spans) {
        const attributes = new ProtobufWriter();
        for (const [name, told] of one.attributes) encodeSpanAttribute(attributes, name, told);
        encodeSpan(writer, { ...one, attributes: attributes.written() });
      }
      const origin = { resource: RESOURCE, scopeName: SCOPE.name, scopeVersion: SCOPE.version };
      const ours = sealSpans(origin, writer.written());
      expect(Buffer.from(ours).toString("hex")).toBe(Buffer.from(serialised(spans) ?? []).toString("hex"));
    }),
  );
});
