import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { OTLPLogExporter as GrpcLogs } from "@opentelemetry/exporter-logs-otlp-grpc";
import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as GrpcMetrics } from "@opentelemetry/exporter-metrics-otlp-grpc";
import {
  AggregationTemporalityPreference,
  OTLPMetricExporter as JsonMetrics,
} from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as GrpcTraces } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import {
  AggregationType,
  InstrumentType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ViewOptions,
} from "@opentelemetry/sdk-metrics";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

export const PROTOCOLS = ["http/json", "http/protobuf", "grpc"] as const;

export type Protocol = (typeof PROTOCOLS)[number];

/** Where and how an exporter sends. */
export interface Route {
  readonly protocol: Protocol;
  readonly gzip: boolean;
  readonly port: number;
  readonly grpcPort: number;
  /** An exporter gives up after so many ms, all of its tries included. */
  readonly timeoutMillis?: number;
}

interface ExporterOptions {
  readonly url: string;
  readonly compression: never;
  readonly timeoutMillis: number;
}

function optionsOf(
  { protocol, gzip, port, grpcPort, timeoutMillis = 10_000 }: Route,
  signal: string,
): ExporterOptions {
  const compression = gzip ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE;
  const url = protocol === "grpc" ? `http://127.0.0.1:${grpcPort}` : `http://127.0.0.1:${port}/v1/${signal}`;
  // Each package of an exporter declares this enumeration for itself, so that one's fits no other.
  return { url, compression: compression as never, timeoutMillis };
}

type Report = (result: { readonly code: number; readonly error?: Error }) => void;

/** Null when it was acknowledged, else the exporter's own words. */
function outcomeOf(send: (report: Report) => void): Promise<string | null> {
  return new Promise((resolve) =>
    send(({ code, error }) => resolve(code === 0 ? null : String(error?.message ?? "failed"))),
  );
}

/** A span for each of these ids of a response. */
export function makeSpans(responseIds: readonly string[]) {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "conformance" }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer("conformance");
  const root = tracer.startSpan("invoke_agent", { attributes: { "gen_ai.operation.name": "invoke_agent" } });
  const context = trace.setSpan(ROOT_CONTEXT, root);
  for (const id of responseIds) {
    const attributes = {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "gpt-5.3-codex",
      "gen_ai.response.id": id,
    };
    tracer.startSpan("chat", { attributes }, context).end();
  }
  root.end();
  return exporter.getFinishedSpans();
}

/** A log record of Codex for each of these ids of a tool call. */
export function makeLogs(callIds: readonly string[]) {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ "service.name": "codex_exec" }),
    processors: [new SimpleLogRecordProcessor({ exporter })],
  });
  for (const callId of callIds) {
    provider.getLogger("codex_otel.log_only").emit({
      attributes: {
        "event.name": "codex.tool_result",
        "event.timestamp": new Date().toISOString(),
        "conversation.id": "conformance",
        tool_name: "exec_command",
        call_id: callId,
        duration_ms: "3",
      },
    });
  }
  return exporter.getFinishedLogRecords();
}

/** Sends spans by the official exporter. */
export async function exportSpans(route: Route, spans: ReturnType<typeof makeSpans>): Promise<string | null> {
  const Exporter = { "http/json": JsonTraces, "http/protobuf": ProtobufTraces, grpc: GrpcTraces }[
    route.protocol
  ];
  const exporter = new Exporter(optionsOf(route, "traces"));
  const outcome = await outcomeOf((report) => exporter.export([...spans], report));
  await exporter.shutdown();
  return outcome;
}

/** Sends log records by the official exporter. */
export async function exportLogs(route: Route, logs: ReturnType<typeof makeLogs>): Promise<string | null> {
  const Exporter = { "http/json": JsonLogs, "http/protobuf": ProtobufLogs, grpc: GrpcLogs }[route.protocol];
  const exporter = new Exporter(optionsOf(route, "logs"));
  const outcome = await outcomeOf((report) => exporter.export([...logs], report));
  await exporter.shutdown();
  return outcome;
}

/** How a metrics exporter shall tell what it counts. */
export interface MetricKind {
  readonly temporality: "cumulative" | "delta";
  readonly histogram: "explicit" | "exponential";
}

/** Records so many seconds of model calls in rounds, exporting after each by the official exporter, as `client`. */
export async function exportDurations(
  route: Route,
  { temporality, histogram }: MetricKind,
  client: string,
  rounds: Iterable<readonly number[]> | AsyncIterable<readonly number[]>,
): Promise<void> {
  const Exporter = { "http/json": JsonMetrics, "http/protobuf": ProtobufMetrics, grpc: GrpcMetrics }[
    route.protocol
  ];
  const exporter = new Exporter({
    ...optionsOf(route, "metrics"),
    temporalityPreference:
      temporality === "delta"
        ? AggregationTemporalityPreference.DELTA
        : AggregationTemporalityPreference.CUMULATIVE,
  });
  const exponential: ViewOptions = {
    instrumentType: InstrumentType.HISTOGRAM,
    aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
  };
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ "service.name": client }),
    readers: [reader],
    views: histogram === "exponential" ? [exponential] : [],
  });
  const meter = provider.getMeter("conformance");
  const duration = meter.createHistogram("gen_ai.client.operation.duration", {
    unit: "s",
    advice: { explicitBucketBoundaries: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24] },
  });
  const others = meter.createCounter("requests");
  for await (const seconds of rounds) {
    for (const value of seconds) duration.record(value, { "gen_ai.request.model": "gpt-5.3-codex-spark" });
    others.add(1);
    await provider.forceFlush();
  }
  await provider.shutdown();
}
