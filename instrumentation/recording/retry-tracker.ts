import { randomBytes } from "node:crypto";
import type { ExchangeRecord } from "./exchange-record.ts";

/** Which call an attempt belongs to. */
export interface CallIdentity {
  /** The same for all attempts of one call. */
  readonly callId: string;
  /** Attempts before this one: 0 for the first. */
  readonly resendCount: number;
}

/** A program that asks the very same again later than this after a failure does not try again: it asks again. */
const RETRY_WITHIN_MS = 10 * 60_000;
/** Failed calls that may still be tried again; the oldest is forgotten. */
const OPEN_MAX = 256;

interface FailedCall extends CallIdentity {
  readonly endedAtMs: number;
  readonly wasCancelled: boolean;
}

/**
 * Tells which attempts are tries of one call: the same body to the same server, after a try that failed. SDKs try
 * again unseen by the program that calls them; some count in a header, most do not.
 */
export class RetryTracker {
  readonly #failed = new Map<string, FailedCall>();
  /** Drawn once: drawing it for each call would cost more than all the rest here. */
  readonly #prefix = randomBytes(6).toString("hex");
  #calls = 0;

  identify(record: ExchangeRecord): CallIdentity {
    const key = keyOf(record);
    const earlier = key === null ? undefined : this.#failed.get(key);
    const isNext =
      earlier !== undefined &&
      record.startedAtMs >= earlier.endedAtMs &&
      record.startedAtMs - earlier.endedAtMs <= RETRY_WITHIN_MS &&
      // Who counts its tries and says that this is the first one has begun anew.
      record.retryCount !== 0 &&
      // Who gave up may have done so for good, unless it says that it tries again: SDKs do after a timeout.
      (!earlier.wasCancelled || record.retryCount !== null);
    const identity: CallIdentity = isNext
      ? { callId: earlier.callId, resendCount: record.retryCount ?? earlier.resendCount + 1 }
      : { callId: this.#nextCallId(), resendCount: record.retryCount ?? 0 };
    if (key === null) return identity;
    this.#failed.delete(key);
    if (record.outcome !== "complete") {
      const wasCancelled = record.outcome === "cancelled";
      this.#failed.set(key, { ...identity, endedAtMs: record.endedAtMs, wasCancelled });
      const oldest = this.#failed.keys().next().value;
      if (this.#failed.size > OPEN_MAX && oldest !== undefined) this.#failed.delete(oldest);
    }
    return identity;
  }

  #nextCallId(): string {
    this.#calls += 1;
    return `${this.#prefix}-${this.#calls}`;
  }
}

function keyOf({ request, serverAddress, serverPort, endpoint, transport }: ExchangeRecord): string | null {
  if (request.fingerprint === null) return null;
  // A WebSocket that was given up for HTTP asks in other words; those are two bodies and so two calls.
  const way = transport === "websocket" ? "websocket" : "http";
  return `${serverAddress}:${serverPort} ${endpoint.protocol} ${way} ${request.fingerprint}`;
}
