import { Buffer } from "node:buffer";
import { type Arrivals, arrivedAt } from "../reading/arrivals.ts";
import {
  type BodyReader,
  isEventStream,
  readEvents,
  readRefusal,
  readWhole,
} from "../reading/body-reader.ts";
import { type BodyInflater, inflateBody } from "../reading/inflate-body.ts";
import { RequestBody } from "../reading/request-facts.ts";
import type { Exchange, ExchangeStart, HeaderList, OnExchange } from "./exchange.ts";
import type { ConnectionFacts } from "./exchange-record.ts";
import { type Ending, ExchangeState } from "./exchange-state.ts";
import type { SleepWatch } from "./sleep-watch.ts";

/** Begins to follow one attempt over HTTP. What began before brings along what watches for sleep since then. */
export function startExchange(start: ExchangeStart, onEnd: OnExchange, sleep?: SleepWatch): HttpExchange {
  return new HttpExchange(new ExchangeState(start, sleep), onEnd);
}

/** Chunks of 1,000 tokens a second each pass through here: nothing is made for one that does not have to be. */
export class HttpExchange implements Exchange {
  readonly #state: ExchangeState;
  readonly #onEnd: OnExchange;
  #body: RequestBody | null = new RequestBody();
  #reader: BodyReader | null = null;
  #inflater: BodyInflater | null = null;
  #isKnownEncoding = true;
  #isOver = false;

  constructor(state: ExchangeState, onEnd: OnExchange) {
    this.#state = state;
    this.#onEnd = onEnd;
  }

  connected(facts: ConnectionFacts): void {
    this.#state.connection = facts;
  }

  requestChunk(chunk: Uint8Array | string): void {
    this.#body?.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  }

  requestSent(atMs: number): void {
    this.#state.requestSentAtMs ??= atMs;
  }

  headers(status: number, headers: HeaderList, atMs: number, httpVersion: "1.1" | "2" = "1.1"): void {
    // Informational answers come before the one that counts.
    if (this.#isOver || status < 200) return;
    const state = this.#state;
    state.status = status;
    state.headersAtMs = atMs;
    state.httpVersion = httpVersion;
    state.answeredWith(headers);
    const contentType = state.responseHeaders.get("content-type");
    // Also where it ends before its first byte.
    if (status < 400 && contentType !== undefined && isEventStream(contentType, null))
      state.transport = "sse";
    // The provider is at work now: a good moment for what need not be done before the request is on its way.
    this.#readRequest();
    const { inflater, isKnown } = inflateBody(state.responseHeaders.get("content-encoding"), (bytes, at) =>
      this.#read(bytes, arrivedAt(bytes.byteLength, at)),
    );
    this.#inflater = inflater;
    this.#isKnownEncoding = isKnown;
    if (!isKnown) state.facts.isIncomplete = true;
  }

  responseChunk(chunk: Uint8Array, atMs: number): void {
    if (this.#isOver || !this.#isKnownEncoding || chunk.byteLength === 0) return;
    if (this.#inflater === null) this.#read(chunk, arrivedAt(chunk.byteLength, atMs));
    else this.#inflater.push(chunk, atMs);
  }

  /** Several pieces of the response's body, one behind the other; nothing of `bytes` is kept. */
  responsePieces(bytes: Uint8Array, arrivals: Arrivals): void {
    if (this.#isOver || !this.#isKnownEncoding) return;
    if (this.#inflater === null) {
      this.#read(bytes, arrivals);
      return;
    }
    // Another thread inflates it, some time.
    const copy = Buffer.from(bytes);
    let from = 0;
    for (let piece = 0; piece < arrivals.count; piece += 1) {
      const to = arrivals.ends[piece] ?? copy.byteLength;
      this.#inflater.push(copy.subarray(from, to), arrivals.timesMs[piece] ?? 0);
      from = to;
    }
  }

  ended(atMs: number): void {
    this.#finish({ kind: "ended" }, atMs);
  }

  cancelled(atMs: number): void {
    this.#finish({ kind: "cancelled" }, atMs);
  }

  failed(errorType: string, atMs: number): void {
    this.#finish({ kind: "failed", errorType }, atMs);
  }

  #read(bytes: Uint8Array, arrivals: Arrivals): void {
    this.#reader ??= this.#readerFor(bytes);
    this.#reader.push(bytes, arrivals);
  }

  #readerFor(firstBytes: Uint8Array): BodyReader {
    const { facts, status, responseHeaders, start } = this.#state;
    if ((status ?? 0) >= 400) {
      return readRefusal(facts, (body) => {
        this.#state.refusal = body ?? null;
      });
    }
    const { protocol } = start.endpoint;
    const isStream = isEventStream(responseHeaders.get("content-type"), firstBytes);
    if (isStream) this.#state.transport = "sse";
    return isStream ? readEvents(protocol, facts) : readWhole(protocol, facts);
  }

  #readRequest(): void {
    if (this.#body === null) return;
    this.#state.request = this.#body.facts();
    this.#body = null;
  }

  #finish(ending: Ending, atMs: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const report = (): void => {
      this.#reader?.end(atMs);
      this.#readRequest();
      this.#onEnd(this.#state.record(ending, atMs));
    };
    if (this.#inflater === null) report();
    else {
      this.#inflater.end((complete) => {
        if (!complete) this.#state.facts.isIncomplete = true;
        report();
      });
    }
  }
}
