import type { Attributes, RejectionReason, SpanEventRecord, SpanRecord } from "./records.ts";

/** A span with more events than this is no record of work but an attack on memory. */
export const EVENTS_MAX = 100_000;

/** A wanted span as one of the encodings gave it, before its rules are checked; null is what was missing or invalid. */
export interface SpanFields {
  traceId: string | null;
  spanId: string | null;
  parentSpanId: string | null;
  name: string;
  startMs: number | null;
  endMs: number | null;
  attributes: Attributes;
  events: readonly SpanEventRecord[];
  failed: boolean;
}

/** The span, or the rule it breaks. */
export function checkSpan(span: SpanFields): SpanRecord | RejectionReason {
  const { traceId, spanId, startMs, endMs } = span;
  if (span.events.length > EVENTS_MAX) return "invalidRecord";
  if (traceId === null || spanId === null) return "invalidId";
  if (startMs === null || endMs === null || endMs < startMs) return "invalidTime";
  return { ...span, traceId, spanId, startMs, endMs };
}
