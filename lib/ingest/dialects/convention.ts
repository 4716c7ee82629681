import type { Observation } from "#lib/domain/observation.ts";
import type { RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";

/** What one span says, before it is known whose it is. */
export interface Reading {
  readonly kind: Observation["kind"];
  /** Names the thing where two instrumentations describe it; null: the span stands for itself. */
  readonly identity: string | null;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** A vocabulary for spans, known by its attributes rather than by who uses it, so that any client may speak it. */
export interface Convention {
  /** The attribute keys it reads. */
  readonly attributes: readonly string[];
  /** What the span says in these words; empty when it says nothing about latency, null when these are not its words. */
  read(span: SpanRecord, origin: RecordOrigin): readonly Reading[] | null;
}
