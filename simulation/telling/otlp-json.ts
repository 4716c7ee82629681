/** A value of an attribute; what is null is left out. */
export type ToldValue = string | number | boolean | null;

export type ToldValues = Readonly<Record<string, ToldValue>>;

/** Who tells: the resource and the scope of all records of one request. */
export interface Teller {
  readonly resource: ToldValues;
  readonly scopeName: string;
}

/** A log record. Times are Unix ms. */
export interface ToldLog {
  /** Null where a client leaves the time to the attributes, as Codex does. */
  readonly atMs: number | null;
  readonly eventName?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly attributes: ToldValues;
}

/** A span. Times are Unix ms. */
export interface ToldSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | null;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: ToldValues;
  readonly events?: readonly { readonly name: string; readonly atMs: number }[];
  readonly failed?: boolean;
}

/** One export request, in OTLP/JSON. */
export interface ToldExport {
  readonly path: "/v1/logs" | "/v1/traces";
  readonly body: object;
}

/** An export of log records; none of none. */
export function logsExport({ resource, scopeName }: Teller, logs: readonly ToldLog[]): ToldExport[] {
  if (logs.length === 0) return [];
  const logRecords = logs.map(({ atMs, eventName, traceId, spanId, attributes }) => ({
    timeUnixNano: atMs === null ? "0" : nanos(atMs),
    observedTimeUnixNano: atMs === null ? "0" : nanos(atMs),
    ...(eventName === undefined ? {} : { eventName }),
    ...(traceId === undefined ? {} : { traceId }),
    ...(spanId === undefined ? {} : { spanId }),
    attributes: attributesOf(attributes),
  }));
  const scopeLogs = [{ scope: { name: scopeName }, logRecords }];
  const resourceLogs = [{ resource: { attributes: attributesOf(resource) }, scopeLogs }];
  return [{ path: "/v1/logs", body: { resourceLogs } }];
}

/** An export of spans; none of none. */
export function spansExport({ resource, scopeName }: Teller, told: readonly ToldSpan[]): ToldExport[] {
  if (told.length === 0) return [];
  const spans = told.map(
    ({ startMs, endMs, attributes, events = [], failed = false, parentSpanId, ...span }) => ({
      ...span,
      ...(parentSpanId == null ? {} : { parentSpanId }),
      kind: 1,
      startTimeUnixNano: nanos(startMs),
      endTimeUnixNano: nanos(Math.max(startMs, endMs)),
      attributes: attributesOf(attributes),
      events: events.map(({ name, atMs }) => ({ name, timeUnixNano: nanos(atMs), attributes: [] })),
      status: failed ? { code: 2 } : {},
    }),
  );
  const scopeSpans = [{ scope: { name: scopeName }, spans }];
  const resourceSpans = [{ resource: { attributes: attributesOf(resource) }, scopeSpans }];
  return [{ path: "/v1/traces", body: { resourceSpans } }];
}

/** Nanoseconds as JSON has them: text, since they are larger than its numbers are exact. */
function nanos(ms: number): string {
  const whole = Math.floor(ms);
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6)));
}

function attributesOf(values: ToldValues) {
  return Object.entries(values).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value: anyValue(value) }],
  );
}

function anyValue(value: Exclude<ToldValue, null>) {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
