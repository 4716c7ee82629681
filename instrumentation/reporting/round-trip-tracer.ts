import {
  type Attributes,
  type AttributeValue,
  type Context,
  type HrTime,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { IdGenerator } from "@opentelemetry/sdk-trace";
import { type EndedSpan, encodeSpanAttribute } from "./encode-span.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";
import { isSuppressed } from "./suppression.ts";

/**
 * Makes spans of round trips for our own exporter, with less to do than the SDK has: they are begun and ended in one go,
 * when all is known of them, and nobody else gets hold of them. Attributes are written as they are told, so that none may
 * be told twice. Sampled as the SDK does by default: as the parent is.
 */
export class RoundTripTracer implements Pick<Tracer, "startSpan"> {
  readonly #ids: IdGenerator;
  readonly #onEnd: (span: EndedSpan) => void;

  /** `onEnd` has what it needs of a span when it returns: its attributes are overwritten then. */
  constructor(ids: IdGenerator, onEnd: (span: EndedSpan) => void) {
    this.#ids = ids;
    this.#onEnd = onEnd;
  }

  /** `options.startTime` is to be given, as seconds and nanoseconds. */
  startSpan(name: string, options: SpanOptions, around: Context): Span {
    if (isSuppressed(around)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const given = trace.getSpanContext(around);
    const parent = given !== undefined && trace.isSpanContextValid(given) ? given : null;
    const isSampled = parent === null || (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
    const context: SpanContext = {
      traceId: parent?.traceId ?? this.#ids.generateTraceId(),
      spanId: this.#ids.generateSpanId(),
      traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
      ...(parent?.traceState === undefined ? {} : { traceState: parent.traceState }),
    };
    if (!isSampled) return trace.wrapSpanContext(context);
    return new RoundTripSpan(name, options, context, parent, this.#onEnd);
  }
}

/** Where the attributes of the next span are written: spans come one after the other. Null while one is open. */
let spare: ProtobufWriter | null = null;

class RoundTripSpan implements Span, EndedSpan {
  name: string;
  readonly kind: SpanKind;
  readonly context: SpanContext;
  readonly parent: SpanContext | null;
  readonly startTime: HrTime;
  endTime: HrTime;
  status: SpanStatus = { code: SpanStatusCode.UNSET };
  readonly #attributes: ProtobufWriter;
  readonly #onEnd: (span: EndedSpan) => void;
  #isOver = false;

  constructor(
    name: string,
    { kind, startTime, attributes }: SpanOptions,
    context: SpanContext,
    parent: SpanContext | null,
    onEnd: (span: EndedSpan) => void,
  ) {
    this.name = name;
    this.kind = kind ?? SpanKind.INTERNAL;
    this.context = context;
    this.parent = parent;
    this.startTime = timeOf(startTime);
    this.endTime = this.startTime;
    this.#onEnd = onEnd;
    this.#attributes = spare ?? new ProtobufWriter();
    this.#attributes.truncate(0);
    spare = null;
    if (attributes !== undefined) this.setAttributes(attributes);
  }

  get attributes(): Uint8Array {
    return this.#attributes.written();
  }

  spanContext(): SpanContext {
    return this.context;
  }

  setAttribute(name: string, value: AttributeValue): this {
    if (!this.#isOver) encodeSpanAttribute(this.#attributes, name, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const [name, value] of Object.entries(attributes))
      if (value !== undefined && value !== null) this.setAttribute(name, value);
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.status = status;
    return this;
  }

  updateName(name: string): this {
    this.name = name;
    return this;
  }

  isRecording(): boolean {
    return !this.#isOver;
  }

  end(endTime?: TimeInput): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const time = timeOf(endTime);
    const [seconds, rest] = this.startTime;
    const isBefore = time[0] < seconds || (time[0] === seconds && time[1] < rest);
    this.endTime = isBefore ? this.startTime : time;
    this.#onEnd(this);
    spare = this.#attributes;
  }

  // What round trips have none of.

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  recordException(): void {}
}

function timeOf(time: TimeInput | undefined): HrTime {
  if (!Array.isArray(time)) throw new TypeError("a round trip's times are seconds and nanoseconds");
  return time;
}
