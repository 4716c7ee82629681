import { type Context, type SpanContext, trace } from "@opentelemetry/api";
import type { CallIdentity } from "../recording/retry-tracker.ts";

/** As many calls as may still be tried again. */
const OPEN_MAX = 256;

/**
 * Keeps the tries of one call in one trace where nobody says to which trace it belongs: else each try would be the
 * root of a trace of its own, and what reads the spans trace by trace would take them for calls of their own.
 */
export class CallTraces {
  readonly #first = new Map<string, SpanContext>();

  /** The context in which a try is to be told of: `around` unless that has no trace and an earlier try had. */
  contextOf({ callId, resendCount }: CallIdentity, around: Context): Context {
    if (resendCount === 0 || trace.getSpanContext(around) !== undefined) return around;
    const first = this.#first.get(callId);
    return first === undefined ? around : trace.setSpanContext(around, first);
  }

  /** A try failed, so that another may come. */
  remember({ callId }: CallIdentity, around: Context, span: SpanContext): void {
    if (this.#first.has(callId) || trace.getSpanContext(around) !== undefined) return;
    this.#first.set(callId, span);
    const oldest = this.#first.keys().next().value;
    if (this.#first.size > OPEN_MAX && oldest !== undefined) this.#first.delete(oldest);
  }
}
