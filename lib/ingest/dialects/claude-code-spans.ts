import type { Observation } from "#lib/domain/observation.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import type { RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";
import {
  booleanAttribute,
  firstIdentifier,
  identifierAttribute,
  numberAttribute,
} from "#lib/ingest/read-attributes.ts";
import { claudeCodeCallKey, claudeCodePromptKey } from "./claude-code-events.ts";
import { claudeCodeCallFacts, claudeCodeDecision, claudeCodeError } from "./claude-code-facts.ts";
import { type ClaudeCodeDraft, claudeCodeObservation } from "./claude-code-origin.ts";

const READERS: Readonly<Record<string, (span: SpanRecord, sessionId: string) => readonly ClaudeCodeDraft[]>> =
  {
    "claude_code.interaction": turn,
    "claude_code.llm_request": modelCall,
    "claude_code.tool": (span) => [toolCall(span, "waiting")],
    "claude_code.tool.execution": (span) => [toolCall(span, "running")],
    "claude_code.tool.blocked_on_user": approval,
  };

export const CLAUDE_CODE_SPANS: ReadonlySet<string> = new Set(Object.keys(READERS));

export const CLAUDE_CODE_SPAN_ATTRIBUTES = [
  "gen_ai.conversation.id",
  "gen_ai.response.id",
  "gen_ai.tool.call.id",
  "first_content_ms",
  "llm_request.context",
  "success",
  "tool_name",
  "tool_use_id",
] as const;

/** Turns one span of Claude Code into observations; none when it names no session. */
export function observeClaudeCodeSpan(span: SpanRecord, origin: RecordOrigin): Observation[] {
  const sessionId = firstIdentifier(span.attributes, ["session.id", "gen_ai.conversation.id"]);
  if (sessionId === null || !CLAUDE_CODE_SPANS.has(span.name)) return [];
  const drafts = READERS[span.name]?.(span, sessionId) ?? [];
  return drafts.map((draft) => claudeCodeObservation(sessionId, span.attributes, origin, draft));
}

/** An interaction is a turn, and begins with its prompt even when no log tells of that. */
function turn(span: SpanRecord, sessionId: string): ClaudeCodeDraft[] {
  return [
    { ...whole(span), key: observationKey("claude-code", span.traceId, span.spanId), kind: "turn" },
    promptOf(sessionId, span, span.spanId),
  ];
}

/** An interaction's span comes when the turn is over; until then the calls inside it tell that it has begun. */
function promptOf(sessionId: string, span: SpanRecord, interactionId: string): ClaudeCodeDraft {
  return {
    key: claudeCodePromptKey(sessionId, span.traceId, interactionId),
    kind: "prompt",
    source: "span",
    atMs: span.startMs,
    traceId: span.traceId,
  };
}

/**
 * The call with all its tries; only the span says when the first content came. The span begins while the client still
 * prepares the request, so the first try is where the call begins.
 */
function modelCall(span: SpanRecord, sessionId: string): ClaudeCodeDraft[] {
  const call = claudeCodeCallFacts(span.attributes);
  const tries = span.events
    .filter(({ name }) => name === "gen_ai.request.attempt")
    .flatMap(({ atMs }) => (atMs === null ? [] : [atMs]))
    .toSorted((a, b) => a - b);
  const firstContentMs = numberAttribute(span.attributes, "first_content_ms");
  // The client's durations count from the last try, the span from the first. A call without first content was answered
  // whole in the end, and its stream opened in the first try.
  const retriedMs = firstContentMs === null ? 0 : (tries.at(-1) ?? 0) - (tries[0] ?? 0);
  const failed = span.failed || booleanAttribute(span.attributes, "success") === false;
  return [
    {
      ...whole(span),
      startMs: tries[0] ?? span.startMs,
      key: claudeCodeCallKey(sessionId, call.callId ?? `span ${span.traceId} ${span.spanId}`),
      kind: "modelCall",
      facts: {
        ...call,
        ttftMs: firstContentMs,
        ttftBasis: firstContentMs === null ? null : "clientReported",
        errorType: failed ? claudeCodeError(span.attributes) : null,
        failed: failed || null,
        retriedMs: retriedMs || null,
      },
    },
    ...(span.parentSpanId !== null && span.attributes.get("llm_request.context") === "interaction"
      ? [promptOf(sessionId, span, span.parentSpanId)]
      : []),
    ...tries.slice(0, -1).map((startMs, index) => failedTry(span, startMs, tries[index + 1] ?? startMs)),
  ];
}

/** Each try is announced when it begins, so all before the last one failed; when and why is not told. */
function failedTry(span: SpanRecord, startMs: number, nextMs: number): ClaudeCodeDraft {
  return {
    key: observationKey("claude-code", span.traceId, span.spanId, "try", startMs),
    kind: "attempt",
    source: "span",
    atMs: nextMs,
    startMs,
    traceId: span.traceId,
    parentSpanId: span.spanId,
    facts: { errorType: "other", endUnknown: true },
  };
}

function toolCall(span: SpanRecord, covers: "waiting" | "running"): ClaudeCodeDraft {
  return {
    ...whole(span),
    key: observationKey("claude-code", span.traceId, span.spanId),
    kind: "toolCall",
    facts: {
      covers,
      callId: firstIdentifier(span.attributes, ["tool_use_id", "gen_ai.tool.call.id"]),
      tool: identifierAttribute(span.attributes, "tool_name"),
      success: booleanAttribute(span.attributes, "success"),
    },
  };
}

/** It names no call; the tool's span around it does. */
function approval(span: SpanRecord): ClaudeCodeDraft[] {
  return [
    {
      ...whole(span),
      key: observationKey("claude-code", span.traceId, span.spanId),
      kind: "approval",
      facts: claudeCodeDecision(span.attributes),
    },
  ];
}

function whole(span: SpanRecord) {
  return {
    source: "span" as const,
    atMs: span.endMs,
    startMs: span.startMs,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
  };
}
