import { HEAD_END, HEAD_MAX, readHead } from "../http1/message-head.ts";
import type { ModelEndpoint } from "../providers/model-endpoint.ts";
import { addUnfinished, type FinishNow, removeUnfinished } from "../reading/unfinished.ts";
import type { Exchange, OnExchange } from "../recording/exchange.ts";
import type { ConnectionFacts } from "../recording/exchange-record.ts";
import { followResponsesSocket } from "../recording/follow-responses-socket.ts";
import type { ResponsesSocket } from "../recording/responses-socket-types.ts";
import { startExchange } from "../recording/start-exchange.ts";
import { FrameReader, readExtensions } from "./frame-reader.ts";

/** What is known when the handshake's request is about to be sent. */
export interface HandshakeStart {
  readonly endpoint: ModelEndpoint;
  readonly serverAddress: string | null;
  readonly serverPort: number | null;
  readonly requestHeaders: readonly (readonly [string, string])[];
  /** Asked once, when the answer has come. */
  readonly connection: () => ConnectionFacts;
  /** `performance.now()` */
  readonly startedAtMs: number;
  readonly onEnd: OnExchange;
  /** The bytes can no longer be followed; what was under way has been ended. */
  readonly onLost: () => void;
}

/** Follows one connection from the handshake on, by its bytes. Never throws for what they are. */
export interface FollowedHandshake {
  /** Bytes of the client, the handshake's request included. */
  sent(bytes: Uint8Array, atMs: number): void;
  /** Bytes of the server, the handshake's answer included. */
  received(bytes: Uint8Array, atMs: number): void;
  /** See ResponsesSocket. */
  closed(byClient: boolean, errorType: string | null, atMs: number): void;
}

/** Reads the answer to the handshake, then frames; a refused handshake is an attempt that failed. */
export function followHandshake(start: HandshakeStart): FollowedHandshake {
  let head: Buffer<ArrayBufferLike> | null = Buffer.alloc(0);
  let requestSentAtMs: number | null = null;
  let socket: ResponsesSocket | null = null;
  let client: FrameReader | null = null;
  let server: FrameReader | null = null;
  let refusal: Exchange | null = null;
  let isOver = false;
  /** Who sent the first closing frame; the other side may be the one that then ends the connection. */
  let closedBy: "client" | "server" | null = null;

  /** A handshake that opened no WebSocket, as an attempt of its own. */
  const unopened = (connection: ConnectionFacts): Exchange => {
    const { endpoint, serverAddress, serverPort, requestHeaders, startedAtMs, onEnd } = start;
    const exchange = startExchange(
      { endpoint, serverAddress, serverPort, headers: requestHeaders, startedAtMs },
      (record) => onEnd({ ...record, transport: "websocket" }),
    );
    exchange.connected(connection);
    return exchange;
  };

  const answered = (status: number, headers: readonly (readonly [string, string])[], atMs: number): void => {
    const connection: ConnectionFacts = {
      ...start.connection(),
      upgradeMs: requestSentAtMs === null ? null : atMs - requestSentAtMs,
    };
    const { endpoint, serverAddress, serverPort, requestHeaders, startedAtMs, onEnd } = start;
    if (status !== 101) {
      refusal = unopened(connection);
      refusal.headers(status, headers, atMs);
      return;
    }
    const followed = followResponsesSocket(
      {
        endpoint,
        serverAddress,
        serverPort,
        requestHeaders,
        responseHeaders: headers,
        connection,
        startedAtMs,
        openedAtMs: atMs,
      },
      onEnd,
    );
    socket = followed;
    const extensions = readExtensions(
      headers.find(([name]) => name.toLowerCase() === "sec-websocket-extensions")?.[1],
    );
    client = new FrameReader({
      masked: true,
      deflate: extensions?.client ?? null,
      onText: (text, at) => followed.sent(text, at),
      onClose: () => {
        closedBy ??= "client";
      },
    });
    server = new FrameReader({
      masked: false,
      deflate: extensions?.server ?? null,
      onText: (text, at) => followed.received(text, at),
      onClose: () => {
        closedBy ??= "server";
      },
    });
  };

  const lost = (atMs: number): void => {
    if (isOver) return;
    isOver = true;
    socket?.closed(false, "unreadable", atMs);
    start.onLost();
  };

  return {
    sent(bytes, atMs) {
      if (isOver) return;
      // Until the answer has come, a client may only have sent its request.
      if (client === null) requestSentAtMs = atMs;
      else client.push(bytes, atMs);
      if (client?.broken === true) lost(atMs);
    },
    received(bytes, atMs) {
      if (isOver) return;
      let rest = bytes;
      if (head !== null) {
        head = Buffer.concat([head, bytes]);
        const end = head.indexOf(HEAD_END);
        if (end === -1) {
          if (head.byteLength > HEAD_MAX) lost(atMs);
          return;
        }
        const answer = readHead(head.toString("latin1", 0, end));
        if (answer === null) {
          lost(atMs);
          return;
        }
        const status = Number(/^HTTP\/\d\.\d (\d{3})/.exec(answer.firstLine)?.[1] ?? 0);
        rest = head.subarray(end + HEAD_END.length);
        head = null;
        answered(status, answer.headers, atMs);
      }
      if (rest.byteLength === 0) return;
      if (refusal !== null) refusal.responseChunk(rest, atMs);
      else {
        const bytesOfServer = rest;
        // What the client said before must have been told before the answer to it is.
        client?.settled(() => {
          server?.push(bytesOfServer, atMs);
          if (server?.broken === true) lost(atMs);
        });
      }
    },
    closed(byClient, errorType, atMs) {
      if (isOver) return;
      isOver = true;
      refusal?.ended(atMs);
      if (head !== null) {
        const exchange = unopened(start.connection());
        if (byClient) exchange.cancelled(atMs);
        else exchange.failed(errorType ?? "closed", atMs);
      }
      // Messages that have passed may still be being inflated.
      const finishNow: FinishNow = (untilMs) => {
        client?.finishNow(untilMs);
        server?.finishNow(untilMs);
      };
      addUnfinished(finishNow);
      const tell = (): void => {
        removeUnfinished(finishNow);
        socket?.closed(closedBy === null ? byClient : closedBy === "client", errorType, atMs);
      };
      whenSettled(client, () => whenSettled(server, tell));
    },
  };
}

function whenSettled(reader: FrameReader | null, then: () => void): void {
  if (reader === null) then();
  else reader.settled(then);
}
