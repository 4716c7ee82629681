import type { IncomingHttpHeaders } from "node:http";
import type { ModelRequest } from "./model-request.ts";
import type { ProtocolName } from "./protocol.ts";
import type { ReplyEnding, TimedEvent, Usage } from "./reply.ts";

/** One moment on both clocks: `monotonicMs` is `performance.now()` of the provider's process. */
export interface Instant {
  readonly unixMs: number;
  readonly monotonicMs: number;
}

/** How a request ended. `running` has not; `abandoned` means that the client went away first. */
export type RequestEnding = ReplyEnding | "running" | "refused" | "abandoned";

/**
 * What truly happened to one request, as the provider saw it. A moment of writing is taken right before the write, so
 * that no client can have seen it earlier. A moment that never came is null.
 */
export interface ObservedRequest {
  /** Order of arrival, from 1. */
  readonly number: number;
  readonly protocol: ProtocolName;
  readonly transport: "http" | "sse" | "websocket";
  /** Which TCP connection of this provider carried it, from 1. */
  readonly connection: number;
  readonly lane: string | null;
  /** A hash of the account or credential it came with; null without either. */
  readonly account: string | null;
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly model: string;
  readonly serviceTier: string | null;
  readonly conversation: string | null;
  readonly previousResponseId: string | null;
  readonly warmUp: boolean;
  /** As the headers of the answer name it; on a WebSocket there are none. */
  readonly requestId: string;
  readonly responseId: string | null;
  /** Null until there is one. */
  readonly status: number | null;
  /** Its headers had come, or its frame; the first moment at which the provider could know of it. */
  readonly arrivedAt: Instant;
  /** The request had been read whole. */
  readonly readAt: Instant;
  /** The answer began: the same moment, unless it waited in its lane. All delays count from here. */
  readonly startedAt: Instant | null;
  /** The headers (over HTTP) or the first event had been written. */
  readonly headersAt: Instant | null;
  readonly firstItemAt: Instant | null;
  /** The first event with a token had been written, reasoning included. */
  readonly firstTokenAt: Instant | null;
  /** The first event with visible text or part of a tool call had been written. */
  readonly firstOutputAt: Instant | null;
  readonly lastTokenAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly ending: RequestEnding;
  readonly streamedTokens: number;
  readonly streamedVisibleTokens: number;
  /** Events that carried tokens. */
  readonly chunks: number;
  /** As reported to the client; null when it was not. */
  readonly usage: Usage | null;
  readonly toolCalls: number;
}

/** The record while it is written. */
export type RequestRecord = { -readonly [Field in keyof ObservedRequest]: ObservedRequest[Field] };

/** The present moment on both clocks. */
export function instant(): Instant {
  const monotonicMs = performance.now();
  return { unixMs: performance.timeOrigin + monotonicMs, monotonicMs };
}

/** Where a request came in. */
export type Arrival = Pick<
  ObservedRequest,
  | "number"
  | "requestId"
  | "protocol"
  | "transport"
  | "connection"
  | "account"
  | "headers"
  | "arrivedAt"
  | "readAt"
>;

/** A record of a request that has been read and not yet answered. */
export function openRecord(arrival: Arrival, request: ModelRequest): RequestRecord {
  return {
    ...arrival,
    lane: request.streamId,
    model: request.model,
    serviceTier: request.serviceTier,
    conversation: request.conversation,
    previousResponseId: request.previousResponseId,
    warmUp: !request.generate,
    responseId: null,
    status: null,
    startedAt: null,
    headersAt: null,
    firstItemAt: null,
    firstTokenAt: null,
    firstOutputAt: null,
    lastTokenAt: null,
    endedAt: null,
    ending: "running",
    streamedTokens: 0,
    streamedVisibleTokens: 0,
    chunks: 0,
    usage: null,
    toolCalls: 0,
  };
}

/** Adds an event that is written at that moment. */
export function recordWritten(
  record: RequestRecord,
  { tokens, visible, mark }: TimedEvent,
  at: Instant,
): void {
  record.headersAt ??= at;
  if (mark === "item") record.firstItemAt ??= at;
  if (mark === "end") record.endedAt = at;
  if (tokens === 0) return;
  record.firstTokenAt ??= at;
  if (visible) record.firstOutputAt ??= at;
  record.lastTokenAt = at;
  record.chunks += 1;
  record.streamedTokens += tokens;
  record.streamedVisibleTokens += visible ? tokens : 0;
}

/** Closes a record: at its terminal event when there was one, else now. */
export function closeRecord(record: RequestRecord, ending: RequestEnding): void {
  record.ending = ending;
  record.endedAt ??= instant();
}
