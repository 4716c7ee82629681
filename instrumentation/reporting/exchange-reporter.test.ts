import { ROOT_CONTEXT, type SpanContext, trace } from "@opentelemetry/api";
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from "@opentelemetry/sdk-logs";
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { startExchange } from "../recording/start-exchange.ts";
import { epochTime } from "./epoch-time.ts";
import { ExchangeReporter } from "./exchange-reporter.ts";

const ENDPOINT = {
  provider: "openai",
  protocol: "openai.responses",
  operation: "chat",
  model: null,
  streams: null,
} as const;

/** Reports tries of calls: each with its body, its status and when it began, ms from now. */
function report(
  tries: readonly { readonly body: string; readonly status: number; readonly atMs: number }[],
  around = ROOT_CONTEXT,
): { readonly spans: readonly ReadableSpan[]; readonly records: readonly ReadableLogRecord[] } {
  const [spans, records] = [new InMemorySpanExporter(), new InMemoryLogRecordExporter()];
  const tracer = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
  }).getTracer("test");
  const logger = new LoggerProvider({
    processors: [new SimpleLogRecordProcessor({ exporter: records })],
  }).getLogger("test");
  const reporter = new ExchangeReporter(() => ({ tracer, logger }));
  for (const { body, status, atMs } of tries) {
    const start = { endpoint: ENDPOINT, serverAddress: "a.invalid", serverPort: 443, headers: [] };
    const exchange = startExchange({ ...start, startedAtMs: atMs }, (record) =>
      reporter.report(record, around),
    );
    exchange.requestChunk(body);
    exchange.headers(
      status,
      [
        ["x-ratelimit-limit-requests", "10"],
        ["x-ratelimit-remaining-requests", "4"],
      ],
      atMs + 100,
    );
    exchange.responseChunk(Buffer.from("{}"), atMs + 400);
    exchange.ended(atMs + 500);
  }
  return { spans: spans.getFinishedSpans(), records: records.getFinishedLogRecords() };
}

const tracesOf = ({ spans }: ReturnType<typeof report>) => spans.map((span) => span.spanContext().traceId);

test("the tries of a call that belongs to no trace share one, and other calls have their own", () => {
  const reported = report([
    { body: "one", status: 429, atMs: 0 },
    { body: "other", status: 200, atMs: 100 },
    { body: "one", status: 429, atMs: 1_000 },
    { body: "one", status: 200, atMs: 2_000 },
    { body: "one", status: 200, atMs: 3_000 },
  ]);
  const [first, other, second, third, anew] = tracesOf(reported);
  expect([second, third]).toEqual([first, first]);
  expect(new Set([first, other, anew]).size).toBe(3);
});

test("the tries of a call within a trace are children of what is around them", () => {
  const around: SpanContext = { traceId: "a".repeat(32), spanId: "b".repeat(16), traceFlags: 1 };
  const reported = report(
    [
      { body: "one", status: 429, atMs: 0 },
      { body: "one", status: 200, atMs: 1_000 },
    ],
    trace.setSpanContext(ROOT_CONTEXT, around),
  );
  expect(tracesOf(reported)).toEqual([around.traceId, around.traceId]);
  expect(reported.spans.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([
    around.spanId,
    around.spanId,
  ]);
});

test("what headers say of a limit counts from the moment they came, not from the end of the answer", () => {
  const { records } = report([{ body: "one", status: 200, atMs: 1_000 }]);
  expect(records.map(({ hrTime }) => hrTime)).toEqual([epochTime(1_100)]);
});
