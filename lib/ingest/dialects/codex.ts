import { CODEX_EVENT_ATTRIBUTES, observeCodexEvent } from "./codex-events.ts";
import { isCodex } from "./codex-origin.ts";
import { CODEX_SPAN_ATTRIBUTES, CODEX_SPANS, observeCodexSpan } from "./codex-spans.ts";
import type { Dialect } from "./dialect.ts";

/**
 * Codex CLI, checked against 0.169: logs, traces, and both at once; over SSE and over WebSocket. Its logs have no
 * time of their own (`timeUnixNano` is 0), so `event.timestamp` is used, which has milliseconds.
 */
export const codex: Dialect = {
  name: "codex",
  attributes: new Set([...CODEX_EVENT_ATTRIBUTES, ...CODEX_SPAN_ATTRIBUTES]),
  recognises: isCodex,
  wantsSpan: (name) => CODEX_SPANS.has(name),
  observeSpan: (span, origin) => [
    ...observeCodexSpan(span, origin),
    ...span.events.flatMap((event) =>
      observeCodexEvent(event.attributes, { traceId: span.traceId, fallbackMs: event.atMs, origin }),
    ),
  ],
  observeLog: (log, origin) =>
    observeCodexEvent(log.attributes, {
      traceId: log.traceId,
      fallbackMs: log.timeMs ?? log.observedMs,
      origin,
    }),
};
