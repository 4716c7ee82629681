import type { ModelEndpoint } from "../providers/model-endpoint.ts";
import type { ConnectionFacts, ExchangeRecord } from "./exchange-record.ts";

/** Headers in the order they came; names in any case. A name may repeat. */
export type HeaderList = Iterable<readonly [name: string, value: string]>;

/** What is known when a request begins. */
export interface ExchangeStart {
  readonly endpoint: ModelEndpoint;
  readonly serverAddress: string | null;
  readonly serverPort: number | null;
  readonly headers: HeaderList;
  /** `performance.now()` */
  readonly startedAtMs: number;
}

/**
 * One attempt under way. A transport marks the moments, hands over the bytes as they pass and ends it once; what it
 * marks after the end is ignored. Nothing here throws, and bytes are only looked at, never kept beyond what a bounded
 * buffer needs.
 */
export interface Exchange {
  connected(facts: ConnectionFacts): void;
  /** A piece of the request's body, as it goes out uncompressed. */
  requestChunk(chunk: Uint8Array | string): void;
  requestSent(atMs: number): void;
  headers(status: number, headers: HeaderList, atMs: number, httpVersion?: "1.1" | "2"): void;
  /** Bytes of the response's body as they arrived, still compressed if they came so. */
  responseChunk(chunk: Uint8Array, atMs: number): void;
  /** The response ended as its framing says. */
  ended(atMs: number): void;
  /** The caller went away: an abort, a cancelled body. */
  cancelled(atMs: number): void;
  /** It broke: `errorType` names how, such as `ECONNRESET`. */
  failed(errorType: string, atMs: number): void;
}

/** Called once for every exchange, after its end. */
export type OnExchange = (record: ExchangeRecord) => void;
