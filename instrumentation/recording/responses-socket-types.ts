import type { ModelEndpoint } from "../providers/model-endpoint.ts";
import type { HeaderList, OnExchange } from "./exchange.ts";
import type { ConnectionFacts } from "./exchange-record.ts";

/** What is known when a WebSocket in Responses mode is open. */
export interface SocketStart {
  readonly endpoint: ModelEndpoint;
  readonly serverAddress: string | null;
  readonly serverPort: number | null;
  /** Of the handshake. */
  readonly requestHeaders: HeaderList;
  readonly responseHeaders: HeaderList;
  /** Of the handshake; counts for the first request on it, later ones reuse the connection. */
  readonly connection: ConnectionFacts;
  /** `performance.now()` at which the handshake began and at which it was done. */
  readonly startedAtMs: number;
  readonly openedAtMs: number;
}

/** Follows one WebSocket: tells its requests apart by lane and response, and ends each as an exchange. Never throws. */
export interface ResponsesSocket {
  /** A text message of the client, whole. */
  sent(text: string, atMs: number): void;
  /** A text message of the provider, whole. */
  received(text: string, atMs: number): void;
  /** The connection is gone: what was under way is cancelled when the client closed it, else failed. */
  closed(byClient: boolean, errorType: string | null, atMs: number): void;
}

export type FollowResponsesSocket = (start: SocketStart, onEnd: OnExchange) => ResponsesSocket;
