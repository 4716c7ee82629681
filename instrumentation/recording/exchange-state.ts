import { performance } from "node:perf_hooks";
import { accountOf } from "../rate-limits/account.ts";
import { bindingBucket, chargedFamily } from "../rate-limits/binding-bucket.ts";
import type { RateLimitReading } from "../rate-limits/rate-limit-reading.ts";
import { readRateLimitEvent, readRateLimitHeaders, readThrottle } from "../rate-limits/read-rate-limits.ts";
import type { HeaderFields } from "../reading/flat-headers.ts";
import { durationOf } from "../reading/json-fields.ts";
import { NO_REQUEST_FACTS } from "../reading/request-facts.ts";
import { ResponseFacts } from "../reading/response-facts.ts";
import { NO_USAGE } from "../reading/token-usage.ts";
import { errorWord } from "./error-word.ts";
import type { ExchangeStart, HeaderList } from "./exchange.ts";
import type { ConnectionFacts, ExchangeOutcome, ExchangeRecord, RequestFacts } from "./exchange-record.ts";
import { type Caller, firstOf, headerFields, headerMap, readCaller } from "./request-headers.ts";
import { SleepWatch } from "./sleep-watch.ts";

/** Nobody knows how the connection came about. */
export const UNKNOWN_CONNECTION: ConnectionFacts = {
  reused: null,
  dnsMs: null,
  connectMs: null,
  tlsMs: null,
  upgradeMs: null,
};

/** How an exchange ended, as its transport saw it. */
export type Ending =
  | { readonly kind: "ended" | "cancelled" }
  | { readonly kind: "failed"; readonly errorType: string };

/** Headers that name the request at the provider. */
const REQUEST_IDS = ["x-request-id", "request-id", "apim-request-id", "x-goog-request-id", "cf-ray"] as const;

/** Headers in which a provider says what it took itself, in ms. */
const SERVER_TIMES = [
  "openai-processing-ms",
  "x-envoy-upstream-service-time",
  "x-amzn-bedrock-invocation-latency",
];

/** All that is known of one attempt while it runs, and the record of it once it is over. */
export class ExchangeState {
  readonly start: ExchangeStart;
  readonly caller: Caller;
  readonly requestHeaders: HeaderFields;
  readonly facts = new ResponseFacts();
  readonly #sleep: SleepWatch;
  transport: ExchangeRecord["transport"] = "http";
  httpVersion: ExchangeRecord["httpVersion"] = null;
  connection: ConnectionFacts = UNKNOWN_CONNECTION;
  request: RequestFacts = NO_REQUEST_FACTS;
  responseHeaders: HeaderFields = new Map();
  #responseHeaderList: HeaderList = [];
  status: number | null = null;
  requestSentAtMs: number | null = null;
  headersAtMs: number | null = null;
  laneDepth: number | null = null;
  /** The body of a refusal, parsed. */
  refusal: unknown = null;
  readonly readings: RateLimitReading[] = [];

  constructor(start: ExchangeStart, sleep = new SleepWatch(performance.now())) {
    this.start = start;
    this.requestHeaders = headerFields(start.headers);
    this.caller = readCaller(this.requestHeaders);
    this.#sleep = sleep;
  }

  /** The answer's headers, all of which only those of limits ask for. */
  answeredWith(headers: HeaderList): void {
    this.#responseHeaderList = headers;
    this.responseHeaders = headerFields(headers);
  }

