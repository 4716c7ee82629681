import type { RateLimitReading } from "../rate-limits/rate-limit-reading.ts";
import type { ExchangeRecord } from "../recording/exchange-record.ts";

/** The limits of one account and model are told of at most so often: many calls a second would say the same each time. */
const EVERY_MS = 1_000;
/** Accounts and models that are remembered; more of them only come from something broken. */
const KNOWN_MAX = 512;

/** Keeps back what was told a moment ago. */
export class ReadingPace {
  readonly #toldAtMs = new Map<string, number>();

  /** Those that are to be told: of a refused attempt, always all. */
  select(record: ExchangeRecord): readonly RateLimitReading[] {
    const { endpoint, account, request, throttle, endedAtMs, transport } = record;
    const key = `${endpoint.provider} ${account} ${request.model}`;
    const sinceMs = endedAtMs - (this.#toldAtMs.get(key) ?? Number.NEGATIVE_INFINITY);
    // On a WebSocket the provider tells by events, and only when something has changed.
    if (throttle === null && transport !== "websocket" && sinceMs < EVERY_MS) return [];
    if (this.#toldAtMs.size > KNOWN_MAX) this.#toldAtMs.clear();
    this.#toldAtMs.set(key, endedAtMs);
    return record.readings();
  }
}
