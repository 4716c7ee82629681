import { mergeObservations } from "#lib/domain/merge-observations.ts";
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
import { recordService } from "#lib/ingest/otlp/record-service.ts";
import type {
  DecodedExport,
  LogRecord,
  RecordGroup,
  RecordOrigin,
  RecordSource,
  Rejections,
  SpanRecord,
} from "#lib/ingest/otlp/records.ts";
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
  const decoded = DECODERS[signal][encoding](body);
  const { observations, points, readings, received, filtered, rejected } = decoded;
  releaseBody(body);
  share.become((observations.length + points.length + readings.length) * OBSERVATION_BYTES);
  metrics.decoded(signal, received, filtered, rejected.byReason);
  metrics.heard(observations);
  for (const { origin, received: count } of decoded.sources)
    metrics.receivedFrom(recordService(origin), count);
  if (observations.length > 0) await writer.save(observations, sender.connection);
  if (points.length > 0) await metricWriter.save(points);
  if (readings.length > 0) await readingWriter.save(readings);
  for (const { origin, count } of decoded.read) metrics.readFrom(recordService(origin), count);
  return encodeExportResponse(signal, encoding, rejected);
}

interface Decoded {
  readonly observations: readonly Observation[];
  readonly points: readonly MetricPoint[];
  readonly readings: readonly RateLimitReading[];
  readonly sources: readonly RecordSource[];
  /** From whose records how much was read. */
  readonly read: readonly { readonly origin: RecordOrigin; readonly count: number }[];
  readonly received: number;
  readonly filtered: number;
  readonly rejected: Rejections;
}

type Decode = (body: Uint8Array) => Decoded;

const DECODERS: Readonly<Record<Signal, Readonly<Record<Encoding, Decode>>>> = {
  traces: {
    json: (body) => traced(decodeJsonSpans(body, SELECTION)),
    protobuf: (body) => traced(decodeProtobufSpans(body, SELECTION)),
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

function traced({ groups, ...decoded }: DecodedExport<SpanRecord>): Decoded {
  const observed = readGroups(groups, observeSpans);
  return { ...decoded, observations: merged(observed), points: [], readings: [], read: countsOf(observed) };
}

/** Some log records tell of a model call, and some of a rate limit. */
function logged({ groups, ...decoded }: DecodedExport<LogRecord>): Decoded {
  const observed = readGroups(groups, observeLogs);
  const limits = readGroups(groups, observeRateLimits);
  const readings = new Map(limits.flatMap(({ own }) => own).map((reading) => [reading.id, reading]));
  return {
    ...decoded,
    observations: merged(observed),
    points: [],
    readings: [...readings.values()],
    read: [...countsOf(observed), ...countsOf(limits)],
  };
}

/** Points that tell no latency figure are passed over like those of metrics that nobody reads. */
function measured({ groups, ...decoded }: DecodedExport<MetricPointRecord>): Decoded {
  const observed = readGroups(groups, observeMetrics);
  const points = observed.flatMap(({ own }) => own);
  const built = groups.reduce((sum, { records }) => sum + records.length, 0);
  return {
    ...decoded,
    observations: [],
    points,
    readings: [],
    read: countsOf(observed),
    filtered: decoded.filtered + built - points.length,
  };
}

/** What was read from one group. */
interface ReadGroup<T> {
  readonly origin: RecordOrigin;
  readonly own: readonly T[];
}

function readGroups<R, T>(
  groups: readonly RecordGroup<R>[],
  read: (groups: readonly RecordGroup<R>[]) => readonly T[],
): readonly ReadGroup<T>[] {
  return groups.map((group) => ({ origin: group.origin, own: read([group]) }));
}

/** Each observation once, whichever groups told of it. */
function merged(groups: readonly ReadGroup<Observation>[]): readonly Observation[] {
  const [first] = groups;
  return groups.length === 1 && first ? first.own : mergeObservations(groups.flatMap(({ own }) => own));
}

function countsOf(groups: readonly ReadGroup<unknown>[]): Decoded["read"] {
  return groups.filter(({ own }) => own.length > 0).map(({ origin, own }) => ({ origin, count: own.length }));
}
