import {
  type AttributeValue,
  context,
  INVALID_SPANID,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { expect, test } from "vitest";
import { type EndedSpan, encodeSpanAttribute } from "./encode-span.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";
import { QuickIdGenerator } from "./quick-id-generator.ts";
import { RoundTripTracer } from "./round-trip-tracer.ts";
import { suppressed } from "./suppression.ts";

const OPTIONS = { kind: SpanKind.CLIENT, startTime: [10, 500] as [number, number] };
const PARENT = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

function startTracer() {
  const ended: EndedSpan[] = [];
  const onEnd = (span: EndedSpan) => {
    const { name, kind, context, parent, startTime, endTime, status, attributes } = span;
    ended.push({
      name,
      kind,
      context,
      parent,
      startTime,
      endTime,
      status,
      attributes: Uint8Array.from(attributes),
    });
  };
  return { ended, tracer: new RoundTripTracer(new QuickIdGenerator(), onEnd) };
}

function written(attributes: Readonly<Record<string, AttributeValue>>): Uint8Array {
  const writer = new ProtobufWriter();
  for (const [name, value] of Object.entries(attributes)) encodeSpanAttribute(writer, name, value);
  return Uint8Array.from(writer.written());
}

test("a span tells once what it was told", () => {
  const { ended, tracer } = startTracer();
  const span = tracer.startSpan("chat", { ...OPTIONS, attributes: { a: 1, b: 2 } }, ROOT_CONTEXT);
  span.setAttribute("d", 3).setAttributes({ c: ["x"], e: undefined });
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end([11, 0]);
  span.end([12, 0]);
  span.setAttribute("f", "too late");
  expect(ended).toHaveLength(1);
  expect(ended[0]).toMatchObject({ name: "chat", parent: null, startTime: [10, 500], endTime: [11, 0] });
  expect(ended[0]?.status.code).toBe(SpanStatusCode.ERROR);
  expect(ended[0]?.attributes).toEqual(written({ a: 1, b: 2, d: 3, c: ["x"] }));
  expect(trace.isSpanContextValid(span.spanContext())).toBe(true);
});

test("spans that are open at once tell each its own", () => {
  const { ended, tracer } = startTracer();
  const [first, second] = [1, 2].map((a) =>
    tracer.startSpan("chat", { ...OPTIONS, attributes: { a } }, ROOT_CONTEXT),
  );
  first?.setAttribute("b", 1).end([11, 0]);
  tracer.startSpan("chat", { ...OPTIONS, attributes: { a: 3 } }, ROOT_CONTEXT).end([11, 0]);
  second?.setAttribute("b", 2).end([11, 0]);
  expect(ended.map(({ attributes }) => attributes)).toEqual([
    written({ a: 1, b: 1 }),
    written({ a: 3 }),
    written({ a: 2, b: 2 }),
  ]);
});

test("a span never ends before it began", () => {
  const { ended, tracer } = startTracer();
  tracer.startSpan("chat", OPTIONS, ROOT_CONTEXT).end([10, 499]);
  expect(ended[0]?.endTime).toEqual([10, 500]);
});

test("a span belongs to the trace of its parent, and is told of where the parent is", () => {
  const { ended, tracer } = startTracer();
  for (const traceFlags of [TraceFlags.SAMPLED, TraceFlags.NONE]) {
    const around = trace.setSpanContext(ROOT_CONTEXT, { ...PARENT, traceFlags });
    const span = tracer.startSpan("chat", OPTIONS, around);
    expect(span.spanContext()).toMatchObject({ traceId: PARENT.traceId, traceFlags });
    expect(span.isRecording()).toBe(traceFlags === TraceFlags.SAMPLED);
    span.end([11, 0]);
  }
  expect(ended.map(({ parent }) => parent?.spanId)).toEqual([PARENT.spanId]);
});

test("nothing is told of what is suppressed", () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const { ended, tracer } = startTracer();
  const span = suppressed(() => tracer.startSpan("chat", OPTIONS, context.active()));
  span.end([11, 0]);
  expect(span.spanContext().spanId).toBe(INVALID_SPANID);
  expect(ended).toEqual([]);
  context.disable();
});
