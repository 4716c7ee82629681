import { type Tracer, trace } from "@opentelemetry/api";
import { INSTRUMENTATION_SCOPE } from "../semconv.ts";
import { INSTRUMENTATION_VERSION } from "../version.ts";

let own: Tracer | null = null;

/** Has the spans of turns, sessions and tool calls go where the round trips go. */
export function setOwnTracer(tracer: Tracer): void {
  own = tracer;
}

/** Where they go: to what `register` set up, else to whatever the program uses. */
export function ownTracer(): Tracer {
  return own ?? trace.getTracer(INSTRUMENTATION_SCOPE, INSTRUMENTATION_VERSION);
}
