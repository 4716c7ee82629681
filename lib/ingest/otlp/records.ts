/**
 * OTLP records as the dialects see them: the same shape from JSON and from protobuf, with only the attributes that
 * some dialect asked for. Everything else was never built.
 */

export type AttributeValue = string | number | boolean;

/**
 * Attributes on the allow-list. Left out are arrays, maps and bytes, integers beyond 2^53, numbers that are not finite,
 * and strings longer than 1024 characters or holding U+0000.
 */
export type Attributes = ReadonlyMap<string, AttributeValue>;

/** What a batch of records has in common. */
export interface RecordOrigin {
  readonly resource: Attributes;
  readonly scopeName: string;
}

export interface SpanRecord {
  /** Lower-case hex, 32 digits. */
  readonly traceId: string;
  /** Lower-case hex, 16 digits. */
  readonly spanId: string;
  /** Null for a root span. */
  readonly parentSpanId: string | null;
  readonly name: string;
  /** Unix ms. */
  readonly startMs: number;
  /** Unix ms, at or after `startMs`. */
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly events: readonly SpanEventRecord[];
  /** True when the span's status is ERROR. */
  readonly failed: boolean;
}

export interface SpanEventRecord {
  readonly name: string;
  /** Unix ms; null when absent. */
  readonly atMs: number | null;
  readonly attributes: Attributes;
}

export interface LogRecord {
  /** Unix ms of the event; null when the client left it 0 or out. */
  readonly timeMs: number | null;
  /** Unix ms at which the client's SDK saw the event; null when absent. */
  readonly observedMs: number | null;
  /** OTLP's own event name; empty when absent. */
  readonly eventName: string;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly attributes: Attributes;
}

/** Spans, logs or data points that share a resource and a scope. */
export interface RecordGroup<R> {
  readonly origin: RecordOrigin;
  readonly records: readonly R[];
}

/** Decides, before a record is built, what is worth building. */
export interface Selection {
  /** Whether spans of this name may matter, given who sends them. */
  wantsSpan(name: string, origin: RecordOrigin): boolean;
  /** Whether an attribute of this key (of a resource, span, event or log) is on the allow-list. */
  wantsAttribute(key: string): boolean;
}

/** Why a record was not kept. */
export type RejectionReason = "invalidId" | "invalidTime" | "invalidRecord" | "invalidPoint";

export interface Rejections {
  readonly count: number;
  /** One sentence that names the first broken rule; empty when nothing was rejected. */
  readonly message: string;
  readonly byReason: Readonly<Partial<Record<RejectionReason, number>>>;
}

/** How much of a request came from one resource and scope, wanted or not. */
export interface RecordSource {
  readonly origin: RecordOrigin;
  readonly received: number;
}

/** What one export request held. */
export interface DecodedExport<R> {
  readonly groups: readonly RecordGroup<R>[];
  readonly sources: readonly RecordSource[];
  /** Records in the request, wanted or not, rejected ones included. */
  readonly received: number;
  /** Records passed over because no dialect wants them. */
  readonly filtered: number;
  readonly rejected: Rejections;
}