  record(ending: Ending, endedAtMs: number): ExchangeRecord {
    const { start, facts, status, caller } = this;
    // What headers say counts from the moment they came, not from the end of the stream behind them.
    const unixMs = performance.timeOrigin + (this.headersAtMs ?? endedAtMs);
    const error = this.refusal ?? facts.error;
    const isRefused = (status !== null && status >= 400) || error !== null;
    const refusal = isRefused
      ? readThrottle(start.endpoint.provider, status ?? 0, headerMap(this.#responseHeaderList), error, unixMs)
      : { throttle: null, readings: [] };
    const { throttle } = refusal;
    const { outcome, errorType } = this.#outcome(ending, throttle !== null && throttle.class !== "capacity");
    const serverTime = this.#serverTime();
    return {
      endpoint: start.endpoint,
      serverAddress: start.serverAddress,
      serverPort: start.serverPort,
      transport: this.transport,
      httpVersion: this.httpVersion,
      connection: this.connection,
      request: {
        ...this.request,
        model: this.request.model ?? start.endpoint.model,
        streams: this.request.streams ?? start.endpoint.streams,
        reasoningEffort: this.request.reasoningEffort ?? facts.reasoningEffort,
      },
      retryCount: caller.retryCount,
      sessionId: caller.sessionId,
      clientName: caller.clientName,
      clientVersion: caller.clientVersion,
      traceparent: caller.traceparent,
      startedAtMs: start.startedAtMs,
      requestSentAtMs: this.requestSentAtMs,
      headersAtMs: this.headersAtMs,
      firstEventAtMs: facts.firstEventAtMs,
      firstTokenAtMs: facts.firstTokenAtMs,
      firstOutputAtMs: facts.firstOutputAtMs,
      lastTokenAtMs: facts.lastTokenAtMs,
      endedAtMs,
      suspended: this.#sleep.slept(),
      statusCode: status,
      outcome,
      errorType,
      responseModel: facts.model ?? this.responseHeaders.get("openai-model") ?? null,
      responseId: facts.responseId,
      requestId: firstOf(this.responseHeaders, REQUEST_IDS) ?? null,
      servedTier: facts.servedTier,
      finishReason: facts.finishReason,
      usage: facts.usage ?? NO_USAGE,
      reasoningStreamed: facts.reasoningStreamed,
      tokenEvents: facts.tokenEvents,
      firstEventShare: facts.firstEventShare(),
      gaps: facts.gaps.summary(),
      serverMs: facts.serverMs ?? serverTime?.ms ?? null,
      serverTimeSource: facts.serverTimeSource ?? serverTime?.source ?? null,
      laneDepth: this.laneDepth,
      incomplete: facts.isIncomplete,
      readings: () => this.#readAll(unixMs, refusal.readings),
      throttle,
      boundBy: throttle === null ? null : bindingBucket(this.#readAll(unixMs, refusal.readings)),
      limitFamily: chargedFamily(this.responseHeaders, this.readings),
      account: accountOf(this.requestHeaders, this.responseHeaders),
    };
  }

  #readAll(unixMs: number, ofRefusal: readonly RateLimitReading[]): readonly RateLimitReading[] {
    const { start, facts, status } = this;
    return [
      ...this.readings,
      ...facts.rateLimitEvents.flatMap((event) => readRateLimitEvent(event, unixMs)),
      ...readRateLimitHeaders(
        start.endpoint.provider,
        headerMap(this.#responseHeaderList),
        status ?? 0,
        unixMs,
      ),
      ...ofRefusal,
    ];
  }

  /** What the response says of itself comes before how its connection ended. */
  #outcome(
    ending: Ending,
    isThrottled: boolean,
  ): { readonly outcome: ExchangeOutcome; readonly errorType: string | null } {
    const { facts, status } = this;
    if (status !== null && status >= 400) {
      const word = errorWord(this.refusal) ?? String(status);
      return { outcome: status === 429 || isThrottled ? "rateLimited" : "failed", errorType: word };
    }
    if (facts.error !== null) {
      return {
        outcome: isThrottled ? "rateLimited" : "failed",
        errorType: errorWord(facts.error) ?? "other",
      };
    }
    if (facts.isTerminated) return { outcome: "complete", errorType: null };
    if (ending.kind === "cancelled") return { outcome: "cancelled", errorType: "cancelled" };
    if (ending.kind === "failed") return { outcome: "failed", errorType: ending.errorType };
    // What could not be read may well have been whole.
    if (facts.isIncomplete || this.transport === "http") return { outcome: "complete", errorType: null };
    return { outcome: "failed", errorType: "stream_truncated" };
  }

  #serverTime(): { readonly ms: number; readonly source: string } | null {
    for (const source of SERVER_TIMES) {
      const ms = durationOf(this.responseHeaders.get(source));
      if (ms !== null) return { ms, source };
    }
    return null;
  }
}
