import { type Context, context, logs, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { ExchangeRecord } from "../recording/exchange-record.ts";
import * as semconv from "../semconv.ts";
import { INSTRUMENTATION_VERSION } from "../version.ts";
import { ExchangeReporter } from "./exchange-reporter.ts";
import { QuickIdGenerator } from "./quick-id-generator.ts";
import { readResource } from "./read-resource.ts";

/** Where telemetry goes. */
export interface PipelineOptions {
  /** `service.name` unless the environment names one. */
  readonly serviceName: string;
  /** Base URL of an OTLP/HTTP collector; by default what the environment says, else port 4318 of this machine. */
  readonly endpoint?: string;
  /** Also makes it the program's own OpenTelemetry, where the program has none. */
  readonly global?: boolean;
}

/** A way from records of attempts to a collector. Nothing in it throws, and its buffers are bounded. */
export interface Pipeline {
  report(record: ExchangeRecord, parent?: Context): void;
  /** Sends what is buffered, for at most that long in ms; whether all of it went out in time. Never rejects. */
  flush(withinMs?: number): Promise<boolean>;
}

/** A collector that does not answer holds at most so many spans and log records, each of some kilobytes. */
const QUEUE_MAX = 4_096;
/** A page shows a call about so long after its end. */
const DELAY_MS = 500;
const EXPORT_TIMEOUT_MS = 5_000;

/** Starts one. */
export function startPipeline({
  serviceName,
  endpoint,
  global: isGlobal = false,
}: PipelineOptions): Pipeline {
  const base = (endpoint ?? process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "http://127.0.0.1:4318").replace(
    /\/+$/,
    "",
  );
  const resource = resourceFromAttributes(readResource(process.env, serviceName));
  const batch = {
    maxQueueSize: QUEUE_MAX,
    maxExportBatchSize: 512,
    scheduledDelayMillis: DELAY_MS,
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
  };
  const traces = new OTLPTraceExporter({
    url: process.env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ?? `${base}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const tracerProvider = new TracerProvider({
    resource,
    idGenerator: new QuickIdGenerator(),
    spanProcessors: [new BatchSpanProcessor({ exporter: traces, ...batch })],
  });
  const records = new OTLPLogExporter({
    url: process.env["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] ?? `${base}/v1/logs`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const loggerProvider = new LoggerProvider({
    resource,
    processors: [new BatchLogRecordProcessor({ exporter: records, ...batch })],
  });
  if (isGlobal) {
    // Each of these does nothing when the program was first.
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(tracerProvider);
    logs.setGlobalLoggerProvider(loggerProvider);
  }
  const outlets = {
    tracer: tracerProvider.getTracer(semconv.INSTRUMENTATION_SCOPE, INSTRUMENTATION_VERSION),
    logger: loggerProvider.getLogger(semconv.INSTRUMENTATION_SCOPE, INSTRUMENTATION_VERSION),
  };
  const reporter = new ExchangeReporter(() => outlets);
  return {
    report: (record, parent) => reporter.report(record, parent),
    async flush(withinMs = 2_000) {
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
  };
}
