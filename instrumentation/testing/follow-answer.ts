import type { Protocol } from "../providers/model-endpoint.ts";
import type { ExchangeRecord } from "../recording/exchange-record.ts";
import { startExchange } from "../recording/start-exchange.ts";

/** An answer as a test makes it up; what is left out is ordinary. */
export interface MadeUpAnswer {
  readonly protocol: Protocol;
  /** What arrives together: the first at 100 ms, each next one 10 ms later. The end comes 10 ms after the last. */
  readonly chunks: readonly (string | Uint8Array)[];
  readonly provider?: string;
  readonly status?: number;
  /** Null: neither these nor anything else came. */
  readonly headers?: Readonly<Record<string, string>> | null;
  readonly requestHeaders?: Readonly<Record<string, string>>;
  readonly requestBody?: string;
  readonly ending?: "ended" | "cancelled" | "ECONNRESET";
}

const STREAM = { "content-type": "text/event-stream" };

/** Follows it from a request at 0 ms, and gives the record. */
export function followAnswer(answer: MadeUpAnswer): Promise<ExchangeRecord> {
  const { protocol, chunks, provider = "openai", status = 200, headers = STREAM, ending = "ended" } = answer;
  return new Promise((resolve) => {
    const exchange = startExchange(
      {
        endpoint: { provider, protocol, operation: "chat", model: null, streams: null },
        serverAddress: "provider.example.com",
        serverPort: 443,
        headers: Object.entries(answer.requestHeaders ?? {}),
        startedAtMs: 0,
      },
      resolve,
    );
    exchange.requestChunk(answer.requestBody ?? '{"model":"made-up","stream":true}');
    exchange.requestSent(1);
    if (headers !== null) exchange.headers(status, Object.entries(headers), 50);
    let atMs = 90;
    for (const chunk of chunks) {
      atMs += 10;
      exchange.responseChunk(Buffer.from(chunk), atMs);
    }
    atMs += 10;
    if (ending === "ended") exchange.ended(atMs);
    else if (ending === "cancelled") exchange.cancelled(atMs);
    else exchange.failed(ending, atMs);
  });
}

/** An event without a name; a text is data as it is. */
export function plainEvent(data: unknown): string {
  return `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
}

/** An event named after its type. */
export function namedEvent(data: { readonly type: string }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** What a record says of the answer's course, without everything around it. */
export function courseOf(record: ExchangeRecord) {
  const { outcome, errorType, firstEventAtMs, firstTokenAtMs, firstOutputAtMs, lastTokenAtMs } = record;
  return { outcome, errorType, firstEventAtMs, firstTokenAtMs, firstOutputAtMs, lastTokenAtMs };
}
