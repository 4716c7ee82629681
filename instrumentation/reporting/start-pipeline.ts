import type { Context } from "@opentelemetry/api";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { BatchSpanProcessor, type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import type { ExchangeRecord } from "../recording/exchange-record.ts";
import * as semconv from "../semconv.ts";
import { finishDeferred } from "../sources/deferred.ts";
import { INSTRUMENTATION_VERSION } from "../version.ts";
import { collectorUrls } from "./collector-urls.ts";
import { ExchangeReporter } from "./exchange-reporter.ts";
import { setOwnTracer } from "./own-tracer.ts";
import { postAtExit } from "./post-at-exit.ts";
import { QuickIdGenerator } from "./quick-id-generator.ts";
import { readResource } from "./read-resource.ts";
import { settleAfterExport, Unsent } from "./unsent.ts";

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

/** Starts one. */
export function startPipeline({ serviceName, endpoint, turns = false }: PipelineOptions): Pipeline {
  const { tracesUrl, logsUrl } = collectorUrls(endpoint);
  const resource = resourceFromAttributes(readResource(process.env, serviceName));
  const batch = {
    maxQueueSize: QUEUE_MAX,
    maxExportBatchSize: 512,
    scheduledDelayMillis: DELAY_MS,
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
  };
  const spans = new Unsent<ReadableSpan>(QUEUE_MAX);
  const records = new Unsent<ReadableLogRecord>(QUEUE_MAX);
  const traces = new OTLPTraceExporter({ url: tracesUrl, timeoutMillis: EXPORT_TIMEOUT_MS });
  const logs = new OTLPLogExporter({ url: logsUrl, timeoutMillis: EXPORT_TIMEOUT_MS });
  settleAfterExport(traces, spans);
  settleAfterExport(logs, records);
  const idle = { forceFlush: async () => undefined, shutdown: async () => undefined };
  const tracerProvider = new TracerProvider({
    resource,
    idGenerator: new QuickIdGenerator(),
    spanProcessors: [
      { ...idle, onStart: () => undefined, onEnd: (span) => spans.add(span) },
      new BatchSpanProcessor({ exporter: traces, ...batch }),
    ],
  });
  const loggerProvider = new LoggerProvider({
    resource,
    processors: [
      { ...idle, onEmit: (record) => records.add(record) },
      new BatchLogRecordProcessor({ exporter: logs, ...batch }),
    ],
  });
  const outlets = {
    tracer: tracerProvider.getTracer(semconv.INSTRUMENTATION_SCOPE, INSTRUMENTATION_VERSION),
    logger: loggerProvider.getLogger(semconv.INSTRUMENTATION_SCOPE, INSTRUMENTATION_VERSION),
  };
  if (turns) setOwnTracer(outlets.tracer);
  const reporter = new ExchangeReporter(() => outlets);
  return {
    report: (record, parent) => reporter.report(record, parent),
    warmUp() {
      traces.export([], () => undefined);
      logs.export([], () => undefined);
    },
    async flush(withinMs = 2_000) {
      finishDeferred();
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<false>((resolve) => {
        timer = setTimeout(() => resolve(false), withinMs);
      });
      const sent = Promise.all([tracerProvider.forceFlush(), loggerProvider.forceFlush()]).then(
        () => true,
        () => false,
      );
      const isSent = await Promise.race([sent, limit]);
      clearTimeout(timer);
      return isSent;
    },
    flushAtExit() {
      finishDeferred();
      const [lastSpans, lastRecords] = [spans.items(), records.items()];
      const body = lastSpans.length === 0 ? undefined : ProtobufTraceSerializer.serializeRequest(lastSpans);
      const logBody =
        lastRecords.length === 0 ? undefined : ProtobufLogsSerializer.serializeRequest(lastRecords);
      if (body !== undefined) postAtExit(tracesUrl, body);
      if (logBody !== undefined) postAtExit(logsUrl, logBody);
    },
  };
}
