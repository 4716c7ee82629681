import { type Context, context, createContextKey } from "@opentelemetry/api";

/** Under this key, which all copies of OpenTelemetry share, a context says that nothing in it is to be told of. */
const SUPPRESSED = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

/** Whether nothing that happens there is to be told of. */
export function isSuppressed(around: Context): boolean {
  return around.getValue(SUPPRESSED) === true;
}

/** Does something of which no instrumentation tells: sending telemetry must not become telemetry. */
export function suppressed<T>(work: () => T): T {
  return context.with(context.active().setValue(SUPPRESSED, true), work);
}
