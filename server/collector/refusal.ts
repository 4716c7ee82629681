import type { StatusCode } from "#lib/ingest/otlp/encode-response.ts";
import { MalformedBody } from "#lib/ingest/otlp/malformed-body.ts";

/** A request that is answered with an error: nothing of it was kept. The message is one sentence for the sender. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly code: StatusCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: StatusCode,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** 503: the sender shall keep its data and send it again after some seconds. */
export function tryAgainLater(message: string, retryAfterSeconds = 1): Refusal {
  return new Refusal(503, "unavailable", message, { "retry-after": String(retryAfterSeconds) });
}

/** What to answer after an error; `surprised` is told of those that nobody foresaw. */
export function refusalOf(error: unknown, surprised: (error: unknown) => void): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof MalformedBody) return new Refusal(400, "invalidArgument", error.message);
  surprised(error);
  return new Refusal(500, "internal", "Roundtrip failed on this request; nothing of it was kept.");
}
