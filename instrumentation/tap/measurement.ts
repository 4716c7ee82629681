import { headerOf, lists, type MessageHead } from "../http1/message-head.ts";
import { findEndpoint } from "../providers/find-endpoint.ts";
import { inflateBody } from "../reading/inflate-body.ts";
import type { Exchange, OnExchange } from "../recording/exchange.ts";
import type { ConnectionFacts } from "../recording/exchange-record.ts";
import { UNKNOWN_CONNECTION } from "../recording/exchange-state.ts";
import { defer } from "../sources/deferred.ts";
import { guarded } from "../sources/guarded.ts";
import { takeSocket } from "../sources/socket-timings.ts";
import { tapeExchange } from "../sources/tape-exchange.ts";
import { type FollowedHandshake, followHandshake } from "../websocket/follow-handshake.ts";
import type { TapRequest } from "./read-request.ts";
import type { UpstreamSocket } from "./upstream-socket.ts";

/** How a request came to its end. */
export type RequestEnd =
  | { readonly kind: "ended" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly errorType: string };

/** Follows one request through the tap. Nothing in it throws; forwarding goes on whatever becomes of it. */
export interface Measurement {
  /** The request goes out on that connection, which may still be coming about. */
  carriedBy(socket: UpstreamSocket): void;
  requestPayload(bytes: Uint8Array): void;
  requestSent(atMs: number): void;
  /** `bytes` are those of the head. */
  head(status: number, head: MessageHead, bytes: Uint8Array, atMs: number): void;
  responsePayload(bytes: Uint8Array, atMs: number): void;
  /** After a 101: whatever passes. */
  rawSent(bytes: Uint8Array, atMs: number): void;
  rawReceived(bytes: Uint8Array, atMs: number): void;
  over(end: RequestEnd, atMs: number): void;
}

/** Begins to follow a request; null when it calls no model. */
export function measureRequest(
  request: TapRequest,
  startedAtMs: number,
  onEnd: OnExchange,
): Measurement | null {
  const { upstream, method, path, head } = request;
  const endpoint = findEndpoint(method, { host: upstream.host, path }, { compatible: upstream.compatible });
  if (endpoint === null) return null;
  const start = {
    endpoint,
    serverAddress: upstream.hostname,
    serverPort: upstream.port,
    startedAtMs,
  };
  const isWebSocket = lists(head, "upgrade", "websocket");
  if (!isWebSocket && method !== "POST") return null;
  let facts = UNKNOWN_CONNECTION;
  const followed = isWebSocket
    ? new MeasuredSocket(
        followHandshake({
          ...start,
          requestHeaders: head.headers,
          connection: () => facts,
          onEnd,
          onLost: () => undefined,
        }),
        request.rewritten,
      )
    : new MeasuredPost(tapeExchange({ ...start, headers: head.headers }, onEnd), head);
  const hooks = isWebSocket ? later(followed.hooks()) : atOnce(followed.hooks());
  const carriedBy = guarded((socket: UpstreamSocket) =>
    socket.whenOpen(() => {
      facts = takeSocket(socket.socket);
      followed.connected(facts);
    }),
  );
  return { ...hooks, carriedBy };
}

type Hooks = Omit<Measurement, "carriedBy">;

/** For what only writes down what passes. */
function atOnce(hooks: Hooks): Hooks {
  return {
    requestPayload: guarded(hooks.requestPayload),
    requestSent: guarded(hooks.requestSent),
    head: guarded(hooks.head),
    responsePayload: guarded(hooks.responsePayload),
    rawSent: guarded(hooks.rawSent),
    rawReceived: guarded(hooks.rawReceived),
    over: guarded(hooks.over),
  };
}

/**
 * What passes is looked at a moment after it was passed on: else it would wait until the piece before was read. The times
 * are those of the moments at which it passed.
 */
function later(hooks: Hooks): Hooks {
  return {
    ...atOnce(hooks),
    head: (status, head, bytes, atMs) => defer(() => hooks.head(status, head, bytes, atMs)),
    responsePayload: (bytes, atMs) => defer(() => hooks.responsePayload(bytes, atMs)),
    rawSent: (bytes, atMs) => defer(() => hooks.rawSent(bytes, atMs)),
    rawReceived: (bytes, atMs) => defer(() => hooks.rawReceived(bytes, atMs)),
    over: (end, atMs) => defer(() => hooks.over(end, atMs)),
  };
}

const nothing = (): void => undefined;

class MeasuredPost {
  readonly #exchange: Exchange;
  readonly #requestHead: MessageHead;

  constructor(exchange: Exchange, requestHead: MessageHead) {
    this.#exchange = exchange;
    this.#requestHead = requestHead;
  }

  connected(facts: ConnectionFacts): void {
    this.#exchange.connected(facts);
  }

  hooks(): Hooks {
    const exchange = this.#exchange;
    // Codex compresses its requests; what they ask for stands inside.
    const { inflater, isKnown } = inflateBody(
      headerOf(this.#requestHead, "content-encoding") ?? undefined,
      (bytes) => exchange.requestChunk(bytes),
    );
    return {
      requestPayload(bytes) {
        if (inflater !== null) inflater.push(bytes, 0);
        else if (isKnown) exchange.requestChunk(bytes);
      },
      requestSent: (atMs) => exchange.requestSent(atMs),
      head: (status, head, _, atMs) => exchange.headers(status, head.headers, atMs),
      responsePayload: (bytes, atMs) => exchange.responseChunk(bytes, atMs),
      rawSent: nothing,
      rawReceived: nothing,
      over(end, atMs) {
        inflater?.end(nothing);
        if (end.kind === "ended") exchange.ended(atMs);
        else if (end.kind === "cancelled") exchange.cancelled(atMs);
        else exchange.failed(end.errorType, atMs);
      },
    };
  }
}

class MeasuredSocket {
  readonly #handshake: FollowedHandshake;
  readonly #request: Uint8Array;

  constructor(handshake: FollowedHandshake, request: Uint8Array) {
    this.#handshake = handshake;
    this.#request = request;
  }

  connected(): void {
    // Asked for when the answer comes.
  }

  hooks(): Hooks {
    const handshake = this.#handshake;
    return {
      requestPayload: nothing,
      requestSent: (atMs) => handshake.sent(this.#request, atMs),
      head(status, _, bytes, atMs) {
        if (status >= 200 || status === 101) handshake.received(bytes, atMs);
      },
      responsePayload: (bytes, atMs) => handshake.received(bytes, atMs),
      rawSent: (bytes, atMs) => handshake.sent(bytes, atMs),
      rawReceived: (bytes, atMs) => handshake.received(bytes, atMs),
      over(end, atMs) {
        handshake.closed(end.kind === "cancelled", end.kind === "failed" ? end.errorType : null, atMs);
      },
    };
  }
}
