import {
  type Context,
  type Logger,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { RateLimitReading } from "../rate-limits/rate-limit-reading.ts";
import type { ExchangeRecord } from "../recording/exchange-record.ts";
import { FallbackTracker } from "../recording/fallback-tracker.ts";
import { RetryTracker } from "../recording/retry-tracker.ts";
import * as semconv from "../semconv.ts";
import { sessionOf } from "../turns/session-context.ts";
import { CallTraces } from "./call-traces.ts";
import { describeCall, describeExchange } from "./describe-exchange.ts";
import { describeReading, type ReadingOrigin } from "./describe-reading.ts";
import { epochTime } from "./epoch-time.ts";
import { ReadingPace } from "./reading-pace.ts";

/** Where spans and log records go. */
export interface Outlets {
  readonly tracer: Pick<Tracer, "startSpan">;
  readonly logger: Logger;
}

/** Turns the records of attempts into spans, and the readings that came with them into log records. */
export class ExchangeReporter {
  readonly #outlets: () => Outlets;
  readonly #retries = new RetryTracker();
  readonly #fallbacks = new FallbackTracker();
  readonly #readings = new ReadingPace();
  readonly #traces = new CallTraces();

  /** `outlets` is asked each time, because a program may set up its own OpenTelemetry later. */
  constructor(outlets: () => Outlets) {
    this.#outlets = outlets;
  }

  /** `parent` is the context in which the program made the call; without one, what the request carried counts. */
  report(record: ExchangeRecord, around: Context = carriedContext(record)): void {
    const { tracer, logger } = this.#outlets();
    const { endpoint, request, outcome } = record;
    const model = request.model ?? record.responseModel;
    const identity = this.#retries.identify(record);
    const parent = this.#traces.contextOf(identity, around);
    const isFallback = this.#fallbacks.isFallback(record);
    const session = sessionOf(parent);
    const span = tracer.startSpan(
      model === null ? endpoint.operation : `${endpoint.operation} ${model}`,
      { kind: SpanKind.CLIENT, startTime: epochTime(record.startedAtMs), attributes: describeCall(record) },
      parent,
    );
    // Nobody reads of what a sampler left out.
    if (span.isRecording()) describeExchange(span, record, { identity, isFallback, session });
    if (outcome === "failed" || outcome === "rateLimited") span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(epochTime(record.endedAtMs));
    if (outcome !== "complete") this.#traces.remember(identity, around, span.spanContext());
    const readings = this.#readings.select(record);
    if (readings.length === 0) return;
    const context = trace.setSpan(parent, span);
    const origin = originOf(record);
    for (const reading of readings) {
      logger.emit({
        eventName: semconv.EVENT_ROUNDTRIP_RATE_LIMIT,
        timestamp: epochTime(toldAtMs(record, reading)),
        context,
        attributes: { ...describeReading(reading, origin), ...session },
      });
    }
  }
}

/** When a reading was told: headers come before a stream in which others may use the same bucket. */
function toldAtMs(
  { transport, startedAtMs, headersAtMs, endedAtMs }: ExchangeRecord,
  { source }: RateLimitReading,
): number {
  if (source !== "header") return endedAtMs;
  // Those of a WebSocket came with its handshake.
  return transport === "websocket" ? startedAtMs : (headersAtMs ?? endedAtMs);
}

function originOf(record: ExchangeRecord): ReadingOrigin {
  const { endpoint, request, account, sessionId, clientName, statusCode } = record;
  return { provider: endpoint.provider, model: request.model, account, sessionId, clientName, statusCode };
}

/** The trace that the request itself belongs to. */
function carriedContext({ traceparent }: ExchangeRecord): Context {
  const [, traceId, spanId] = traceparent?.split("-") ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}
