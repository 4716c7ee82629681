import { performance } from "node:perf_hooks";
import { plainText } from "../rate-limits/make-reading.ts";
import type { RateLimitReading } from "../rate-limits/rate-limit-reading.ts";
import { readRateLimitEvent } from "../rate-limits/read-rate-limits.ts";
import { fieldsOf, parseJson, textOf } from "../reading/json-fields.ts";
import { readResponse } from "../reading/read-response.ts";
import { requestFacts } from "../reading/request-facts.ts";
import type { ResponseReader } from "../reading/response-reader.ts";
import { topLevelFields } from "../reading/top-level-fields.ts";
import type { OnExchange } from "./exchange.ts";
import type { ConnectionFacts } from "./exchange-record.ts";
import { type Ending, ExchangeState } from "./exchange-state.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { FollowResponsesSocket, ResponsesSocket, SocketStart } from "./responses-socket-types.ts";

/** So many unanswered requests on one socket only come from something broken (the API allows 16). */
const OPEN_MAX = 64;

const REUSED: ConnectionFacts = { reused: true, dnsMs: null, connectMs: null, tlsMs: null, upgradeMs: null };

/** Of a long request only so much of each end is digested. */
const END_LENGTH = 32 * 1024;

/** The lane of requests that name none. */
const DEFAULT_LANE = "";

/** One request under way. */
interface Pending {
  readonly lane: string;
  readonly state: ExchangeState;
  readonly reader: ResponseReader;
}

/** Begins to follow a WebSocket in OpenAI's Responses mode. */
export const followResponsesSocket: FollowResponsesSocket = (start, onEnd) => new Lanes(start, onEnd);

/**
 * Requests of one lane are answered in the order in which they were sent, lanes at once. An event says which lane it
 * belongs to, and which response; what says neither belongs to the only request there is, or to nobody.
 */
class Lanes implements ResponsesSocket {
  readonly #start: SocketStart;
  readonly #onEnd: OnExchange;
  /** In the order in which they were sent. */
  readonly #pending: Pending[] = [];
  readonly #byResponse = new Map<string, Pending>();
  #requests = 0;
  #hasNamedLanes = false;
  /** Told between requests: of the next one. */
  #readings: RateLimitReading[] = [];

  constructor(start: SocketStart, onEnd: OnExchange) {
    this.#start = start;
    this.#onEnd = onEnd;
  }

  sent(text: string, atMs: number): void {
    if (!isRequest(text)) return;
    const { endpoint, serverAddress, serverPort, requestHeaders, responseHeaders, connection } = this.#start;
    const state = new ExchangeState({
      endpoint,
      serverAddress,
      serverPort,
      headers: requestHeaders,
      startedAtMs: atMs,
    });
    const request = requestFacts(text);
    const lane = request.streamId ?? DEFAULT_LANE;
    this.#hasNamedLanes ||= lane !== DEFAULT_LANE;
    state.transport = "websocket";
    state.connection = this.#requests === 0 ? connection : REUSED;
    // The handshake's headers are the only ones there are; they are the first request's, and old news for later ones.
    if (this.#requests === 0) state.answeredWith(responseHeaders);
    state.request = {
      ...request,
      streams: true,
      fingerprint: fingerprintOf(text.slice(0, END_LENGTH), text.slice(-END_LENGTH), text.length),
    };
    state.requestSentAtMs = atMs;
    state.laneDepth = this.#pending.filter((other) => other.lane === lane).length;
    state.readings.push(...this.#readings);
    this.#readings = [];
    this.#requests += 1;
    const pending = { lane, state, reader: readResponse("openai.responses", state.facts) };
    this.#pending.push(pending);
    if (this.#pending.length > OPEN_MAX)
      this.#end(this.#pending[0], { kind: "failed", errorType: "unanswered" }, atMs);
  }

  received(text: string, atMs: number): void {
    const type = text.startsWith('{"type":"')
      ? text.slice(9, text.indexOf('"', 9))
      : (textOf(fieldsOf(parseJson(text))["type"]) ?? "");
    if (type === "codex.rate_limits") {
      const readings = readRateLimitEvent(parseJson(text), performance.timeOrigin + atMs);
      (this.#pending.at(-1)?.state.readings ?? this.#readings).push(...readings);
      return;
    }
    const pending = this.#ownerOf(type, text);
    if (pending === undefined) return;
    const { state, reader } = pending;
    state.headersAtMs ??= atMs;
    reader.event(type, text, atMs);
    if (type === "error") this.#refused(state, parseJson(text));
    else state.status ??= 200;
    if (state.facts.isTerminated) this.#end(pending, { kind: "ended" }, atMs);
    else if (type === "response.created" && state.facts.responseId !== null)
      this.#byResponse.set(state.facts.responseId, pending);
  }

  closed(byClient: boolean, errorType: string | null, atMs: number): void {
    const ending: Ending = byClient
      ? { kind: "cancelled" }
      : { kind: "failed", errorType: errorType ?? "closed" };
    for (const pending of [...this.#pending]) this.#end(pending, ending, atMs);
  }

  /** Deltas name their response nowhere but in their item, so that the lane or the order decides. */
  #ownerOf(type: string, text: string): Pending | undefined {
    if (this.#pending.length <= 1 && !this.#hasNamedLanes) return this.#pending[0];
    const lane = this.#laneOf(text);
    // What comes late for a lane that has nothing under way is nobody's.
    if (lane !== null) return this.#pending.find((pending) => pending.lane === lane);
    if (this.#pending.length <= 1) return this.#pending[0];
    if (type === "responsesapi.websocket_timing") return undefined;
    const responseId =
      /"response_id":"([^"]+)"/.exec(text)?.[1] ??
      /^\{"type":"response\.[a-z_]+","response":\{"id":"([^"]+)"/.exec(text)?.[1];
    const named = responseId === undefined ? undefined : this.#byResponse.get(responseId);
    if (named !== undefined) return named;
    return this.#pending.find((pending) => pending.lane === DEFAULT_LANE) ?? this.#pending[0];
  }

  /** Near one of the two ends of an event, where the server puts it; never in a text, whose quotes are escaped. */
  #laneOf(text: string): string | null {
    if (!text.includes('"stream_id":"')) return null;
    return /[,{]"stream_id":"([^"\\]{1,128})"/.exec(text)?.[1] ?? null;
  }

  /** A refusal's frame carries what would have been a status and headers. */
  #refused(state: ExchangeState, event: unknown): void {
    const frame = fieldsOf(event);
    const status = Number(plainText(frame["status"] ?? frame["status_code"]));
    if (Number.isInteger(status) && status >= 400) {
      state.status = status;
      state.refusal = frame["error"] === undefined ? event : { error: frame["error"] };
    }
    const headers = Object.entries(fieldsOf(frame["headers"]));
    if (headers.length > 0)
      state.answeredWith(headers.map(([name, value]) => [name, plainText(value)] as const));
  }

  #end(pending: Pending | undefined, ending: Ending, atMs: number): void {
    if (pending === undefined) return;
    this.#pending.splice(this.#pending.indexOf(pending), 1);
    const { facts } = pending.state;
    if (facts.responseId !== null) this.#byResponse.delete(facts.responseId);
    pending.reader.end();
    this.#onEnd(pending.state.record(ending, atMs));
  }
}

const TYPE: ReadonlySet<string> = new Set(["type"]);

/** By its first field, where clients write the type, else anywhere at the top. */
function isRequest(text: string): boolean {
  return (
    text.startsWith('{"type":"response.create"') ||
    topLevelFields(text, TYPE).get("type") === '"response.create"'
  );
}
