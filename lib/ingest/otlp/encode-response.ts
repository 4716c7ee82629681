import { WireWriter } from "./wire-writer.ts";

/** The encoding of a request, which is also that of its answer. */
export type Encoding = "json" | "protobuf";

export type Signal = "traces" | "logs" | "metrics";

/** Codes of google.rpc.Status that an answer may carry. */
export const STATUS_CODES = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

export type StatusCode = keyof typeof STATUS_CODES;

const REJECTED_FIELDS: Readonly<Record<Signal, string>> = {
  traces: "rejectedSpans",
  logs: "rejectedLogRecords",
  metrics: "rejectedDataPoints",
};

const utf8 = new TextEncoder();

/** An export response: empty when all was kept, else a partial success with the count and one sentence. */
export function encodeExportResponse(
  signal: Signal,
  encoding: Encoding,
  rejected: { readonly count: number; readonly message: string },
): Uint8Array {
  const isPartial = rejected.count > 0;
  if (encoding === "protobuf") {
    const response = new WireWriter();
    if (!isPartial) return response.finish();
    return response.message(1, new WireWriter().varint(1, rejected.count).text(2, rejected.message)).finish();
  }
  // Protobuf's JSON mapping writes 64-bit integers as strings.
  const partialSuccess = {
    [REJECTED_FIELDS[signal]]: String(rejected.count),
    errorMessage: rejected.message,
  };
  return utf8.encode(JSON.stringify(isPartial ? { partialSuccess } : {}));
}

/** An error body, a google.rpc.Status with one sentence. */
export function encodeStatus(encoding: Encoding, code: StatusCode, message: string): Uint8Array {
  if (encoding === "protobuf")
    return new WireWriter().varint(1, STATUS_CODES[code]).text(2, message).finish();
  return utf8.encode(JSON.stringify({ code: STATUS_CODES[code], message }));
}

/** A google.rpc.Status for a gRPC trailer, in protobuf, which asks to wait so many seconds before the next try. */
export function encodeRetryStatus(code: StatusCode, message: string, retryAfterSeconds: number): Uint8Array {
  const retryInfo = new WireWriter().message(1, new WireWriter().varint(1, retryAfterSeconds));
  const detail = new WireWriter().text(1, "type.googleapis.com/google.rpc.RetryInfo").message(2, retryInfo);
  return new WireWriter().varint(1, STATUS_CODES[code]).text(2, message).message(3, detail).finish();
}
