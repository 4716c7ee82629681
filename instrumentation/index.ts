export { RoundTripInstrumentation } from "./round-trip-instrumentation.ts";
export { withApproval, withSession, withToolCall, withTurn } from "./turns/turns.ts";
export type {
  ExchangeRecord,
  RateLimitReading,
  RoundTripInstrumentationConfig,
  SessionDetails,
  Throttle,
} from "./types.ts";
