import { performance } from "node:perf_hooks";
import { ResponseScanner } from "../http1/response-scanner.ts";
import type { OnExchange } from "../recording/exchange.ts";
import { type Measurement, measureRequest, type RequestEnd } from "./measurement.ts";
import type { TapRequest } from "./read-request.ts";
import type { UpstreamSocket } from "./upstream-socket.ts";

/** A request under way. */
export class Transfer {
  readonly request: TapRequest;
  readonly socket: UpstreamSocket;
  readonly scanner: ResponseScanner;
  /** The answer has begun. */
  hasAnswer = false;
  readonly #startedAtMs: number;
  #measurement: Measurement | null = null;
  /** What went out before measuring began; null from then on. */
  #early: Uint8Array[] | null = [];

  constructor(request: TapRequest, socket: UpstreamSocket, startedAtMs: number) {
    this.request = request;
    this.socket = socket;
    this.#startedAtMs = startedAtMs;
    this.scanner = new ResponseScanner(request.method, {
      onHead: (status, head, bytes) => this.#measurement?.head(status, head, bytes, performance.now()),
      onPayload: (bytes) => this.#measurement?.responsePayload(bytes, performance.now()),
    });
  }

  /** Begins to measure, when the request is on its way already: that it is measured must not delay it. */
  measure(onEnd: OnExchange): void {
    this.#measurement = measureRequest(this.request, this.#startedAtMs, onEnd);
    this.#measurement?.carriedBy(this.socket);
    for (const bytes of this.#early ?? []) this.#measurement?.requestPayload(bytes);
    this.#early = null;
  }

  /** Part of the request's body went out. */
  sentPayload(bytes: Uint8Array): void {
    if (this.#early === null) this.#measurement?.requestPayload(bytes);
    else this.#early.push(bytes);
  }

  /** The last of the request went out. */
  sent(): void {
    this.#measurement?.requestSent(performance.now());
  }

  /** After a 101: what passed in either direction. */
  rawSent(bytes: Uint8Array): void {
    this.#measurement?.rawSent(bytes, performance.now());
  }

  rawReceived(bytes: Uint8Array): void {
    this.#measurement?.rawReceived(bytes, performance.now());
  }

  over(end: RequestEnd): void {
    this.#measurement?.over(end, performance.now());
  }
}
