import type { Observation } from "#lib/domain/observation.ts";
import { observeLogs } from "#lib/ingest/observe.ts";
import type { AttributeValue, LogRecord } from "#lib/ingest/otlp/records.ts";

/** Any instant: tests speak of ms after it. */
export const T0 = Date.UTC(2026, 10, 22, 9);

/**
 * Codex logs written down as a story: `at(120, "codex.api_request", {…})` is an event 120 ms after T0. Attribute
 * values are sent as Codex sends them, so numbers may be text.
 */
export class CodexSession {
  readonly #logs: LogRecord[] = [];
  readonly #conversationId: string;

  constructor(conversationId = "0199aaaa-0000-7000-8000-000000000001") {
    this.#conversationId = conversationId;
  }

  at(ms: number, name: string, attributes: Readonly<Record<string, AttributeValue>> = {}): this {
    this.#logs.push({
      timeMs: null,
      observedMs: null,
      eventName: "",
      traceId: null,
      spanId: null,
      attributes: new Map<string, AttributeValue>([
        ["event.name", name],
        ["event.timestamp", new Date(T0 + ms).toISOString()],
        ["conversation.id", this.#conversationId],
        ["model", "gpt-5.3-codex-spark"],
        ...Object.entries(attributes),
      ]),
    });
    return this;
  }

  prompt(ms: number): this {
    return this.at(ms, "codex.user_prompt", { prompt_length: "6" });
  }

  /** One HTTP attempt whose headers came at `ms`, `durationMs` after it was sent. */
  request(ms: number, durationMs: number, statusCode = 200, attempt = 0): this {
    return this.at(ms, "codex.api_request", {
      duration_ms: String(durationMs),
      "http.response.status_code": statusCode,
      attempt,
      endpoint: "/responses",
    });
  }

  websocketRequest(ms: number): this {
    return this.at(ms, "codex.websocket_request", { duration_ms: "0", success: "true" });
  }

  event(ms: number, kind: string): this {
    return this.at(ms, "codex.sse_event", { "event.kind": kind, duration_ms: "0" });
  }

  /** Text deltas at each of these instants. */
  deltas(...instantsMs: readonly number[]): this {
    for (const ms of instantsMs) this.event(ms, "response.output_text.delta");
    return this;
  }

  completed(ms: number, usage: Readonly<Record<string, AttributeValue>> = {}): this {
    return this.at(ms, "codex.sse_event", {
      "event.kind": "response.completed",
      input_token_count: "1200",
      output_token_count: "40",
      cached_token_count: 800,
      reasoning_token_count: 0,
      ...usage,
    });
  }

  tool(ms: number, durationMs: number, callId = "call_1"): this {
    return this.at(ms, "codex.tool_result", {
      tool_name: "exec_command",
      call_id: callId,
      duration_ms: String(durationMs),
      success: "true",
    });
  }

  observations(): Observation[] {
    const resource = new Map([["service.name", "codex_exec"]]);
    return observeLogs([{ origin: { resource, scopeName: "codex_otel.log_only" }, records: this.#logs }]);
  }
}
