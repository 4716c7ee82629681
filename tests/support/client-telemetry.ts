import type { Observation } from "#lib/domain/observation.ts";
import type { Assembly } from "#lib/domain/turn.ts";
import { observeLogs, observeSpans } from "#lib/ingest/observe.ts";
import type { AttributeValue, LogRecord, RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";
import { assembleAll } from "./captures.ts";

type Values = Readonly<Record<string, AttributeValue>>;

/** The trace of everything that names no other. */
export const TRACE = "0123456789abcdef0123456789abcdef";

/** When every story begins, in Unix ms. */
export const T0 = Date.UTC(2026, 10, 22, 9);

/** What one client process reports, as a story in ms after `T0`. */
export class ClientTelemetry {
  readonly #origin: RecordOrigin;
  readonly #shared: Values;
  readonly #logs: LogRecord[] = [];
  readonly #spans: SpanRecord[] = [];

  /** `shared` is on every record. */
  constructor(resource: Values, shared: Values = {}) {
    this.#origin = { resource: new Map(Object.entries(resource)), scopeName: "any" };
    this.#shared = shared;
  }

  log(atMs: number, event: string, values: Values = {}, more: Partial<LogRecord> = {}): this {
    const timeMs = T0 + atMs;
    const attributes = { ...this.#shared, "event.name": event, ...values };
    this.#logs.push({
      timeMs,
      observedMs: timeMs,
      eventName: "",
      traceId: null,
      spanId: null,
      attributes: new Map(Object.entries(attributes)),
      ...more,
    });
    return this;
  }

  span(
    name: string,
    startMs: number,
    endMs: number,
    values: Values = {},
    more: Partial<SpanRecord> = {},
  ): this {
    this.#spans.push({
      traceId: TRACE,
      spanId: (this.#spans.length + 1).toString(16).padStart(16, "0"),
      parentSpanId: null,
      name,
      startMs: T0 + startMs,
      endMs: T0 + endMs,
      attributes: new Map(Object.entries({ ...this.#shared, ...values })),
      events: [],
      failed: false,
      ...more,
    });
    return this;
  }

  logs(): Observation[] {
    return observeLogs([{ origin: this.#origin, records: this.#logs }]);
  }

  spans(): Observation[] {
    return observeSpans([{ origin: this.#origin, records: this.#spans }]);
  }

  /** What the chosen signals say happened. */
  assemble(signals: "logs" | "spans" | "both" = "both"): Assembly {
    return assembleAll([
      ...(signals === "spans" ? [] : this.logs()),
      ...(signals === "logs" ? [] : this.spans()),
    ]);
  }
}
