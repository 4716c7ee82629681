import {
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
import type { EndedSpan } from "./encode-span.ts";
import { QuickIdGenerator } from "./quick-id-generator.ts";
import { RoundTripTracer } from "./round-trip-tracer.ts";
import { suppressed } from "./suppression.ts";

const OPTIONS = { kind: SpanKind.CLIENT, startTime: [10, 500] as [number, number] };
const PARENT = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

function startTracer() {
  const ended: EndedSpan[] = [];
  return { ended, tracer: new RoundTripTracer(new QuickIdGenerator(), (span) => ended.push(span)) };
}

test("a span tells once what it was told, the last word on each attribute", () => {
  const { ended, tracer } = startTracer();
  const span = tracer.startSpan("chat", { ...OPTIONS, attributes: { a: 1, b: 2 } }, ROOT_CONTEXT);
  span.setAttribute("a", 3).setAttributes({ c: ["x"] });
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end([11, 0]);
  span.end([12, 0]);
  expect(ended).toHaveLength(1);
  expect(ended[0]).toMatchObject({ name: "chat", parent: null, startTime: [10, 500], endTime: [11, 0] });
  expect(ended[0]?.status.code).toBe(SpanStatusCode.ERROR);
  expect([...(ended[0]?.attributes ?? [])]).toEqual([
    ["a", 3],
    ["b", 2],
    ["c", ["x"]],
  ]);
  expect(trace.isSpanContextValid(span.spanContext())).toBe(true);
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
