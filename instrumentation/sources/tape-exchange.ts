import { Buffer } from "node:buffer";
import { performance } from "node:perf_hooks";
import { FlatHeaders } from "../reading/flat-headers.ts";
import type { Exchange, ExchangeStart, HeaderList, OnExchange } from "../recording/exchange.ts";
import type { ConnectionFacts } from "../recording/exchange-record.ts";
import { SleepWatch } from "../recording/sleep-watch.ts";
import { type HttpExchange, startExchange } from "../recording/start-exchange.ts";
import { defer, finishDeferred } from "./deferred.ts";
import { guarded } from "./guarded.ts";
import { givePage, PAGE_BYTES, PAGE_PIECES, type Page, takePage } from "./page-pool.ts";
import { addUnderWay, removeUnderWay } from "./under-way.ts";

/** What a longer request takes is left where it is, and read once the provider is at work. */
const REQUEST_MAX = PAGE_BYTES / 2;

/** One attempt over HTTP under way. */
export interface TapedExchange extends Exchange {
  /** Somebody else follows it: nothing is told of it. */
  forget(): void;
}

/**
 * Begins to follow one attempt over HTTP, and does next to nothing while it runs: what passes is written down with its
 * time, and read some time after the end, when that of many attempts is read in one go. Code that runs again at once costs
 * a third of what it does between two other things, and nobody waits for it.
 */
export function tapeExchange(start: ExchangeStart, onEnd: OnExchange): TapedExchange {
  return new Tape(start, onEnd);
}

class Tape implements TapedExchange {
  readonly #start: ExchangeStart;
  readonly #onEnd: OnExchange;
  readonly #sleep: SleepWatch;
  /** What reads it, from when a first part of it is read. */
  #reader: HttpExchange | null = null;
  #page: Page | null = null;
  /** What is on the page: the request, and behind it the answer's pieces. */
  #requestBytes = 0;
  #answerBytes = 0;
  #pieces = 0;
  /** How far the page was ever written on. */
  #reach = 0;
  #connection: ConnectionFacts | null = null;
  #sentAtMs: number | null = null;
  #head: Parameters<Exchange["headers"]> | null = null;
  #isCompressed = false;
  #isOver = false;

  constructor(start: ExchangeStart, onEnd: OnExchange) {
    this.#start = start;
    this.#onEnd = onEnd;
    this.#sleep = new SleepWatch(start.startedAtMs);
    addUnderWay(this);
  }

  connected(facts: ConnectionFacts): void {
    this.#connection = facts;
  }

  requestChunk(chunk: Uint8Array | string): void {
    if (this.#isOver) return;
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    this.#page ??= takePage();
    const begin = this.#requestBytes;
    const isLong = begin + bytes.byteLength > REQUEST_MAX;
    if (this.#page === null || isLong || this.#reader !== null || this.#pieces > 0) {
      this.#read().requestChunk(bytes);
      return;
    }
    // A copy: the program may write something else there before it is read.
    this.#page.bytes.set(bytes, begin);
    this.#requestBytes = begin + bytes.byteLength;
  }

  requestSent(atMs: number): void {
    if (!this.#isOver) this.#sentAtMs ??= atMs;
  }

  headers(status: number, headers: HeaderList, atMs: number, httpVersion?: "1.1" | "2"): void {
    // Informational answers come before the one that counts.
    if (this.#isOver || status < 200) return;
    this.#head = [status, headers, atMs, httpVersion];
    this.#isCompressed = hasEncoding(headers);
    // What it holds of the request is the program's own.
    if (this.#reader !== null) this.#read();
  }

  responseChunk(chunk: Uint8Array, atMs: number): void {
    const { byteLength } = chunk;
    if (this.#isOver || byteLength === 0) return;
    this.#page ??= takePage();
    const page = this.#page;
    const isFull =
      this.#pieces === PAGE_PIECES || this.#requestBytes + this.#answerBytes + byteLength > PAGE_BYTES;
    if (page === null || isFull) this.#read();
    if (page === null || byteLength > PAGE_BYTES) {
      this.#read().responseChunk(chunk, atMs);
      return;
    }
    page.bytes.set(chunk, this.#requestBytes + this.#answerBytes);
    this.#answerBytes += byteLength;
    page.ends[this.#pieces] = this.#answerBytes;
    page.timesMs[this.#pieces] = atMs;
    this.#pieces += 1;
  }

  ended(atMs: number): void {
    this.#end(atMs, (reader) => reader.ended(atMs));
  }

  cancelled(atMs: number): void {
    this.#end(atMs, (reader) => reader.cancelled(atMs));
  }

  failed(errorType: string, atMs: number): void {
    this.#end(atMs, (reader) => reader.failed(errorType, atMs));
  }

  forget(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    removeUnderWay(this);
    this.#sleep.stop(performance.now());
    this.#leavePage();
  }

  #end(atMs: number, tell: (reader: HttpExchange) => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    removeUnderWay(this);
    this.#sleep.stop(atMs);
    const finish = (): void => {
      try {
        this.#read();
      } finally {
        this.#tell(tell);
      }
    };
    if (!this.#isCompressed) {
      defer(finish);
      return;
    }
    // Another thread inflates it, and must be done before the program ends. Others ended before it, and are told before.
    finishDeferred();
    guarded(finish)();
  }

  #tell(tell: (reader: HttpExchange) => void): void {
    try {
      if (this.#reader !== null) tell(this.#reader);
    } finally {
      this.#leavePage();
    }
  }

  #leavePage(): void {
    if (this.#page !== null)
      givePage(this.#page, Math.max(this.#reach, this.#requestBytes + this.#answerBytes));
    this.#page = null;
  }

  /** Has all be read that was written down until now. */
  #read(): HttpExchange {
    this.#reader ??= startExchange(this.#start, this.#onEnd, this.#sleep);
    const reader = this.#reader;
    const page = this.#page;
    const [connection, head] = [this.#connection, this.#head];
    const [requestBytes, answerBytes, pieces] = [this.#requestBytes, this.#answerBytes, this.#pieces];
    this.#reach = Math.max(this.#reach, requestBytes + answerBytes);
    // Before it is read: what cannot be read is read only once.
    this.#connection = null;
    this.#head = null;
    this.#requestBytes = 0;
    this.#answerBytes = 0;
    this.#pieces = 0;
    if (connection !== null) reader.connected(connection);
    if (page !== null && requestBytes > 0) {
      const request = page.bytes.subarray(0, requestBytes);
      // Until the answer's head comes, it is kept, and the page is written on again.
      reader.requestChunk(head === null && !this.#isOver ? Buffer.from(request) : request);
    }
    if (this.#sentAtMs !== null) reader.requestSent(this.#sentAtMs);
    if (head !== null) reader.headers(...head);
    if (page !== null && pieces > 0) {
      const answer = page.bytes.subarray(requestBytes, requestBytes + answerBytes);
      reader.responsePieces(answer, { count: pieces, ends: page.ends, timesMs: page.timesMs });
    }
    return reader;
  }
}

function hasEncoding(headers: HeaderList): boolean {
  if (headers instanceof FlatHeaders) return headers.get("content-encoding") !== undefined;
  for (const [name] of headers) if (name.toLowerCase() === "content-encoding") return true;
  return false;
}
