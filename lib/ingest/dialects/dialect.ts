import type { Observation } from "#lib/domain/observation.ts";
import type { LogRecord, RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";

/**
 * How one client (or convention) says things. A dialect is a pure table of sources: it turns a record into
 * observations and keeps nothing else of it. To add one, write its file and name it in observe.ts.
 */
export interface Dialect {
  readonly name: string;
  /** The attribute keys it reads. No other attribute is ever built. */
  readonly attributes: ReadonlySet<string>;
  /** Whether it speaks for the records of this origin. The first dialect that does gets them. */
  recognises(origin: RecordOrigin): boolean;
  /** Whether spans of this name may say something. */
  wantsSpan(name: string): boolean;
  observeSpan(span: SpanRecord, origin: RecordOrigin): Observation[];
  observeLog(log: LogRecord, origin: RecordOrigin): Observation[];
}
