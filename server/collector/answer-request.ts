import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { type Encoding, encodeStatus, type Signal } from "#lib/ingest/otlp/encode-response.ts";
import { checkSender } from "./check-sender.ts";
import { type BodyHeaders, readBody, SenderGone } from "./read-body.ts";
import { type ExportPath, receiveExport } from "./receive-export.ts";
import { Refusal, refusalOf, tryAgainLater } from "./refusal.ts";
import { senderOf } from "./sender.ts";

const CONTENT_TYPES: Readonly<Record<Encoding, string>> = {
  json: "application/json",
  protobuf: "application/x-protobuf",
};

const SIGNALS: ReadonlyMap<string, Signal> = new Map([
  ["/v1/traces", "traces"],
  ["/v1/logs", "logs"],
  ["/v1/metrics", "metrics"],
]);

/** All that answering needs. */
export interface Desk extends ExportPath {
  /** The address the collector is bound to. */
  readonly host: string;
  isDatabaseReachable(): Promise<boolean>;
  /** Told of errors that nobody foresaw. */
  surprised(error: unknown): void;
}

/** Answers one HTTP request: an export, `/healthz` or `/metrics`. Never rejects. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  desk: Desk,
): Promise<void> {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  const signal = SIGNALS.get(path);
  const encoding = encodingOf(request);
  try {
    checkSender(request.headers, desk.host);
    if (signal !== undefined) {
      allow(request, "POST");
      if (encoding === null) throw unsupportedType();
      const body = await receiveExport(
        (share) => readBody(request, bodyHeaders(request), share),
        signal,
        encoding,
        desk,
        senderOf(request.socket, request.headers["user-agent"]),
      );
      send(response, 200, CONTENT_TYPES[encoding], body);
    } else if (path === "/metrics") {
      allow(request, "GET", "HEAD");
      send(response, 200, "text/plain; version=0.0.4; charset=utf-8", await desk.metrics.text());
    } else if (path === "/healthz") {
      allow(request, "GET", "HEAD");
      if (!(await desk.isDatabaseReachable())) throw tryAgainLater("The database does not answer.", 2);
      send(response, 200, "application/json", '{"status":"ok"}');
    } else {
      throw new Refusal(
        404,
        "notFound",
        "There is nothing here; exports go to /v1/traces, /v1/logs and /v1/metrics.",
      );
    }
  } catch (error) {
    if (error instanceof SenderGone) return;
    const refusal = refusalOf(error, desk.surprised);
    const answerEncoding = encoding ?? "json";
    const body = encodeStatus(answerEncoding, refusal.code, refusal.message);
    send(response, refusal.status, CONTENT_TYPES[answerEncoding], body, refusal.headers);
  }
  if (signal !== undefined) desk.metrics.answered(signal, response.statusCode);
}

function bodyHeaders(request: IncomingMessage): BodyHeaders {
  const length = request.headers["content-length"];
  return {
    encoding: request.headers["content-encoding"],
    declaredBytes: length === undefined ? null : Number(length),
    isWhole: () => request.complete,
  };
}

/** The encoding that the Content-Type names, whatever its parameters; null when it is neither. */
function encodingOf(request: IncomingMessage): Encoding | null {
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (type === CONTENT_TYPES.json) return "json";
  return type === CONTENT_TYPES.protobuf ? "protobuf" : null;
}

function unsupportedType(): Refusal {
  const message = "The Content-Type is neither application/json nor application/x-protobuf.";
  return new Refusal(415, "invalidArgument", message, { accept: "application/x-protobuf, application/json" });
}

function allow(request: IncomingMessage, ...methods: readonly string[]): void {
  if (methods.includes(request.method ?? "")) return;
  const allowed = methods.join(", ");
  throw new Refusal(405, "unimplemented", `This path answers only ${allowed}.`, { allow: allowed });
}

function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: Uint8Array | string,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    ...headers,
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}
