import type { MetricPoint } from "#lib/domain/metric-point.ts";
import type { Observation } from "#lib/domain/observation.ts";
import type { RateLimitReading } from "#lib/domain/rate-limit-reading.ts";
import { observeMetrics, wantsMetric } from "#lib/ingest/metrics/observe-metrics.ts";
import { observeLogs, observeSpans, SELECTION } from "#lib/ingest/observe.ts";
import { decodeJsonLogs, decodeJsonSpans } from "#lib/ingest/otlp/decode-json.ts";
import { decodeJsonMetrics } from "#lib/ingest/otlp/decode-json-metrics.ts";
import { decodeProtobufLogs, decodeProtobufSpans } from "#lib/ingest/otlp/decode-protobuf.ts";
import { decodeProtobufMetrics } from "#lib/ingest/otlp/decode-protobuf-metrics.ts";
import { type Encoding, encodeExportResponse, type Signal } from "#lib/ingest/otlp/encode-response.ts";
import type { MetricPointRecord } from "#lib/ingest/otlp/metric-records.ts";
import type { DecodedExport, LogRecord, Rejections } from "#lib/ingest/otlp/records.ts";
import { observeRateLimits } from "#lib/ingest/rate-limits/observe-rate-limits.ts";
import type { CollectorMetrics } from "./collector-metrics.ts";
import type { MemoryBudget, MemoryShare } from "./memory-budget.ts";
import type { ObservationWriter } from "./observation-writer.ts";
import { releaseBody } from "./read-body.ts";
import type { Sender } from "./sender.ts";
import type { SerialWriter } from "./serial-writer.ts";

/** What an export request passes through. */
export interface ExportPath {
  readonly budget: MemoryBudget;
  readonly writer: ObservationWriter;
  readonly metricWriter: SerialWriter<MetricPoint>;
  readonly readingWriter: SerialWriter<RateLimitReading>;
  readonly metrics: CollectorMetrics;
}

/** What one observation holds of the heap until it is committed: 950 bytes were measured, and its way out takes more. */
const OBSERVATION_BYTES = 1_500;

/**
 * Takes one export request from its body to the committed transaction and returns the body of the answer, which
 * acknowledges it. `read` reads the body, as its protocol has it, taking from the share. Rejects with a Refusal,
 * MalformedBody or SenderGone; then nothing was acknowledged.
 */
export async function receiveExport(
  read: (share: MemoryShare) => Promise<Uint8Array>,
  signal: Signal,
  encoding: Encoding,
  { budget, writer, metricWriter, readingWriter, metrics }: ExportPath,
  sender: Sender,
): Promise<Uint8Array> {
  using share = budget.open(sender.program);
  const body = await read(share);
  const { observations, points, readings, received, filtered, rejected } = DECODERS[signal][encoding](body);
  releaseBody(body);
  share.become((observations.length + points.length + readings.length) * OBSERVATION_BYTES);
  metrics.decoded(signal, received, filtered, rejected.byReason);
  metrics.heard(observations);
  if (observations.length > 0) await writer.save(observations, sender.connection);
  if (points.length > 0) await metricWriter.save(points);
  if (readings.length > 0) await readingWriter.save(readings);
  return encodeExportResponse(signal, encoding, rejected);
}

interface Decoded {
  readonly observations: readonly Observation[];
  readonly points: readonly MetricPoint[];
  readonly readings: readonly RateLimitReading[];
  readonly received: number;
  readonly filtered: number;
  readonly rejected: Rejections;
}

type Decode = (body: Uint8Array) => Decoded;

const DECODERS: Readonly<Record<Signal, Readonly<Record<Encoding, Decode>>>> = {
  traces: {
    json: (body) => observed(decodeJsonSpans(body, SELECTION), observeSpans),
    protobuf: (body) => observed(decodeProtobufSpans(body, SELECTION), observeSpans),
  },
  logs: {
    json: (body) => logged(decodeJsonLogs(body, SELECTION)),
    protobuf: (body) => logged(decodeProtobufLogs(body, SELECTION)),
  },
  metrics: {
    json: (body) => measured(decodeJsonMetrics(body, wantsMetric)),
    protobuf: (body) => measured(decodeProtobufMetrics(body, wantsMetric)),
  },
};

function observed<G>(
  decoded: Omit<Decoded, "observations" | "points" | "readings"> & { readonly groups: readonly G[] },
  observe: (groups: readonly G[]) => Observation[],
): Decoded {
  const { groups, received, filtered, rejected } = decoded;
  return { observations: observe(groups), points: [], readings: [], received, filtered, rejected };
}

/** Some log records tell of a model call, and some of a rate limit. */
function logged(decoded: DecodedExport<LogRecord>): Decoded {
  return { ...observed(decoded, observeLogs), readings: observeRateLimits(decoded.groups) };
}

/** Points that tell no latency figure are passed over like those of metrics that nobody reads. */
function measured({ groups, received, filtered, rejected }: DecodedExport<MetricPointRecord>): Decoded {
  const points = observeMetrics(groups);
  const decoded = groups.reduce((sum, { records }) => sum + records.length, 0);
  return {
    observations: [],
    points,
    readings: [],
    received,
    filtered: filtered + decoded - points.length,
    rejected,
  };
}
