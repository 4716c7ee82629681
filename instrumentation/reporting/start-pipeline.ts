import { Buffer } from "node:buffer";
import { performance } from "node:perf_hooks";
import type { Context } from "@opentelemetry/api";
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { LoggerProvider, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import { finishUnfinished, whenFinished } from "../reading/unfinished.ts";
import type { ExchangeRecord } from "../recording/exchange-record.ts";
import * as semconv from "../semconv.ts";
import { finishDeferred } from "../sources/deferred.ts";
import { INSTRUMENTATION_VERSION } from "../version.ts";
import { collectorUrls } from "./collector-urls.ts";
import { type EndedSpan, encodeSpan, sealSpans } from "./encode-span.ts";
import { ExchangeReporter } from "./exchange-reporter.ts";
import { otlpSender } from "./otlp-sender.ts";
import { Outbox } from "./outbox.ts";
import { setOwnTracer } from "./own-tracer.ts";
import { postAtExit } from "./post-at-exit.ts";
import type { ProtobufWriter } from "./protobuf-writer.ts";
import { QuickIdGenerator } from "./quick-id-generator.ts";
import { readResource } from "./read-resource.ts";
import { RoundTripTracer } from "./round-trip-tracer.ts";

/** Where telemetry goes. */
export interface PipelineOptions {
  /** `service.name` unless the environment names one. */
  readonly serviceName: string;
  /** Base URL of an OTLP/HTTP collector; by default what the environment says, else port 4318 of this machine. */
  readonly endpoint?: string;
  /**
   * Whether turns, sessions and tool calls of this process go here as well. Where spans of a program's own SDK go stays
   * the program's business, even if it sets one up later.
   */
  readonly turns?: boolean;
}

/** A way from records of attempts to a collector. Nothing in it throws, and its buffers are bounded. */
export interface Pipeline {
  report(record: ExchangeRecord, parent?: Context): void;
  /** Sends what is buffered, for at most that long in ms; whether all of it went out in time. Never rejects. */
  flush(withinMs?: number): Promise<boolean>;
  /**
   * Sends nothing, once: what is slow the first time (loading the exporters, connecting) is then not done while an answer
   * passes, whose times it would make late.
   */
  warmUp(): void;
  /** Sends what is not acknowledged yet while the process is ending, and waits for it. */
  flushAtExit(): void;
}

/** A collector that does not answer holds at most so many spans and log records, each of some kilobytes. */
const QUEUE_MAX = 4_096;
/** A page shows a call about so long after its end. */
const DELAY_MS = 500;
const EXPORT_TIMEOUT_MS = 5_000;
/** A program's end may wait so long, in ms, for what other threads had no time for. */
const FINISH_MS = 200;

/** Starts one. */
export function startPipeline({ serviceName, endpoint, turns = false }: PipelineOptions): Pipeline {
  const { tracesUrl, logsUrl } = collectorUrls(endpoint);
  const attributes = readResource(process.env, serviceName);
  const resource = resourceFromAttributes(attributes);
  const origin = {
    resource: attributes,
    scopeName: semconv.INSTRUMENTATION_SCOPE,
    scopeVersion: INSTRUMENTATION_VERSION,
  };
  const limits = { itemsMax: QUEUE_MAX, batchMax: 512, delayMs: DELAY_MS };
  const sendTraces = otlpSender({ signal: "TRACES", url: tracesUrl, timeoutMs: EXPORT_TIMEOUT_MS });
  const sendLogs = otlpSender({ signal: "LOGS", url: logsUrl, timeoutMs: EXPORT_TIMEOUT_MS });
  const roundTrips = new Outbox<EndedSpan>({
    ...limits,
    write: encodeSpan,
    seal: (spans) => sealSpans(origin, spans),
    send: sendTraces,
  });
  // Whole requests behind one another are one request, as protobuf has it.
  const whole = { ...limits, seal: (requests: Uint8Array) => requests };
  const turnSpans = new Outbox<ReadableSpan>({
    ...whole,
    write: (writer, span) => writeWhole(writer, ProtobufTraceSerializer.serializeRequest([span])),
    send: sendTraces,
  });
  const readings = new Outbox<ReadableLogRecord>({
    ...whole,
    write: (writer, record) => writeWhole(writer, ProtobufLogsSerializer.serializeRequest([record])),
    send: sendLogs,
  });
  const outboxes = [roundTrips, turnSpans, readings];
  const ids = new QuickIdGenerator();
  const idle = { forceFlush: async () => undefined, shutdown: async () => undefined };
  const loggerProvider = new LoggerProvider({
    resource,
    processors: [{ ...idle, onEmit: (record) => readings.add(record) }],
  });
  if (turns) {
    const tracerProvider = new TracerProvider({
      resource,
      idGenerator: ids,
      spanProcessors: [{ ...idle, onStart: () => undefined, onEnd: (span) => turnSpans.add(span) }],
    });
    setOwnTracer(tracerProvider.getTracer(semconv.INSTRUMENTATION_SCOPE, INSTRUMENTATION_VERSION));
  }
  const outlets = {
    tracer: new RoundTripTracer(ids, (span) => roundTrips.add(span)),
    logger: loggerProvider.getLogger(semconv.INSTRUMENTATION_SCOPE, INSTRUMENTATION_VERSION),
  };
  const reporter = new ExchangeReporter(() => outlets);
  return {
    report: (record, parent) => reporter.report(record, parent),
    warmUp() {
      void sendTraces(new Uint8Array());
      void sendLogs(new Uint8Array());
    },
    async flush(withinMs = 2_000) {
      const untilMs = performance.now() + withinMs;
      finishDeferred();
      await within(whenFinished(), withinMs / 2);
      finishReading();
      const sent = Promise.all(outboxes.map((outbox) => outbox.flush())).then(
        (taken) => !taken.includes(false),
      );
      return (await within(sent, untilMs - performance.now())) ?? false;
    },
    flushAtExit() {
      finishReading();
      postAtExit([
        { url: tracesUrl, body: Buffer.concat([...roundTrips.unsent(), ...turnSpans.unsent()]) },
        { url: logsUrl, body: Buffer.concat(readings.unsent()) },
      ]);
    },
  };
}

/** Has every call that is over be read to its end. */
function finishReading(): void {
  finishDeferred();
  finishUnfinished(FINISH_MS);
  // What that has brought to its end.
  finishDeferred();
}

/** What comes within so many ms; undefined when nothing does. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const first = await Promise.race([promise, limit]);
  clearTimeout(timer);
  return first;
}

function writeWhole(writer: ProtobufWriter, request: Uint8Array | undefined): void {
  if (request !== undefined) writer.raw(request);
}
