import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { OTLPLogExporter as JsonLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPTraceExporter as JsonTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

/** Real exporters of the OpenTelemetry SDK that send one export after the other until they are told to stop. */
export interface ExportStreams {
  /** Ids of what was acknowledged: span ids, and call ids of log records. */
  readonly acknowledged: { readonly spanIds: Set<string>; readonly callIds: Set<string> };
  /** Ends the streams; resolves when the last answers are in. */
  stop(): Promise<void>;
}

const EXPORT_SIZE = 5;
const SUCCESS = 0;

type Export = (report: (result: { readonly code: number }) => void) => void;

/** Starts four streams at once: spans and logs, JSON and protobuf, one of each compressed. */
export function startExportStreams(baseUrl: string): ExportStreams {
  const acknowledged = { spanIds: new Set<string>(), callIds: new Set<string>() };
  let isStopping = false;
  const plain = { timeoutMillis: 15_000 };
  const gzip = { ...plain, compression: CompressionAlgorithm.GZIP };
  const traces = { url: `${baseUrl}/v1/traces` };
  const logs = { url: `${baseUrl}/v1/logs` };
  const spanExporters = [
    new JsonTraceExporter({ ...traces, ...plain }),
    new ProtobufTraceExporter({ ...traces, ...gzip }),
  ];
  const logExporters = [
    new JsonLogExporter({ ...logs, ...gzip }),
    new ProtobufLogExporter({ ...logs, ...plain }),
  ];

  const repeat = async (once: () => Promise<void>) => {
    while (!isStopping) await once();
  };
  const streams = [
    ...spanExporters.map((exporter) =>
      repeat(async () => {
        const spans = makeSpans();
        if (!(await isAcknowledged((report) => exporter.export([...spans], report)))) return;
        for (const span of spans) acknowledged.spanIds.add(span.spanContext().spanId);
      }),
    ),
    ...logExporters.map((exporter, stream) =>
      repeat(async () => {
        const { records, callIds } = makeLogRecords(stream);
        if (!(await isAcknowledged((report) => exporter.export([...records], report)))) return;
        for (const callId of callIds) acknowledged.callIds.add(callId);
      }),
    ),
  ];
  return {
    acknowledged,
    stop: async () => {
      isStopping = true;
      await Promise.all(streams);
      await Promise.all([...spanExporters, ...logExporters].map((exporter) => exporter.shutdown()));
    },
  };
}

function isAcknowledged(send: Export): Promise<boolean> {
  return new Promise((resolve) => send(({ code }) => resolve(code === SUCCESS)));
}

function makeSpans() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "stream" }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer("stream");
  const attributes = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5.3-codex-spark" };
  const root = tracer.startSpan("invoke_agent", { attributes: { "gen_ai.operation.name": "invoke_agent" } });
  const context = trace.setSpan(ROOT_CONTEXT, root);
  for (let index = 1; index < EXPORT_SIZE; index++) tracer.startSpan("chat", { attributes }, context).end();
  root.end();
  return exporter.getFinishedSpans();
}

let calls = 0;

function makeLogRecords(stream: number) {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ "service.name": "codex_exec" }),
    processors: [new SimpleLogRecordProcessor({ exporter })],
  });
  const callIds = Array.from({ length: EXPORT_SIZE }, () => `call-${calls++}`);
  for (const callId of callIds) {
    provider.getLogger("codex_otel.log_only").emit({
      attributes: {
        "event.name": "codex.tool_result",
        "event.timestamp": new Date().toISOString(),
        "conversation.id": `stream-${stream}`,
        tool_name: "exec_command",
        call_id: callId,
        duration_ms: "3",
      },
    });
  }
  return { records: exporter.getFinishedLogRecords(), callIds };
}
