import type { Context } from "@opentelemetry/api";
import type { InstrumentationConfig } from "@opentelemetry/instrumentation";
import type { ExchangeRecord } from "./recording/exchange-record.ts";

export type { RateLimitReading, Throttle } from "./rate-limits/rate-limit-reading.ts";
export type { ExchangeRecord } from "./recording/exchange-record.ts";
export type { SessionDetails } from "./turns/session-context.ts";

/** What can be set. */
export interface RoundTripInstrumentationConfig extends InstrumentationConfig {
  /**
   * Hosts beside the known ones that speak one of the known protocols, with the name of their provider, such as
   * `{ "llm.example.com": "openai", "127.0.0.1:8080": "vllm" }`.
   */
  readonly compatibleHosts?: Readonly<Record<string, string>>;
  /** Takes every attempt instead of the program's own tracer and logger. */
  readonly report?: (record: ExchangeRecord, context: Context) => void;
  /** Called with every attempt after its end. What it throws is reported to `diag` and goes no further. */
  readonly onExchange?: (record: ExchangeRecord) => void;
}
