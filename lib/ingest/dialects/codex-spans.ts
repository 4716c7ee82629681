import { slotStartMs } from "#lib/domain/chunk-instants.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { facts } from "#lib/ingest/facts.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import type { RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";
import {
  booleanAttribute,
  countAttribute,
  firstIdentifier,
  identifierAttribute,
  numberAttribute,
} from "#lib/ingest/read-attributes.ts";
import { codexOriginFacts, codexScope } from "./codex-origin.ts";

/** Spans that say something themselves. One turn exports 500 to 1000 spans, of which some twenty matter. */
const READERS: Readonly<Record<string, (span: SpanRecord) => Draft | null>> = {
  "session_task.turn": turn,
  turn,
  "codex.sampling": sampling,
  receiving_stream: () => ({ kind: "stream" }),
  handle_responses: streamEvent,
  "model_client.stream_responses_api": (span) => requestSpan(span, "client", "sse"),
  "model_client.stream_responses_websocket": (span) => requestSpan(span, "client", "websocket"),
  "endpoint_session.stream_encoded_json_with": (span) => requestSpan(span, "wire", "sse"),
  "responses_websocket.stream_request": (span) => requestSpan(span, "wire", "websocket"),
};

/** Spans that matter only for the events inside them. */
const EVENT_CARRIERS = [
  "session_init",
  "run_hooks_and_record_inputs",
  "model_client.websocket_connection",
  "dispatch_tool_call_with_state",
  "run_sampling_request",
  "try_run_sampling_request",
  "stream_request",
];

export const CODEX_SPANS: ReadonlySet<string> = new Set([...Object.keys(READERS), ...EVENT_CARRIERS]);

export const CODEX_SPAN_ATTRIBUTES = [
  "conversation.id",
  "thread.id",
  "turn.id",
  "from",
  "tool_name",
  "codex.response.receive_wait_ms",
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.usage.output_tokens",
  "codex.usage.reasoning_output_tokens",
  "codex.request.reasoning_effort",
  "codex.turn.reasoning_effort",
  "websocket.warmup",
  "model",
  "app.version",
  "team.id",
  "team",
] as const;

interface Draft {
  readonly kind: Observation["kind"];
  readonly conversationId?: string | null;
  /** Unix ms; the span's end when left out. */
  readonly atMs?: number;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
  readonly chunkClass?: string;
}

/** What a span of Codex says by itself, its events aside. */
export function observeCodexSpan(span: SpanRecord, origin: RecordOrigin): Observation[] {
  const draft = READERS[span.name]?.(span);
  if (!draft) return [];
  const atMs = draft.atMs ?? span.endMs;
  const slot = slotStartMs({ atMs });
  const isChunk = draft.chunkClass !== undefined;
  return [
    {
      // Events of one stream share a slot; every other span stands for itself.
      key: isChunk
        ? observationKey("codex-span", span.traceId, span.parentSpanId, draft.chunkClass ?? null, slot)
        : observationKey("codex-span", span.traceId, span.spanId),
      scope: draft.conversationId ? codexScope(draft.conversationId) : null,
      traceId: span.traceId,
      spanId: isChunk ? null : span.spanId,
      parentSpanId: span.parentSpanId,
      kind: draft.kind,
      source: "span",
      atMs,
      startMs: isChunk ? null : span.startMs,
      facts: facts({
        ...(draft.conversationId
          ? { ...codexOriginFacts(span.attributes, origin), sessionId: draft.conversationId }
          : {}),
        ...draft.facts,
      }),
      instants: isChunk ? [Math.floor(atMs - slot)] : null,
    },
  ];
}

/** `thread.id` names the conversation here; elsewhere the same key is the number of an operating-system thread. */
function turn(span: SpanRecord): Draft | null {
  const threadId = span.attributes.get("thread.id");
  const conversationId =
    identifierAttribute(span.attributes, "conversation.id") ??
    (typeof threadId === "string" && threadId.includes("-")
      ? identifierAttribute(span.attributes, "thread.id")
      : null);
  if (conversationId === null) return null;
  return { kind: "turn", conversationId, facts: { model: identifierAttribute(span.attributes, "model") } };
}

function sampling(span: SpanRecord): Draft | null {
  const conversationId = identifierAttribute(span.attributes, "conversation.id");
  return conversationId === null ? null : { kind: "sampling", conversationId };
}

function requestSpan(span: SpanRecord, layer: "client" | "wire", transport: "sse" | "websocket"): Draft {
  return {
    kind: "requestSpan",
    facts: {
      layer,
      transport,
      warmUp: booleanAttribute(span.attributes, "websocket.warmup"),
      model: identifierAttribute(span.attributes, "model"),
    },
  };
}

/** One span for each event of the stream: the event arrived when the waiting in it was over. */
function streamEvent(span: SpanRecord): Draft {
  const waitMs = numberAttribute(span.attributes, "codex.response.receive_wait_ms");
  const atMs = waitMs === null ? span.endMs : Math.min(span.startMs + waitMs, span.endMs);
  const outputTokens = countAttribute(span.attributes, "gen_ai.usage.output_tokens");
  if (outputTokens !== null) {
    const effort = firstIdentifier(span.attributes, ["codex.request.reasoning_effort"]);
    return {
      kind: "completion",
      atMs,
      facts: {
        inputTokens: countAttribute(span.attributes, "gen_ai.usage.input_tokens"),
        cachedInputTokens: countAttribute(span.attributes, "gen_ai.usage.cache_read.input_tokens"),
        outputTokens,
        reasoningTokens: countAttribute(span.attributes, "codex.usage.reasoning_output_tokens"),
        reasoningEffort: effort === "default" ? null : effort,
      },
    };
  }
  const from = span.attributes.get("from");
  if (from === "output_item_added" || from === "output_item_done") {
    const stage = from === "output_item_added" ? "added" : "done";
    return { kind: "item", atMs, facts: { stage, tool: identifierAttribute(span.attributes, "tool_name") } };
  }
  return { kind: "chunks", atMs, chunkClass: "unnamed", facts: { class: "unnamed" } };
}
