import type { Observation } from "#lib/domain/observation.ts";
import type { AttributeValue } from "#lib/ingest/otlp/records.ts";
import { observeRecords } from "./captures.ts";
import { T0 } from "./client-telemetry.ts";
import { type WireSender, type WireSpan, wireRecord } from "./wire-spans.ts";

/** Attributes of a span; null ones are left out. */
export type WireValues = Readonly<Record<string, AttributeValue | null>>;

/** An attempt at the wire from `startMs` to `endMs` after T0. */
export function wireAttempt(
  sender: WireSender,
  startMs: number,
  endMs: number,
  attributes: WireValues,
  place: Partial<Pick<WireSpan, "traceId" | "spanId" | "parentSpanId">> = {},
): Observation[] {
  return observeRecords([
    wireRecord(sender, { startMs: T0 + startMs, endMs: T0 + endMs, ...place, attributes }),
  ]);
}

/** A streamed answer of 101 tokens, the first and the last of them so many ms after the start. */
export function streamedTimes(firstMs: number, lastMs: number): WireValues {
  return {
    "roundtrip.headers_ms": 5,
    "roundtrip.first_event_ms": 5,
    "roundtrip.first_token_ms": firstMs,
    "roundtrip.first_output_ms": firstMs,
    "roundtrip.last_token_ms": lastMs,
    "roundtrip.token_events": 40,
    "roundtrip.reasoning_streamed": false,
    "gen_ai.usage.output_tokens": 101,
  };
}

/** A refusal for too many requests, as a try of this call. */
export function refusedAttempt(callId: string): WireValues {
  return {
    "roundtrip.call.id": callId,
    "roundtrip.outcome": "rateLimited",
    "http.response.status_code": 429,
    "error.type": "rate_limit_exceeded",
  };
}
