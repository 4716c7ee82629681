import type { ExchangeRecord } from "./exchange-record.ts";

/** Callers whose WebSocket failed; the oldest is forgotten. */
const CALLERS_MAX = 256;

/**
 * Knows who fell back to HTTP: a caller whose WebSocket was refused or broke, and who then calls the same server over
 * HTTP, does it for the rest of its session, or until a WebSocket works again.
 */
export class FallbackTracker {
  readonly #failed = new Set<string>();

  /** Whether the attempt was made over HTTP because a WebSocket had failed. To be asked once for each, in their order. */
  isFallback(record: ExchangeRecord): boolean {
    if (record.transport !== "websocket" && this.#failed.size === 0) return false;
    const caller = `${record.serverAddress}:${record.serverPort} ${record.sessionId ?? record.account}`;
    if (record.transport !== "websocket") return this.#failed.has(caller);
    if (record.outcome === "failed") {
      this.#failed.add(caller);
      const oldest = this.#failed.values().next().value;
      if (this.#failed.size > CALLERS_MAX && oldest !== undefined) this.#failed.delete(oldest);
    } else if (record.outcome === "complete") this.#failed.delete(caller);
    return false;
  }
}
