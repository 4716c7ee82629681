import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { encodeRetryStatus, type Signal, STATUS_CODES } from "#lib/ingest/otlp/encode-response.ts";
import { checkSender } from "./check-sender.ts";
import { frameGrpcMessage, readGrpcMessage } from "./grpc-message.ts";
import { SenderGone } from "./read-body.ts";
import { type ExportPath, receiveExport } from "./receive-export.ts";
import { Refusal, refusalOf } from "./refusal.ts";
import { senderOf } from "./sender.ts";

const SERVICE = "/opentelemetry.proto.collector";

const METHODS: ReadonlyMap<string, Signal> = new Map([
  [`${SERVICE}.trace.v1.TraceService/Export`, "traces"],
  [`${SERVICE}.logs.v1.LogsService/Export`, "logs"],
  [`${SERVICE}.metrics.v1.MetricsService/Export`, "metrics"],
]);

const RESPONSE = {
  ":status": 200,
  "content-type": "application/grpc",
  "grpc-accept-encoding": "gzip,deflate,identity",
};

/** A sender has this long for its message, in ms. */
const REQUEST_MAX_MS = 30_000;

/** All that answering a call needs. */
export interface GrpcDesk extends ExportPath {
  /** The address the collector is bound to. */
  readonly host: string;
  /** Told of errors that nobody foresaw. */
  surprised(error: unknown): void;
}

/** Answers one gRPC call of an export service, by the same rules as its twin over HTTP. Never rejects. */
export async function answerCall(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  desk: GrpcDesk,
): Promise<void> {
  // Whoever resets the stream is gone; that is told by its end.
  stream.on("error", () => undefined);
  const signal = METHODS.get(headers[":path"] ?? "");
  if (!/^application\/grpc(\+proto)?($|;)/.test(headers["content-type"] ?? "")) {
    stream.respond({ ":status": 415 }, { endStream: true });
    return stream.close(constants.NGHTTP2_NO_ERROR);
  }
  const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), REQUEST_MAX_MS);
  let status = 200;
  try {
    checkSender({ origin: headers.origin, host: headers[":authority"] ?? headers.host }, desk.host);
    if (signal === undefined) throw new Refusal(404, "unimplemented", "There is no such gRPC method here.");
    const answer = await receiveExport(
      async (share) => {
        const message = await readGrpcMessage(stream, encodingOf(headers), share);
        clearTimeout(timer);
        return message;
      },
      signal,
      "protobuf",
      desk,
      senderOf(stream.session?.socket, headers["user-agent"]),
    );
    succeed(stream, answer);
  } catch (error) {
    if (error instanceof SenderGone) return;
    const refusal = refusalOf(error, desk.surprised);
    status = refusal.status;
    fail(stream, refusal);
  } finally {
    clearTimeout(timer);
  }
  if (signal !== undefined) desk.metrics.answered(signal, status);
}

function encodingOf(headers: IncomingHttpHeaders): string | undefined {
  const encoding = headers["grpc-encoding"];
  return typeof encoding === "string" && encoding !== "identity" ? encoding : undefined;
}

function succeed(stream: ServerHttp2Stream, message: Uint8Array): void {
  if (stream.destroyed || stream.closed) return;
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.respond(RESPONSE, { waitForTrailers: true });
  stream.end(frameGrpcMessage(message));
}

/** An answer of headers only, which says why; then whatever is still being sent is not read any more. */
function fail(stream: ServerHttp2Stream, { status, code, message, headers }: Refusal): void {
  if (stream.destroyed || stream.closed) return;
  // In gRPC an encoding that is not known has the code of a method that is not.
  const named = status === 415 ? "unimplemented" : code;
  const retryAfterSeconds = headers["retry-after"];
  stream.respond(
    {
      ...RESPONSE,
      "grpc-status": String(STATUS_CODES[named]),
      "grpc-message": encodeURIComponent(message),
      ...(retryAfterSeconds !== undefined && {
        "grpc-status-details-bin": base64(encodeRetryStatus(named, message, Number(retryAfterSeconds))),
      }),
    },
    { endStream: true },
  );
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
