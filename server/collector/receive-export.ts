import type { Observation } from "#lib/domain/observation.ts";
import { observeLogs, observeSpans, SELECTION } from "#lib/ingest/observe.ts";
import { decodeJsonLogs, decodeJsonMetrics, decodeJsonSpans } from "#lib/ingest/otlp/decode-json.ts";
import {
  decodeProtobufLogs,
  decodeProtobufMetrics,
  decodeProtobufSpans,
} from "#lib/ingest/otlp/decode-protobuf.ts";
import { type Encoding, encodeExportResponse, type Signal } from "#lib/ingest/otlp/encode-response.ts";
import type { Rejections } from "#lib/ingest/otlp/records.ts";
import type { CollectorMetrics } from "./collector-metrics.ts";
import type { MemoryBudget, MemoryShare } from "./memory-budget.ts";
import type { ObservationWriter } from "./observation-writer.ts";
import { releaseBody } from "./read-body.ts";
import type { Sender } from "./sender.ts";

/** What an export request passes through. */
export interface ExportPath {
  readonly budget: MemoryBudget;
  readonly writer: ObservationWriter;
  readonly metrics: CollectorMetrics;
}

/**
 * Takes one export request from its body to the committed transaction and returns the body of the answer, which
 * acknowledges it. `read` reads the body, as its protocol has it, taking from the share. Rejects with a Refusal,
 * MalformedBody or SenderGone; then nothing was acknowledged.
 */
export async function receiveExport(
  read: (share: MemoryShare) => Promise<Uint8Array>,
  signal: Signal,
  encoding: Encoding,
  { budget, writer, metrics }: ExportPath,
  sender: Sender,
): Promise<Uint8Array> {
  using share = budget.open(sender.program);
  const body = await read(share);
  const { observations, received, filtered, rejected } = DECODERS[signal][encoding](body);
  releaseBody(body);
  metrics.decoded(signal, received, filtered, rejected.byReason);
  metrics.heard(observations);
  if (observations.length > 0) await writer.save(observations, sender.connection);
  return encodeExportResponse(signal, encoding, rejected);
}

interface Decoded {
  readonly observations: readonly Observation[];
  readonly received: number;
  readonly filtered: number;
  readonly rejected: Rejections;
}

type Decode = (body: Uint8Array) => Decoded;

const NOTHING_REJECTED: Rejections = { count: 0, message: "", byReason: {} };

const DECODERS: Readonly<Record<Signal, Readonly<Record<Encoding, Decode>>>> = {
  traces: {
    json: (body) => observed(decodeJsonSpans(body, SELECTION), observeSpans),
    protobuf: (body) => observed(decodeProtobufSpans(body, SELECTION), observeSpans),
  },
  logs: {
    json: (body) => observed(decodeJsonLogs(body, SELECTION), observeLogs),
    protobuf: (body) => observed(decodeProtobufLogs(body, SELECTION), observeLogs),
  },
  metrics: {
    json: (body) => counted(decodeJsonMetrics(body).received),
    protobuf: (body) => counted(decodeProtobufMetrics(body).received),
  },
};

function observed<G>(
  decoded: Omit<Decoded, "observations"> & { readonly groups: readonly G[] },
  observe: (groups: readonly G[]) => Observation[],
): Decoded {
  const { groups, received, filtered, rejected } = decoded;
  return { observations: observe(groups), received, filtered, rejected };
}

/** Metrics are accepted, so that clients which send all three signals do not fail, and not kept. */
function counted(received: number): Decoded {
  return { observations: [], received, filtered: received, rejected: NOTHING_REJECTED };
}
