import type { Observation } from "#lib/domain/observation.ts";
import { unixMsFromRfc3339 } from "#lib/domain/time.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import type { LogRecord, RecordOrigin } from "#lib/ingest/otlp/records.ts";
import {
  booleanAttribute,
  countAttribute,
  identifierAttribute,
  numberAttribute,
} from "#lib/ingest/read-attributes.ts";
import { claudeCodeCallFacts, claudeCodeDecision, claudeCodeError } from "./claude-code-facts.ts";
import { type ClaudeCodeDraft, claudeCodeObservation } from "./claude-code-origin.ts";

export const CLAUDE_CODE_EVENT_ATTRIBUTES = [
  "event.name",
  "event.timestamp",
  "prompt.id",
  "duration_ms",
  "total_attempts",
  "total_retry_duration_ms",
  "tool_name",
  "tool_use_id",
  "success",
] as const;

interface Event {
  readonly sessionId: string;
  readonly atMs: number;
  readonly log: LogRecord;
}

const READERS: Readonly<Record<string, (event: Event) => readonly ClaudeCodeDraft[]>> = {
  user_prompt: prompt,
  api_request: (event) => [modelCall(event, false)],
  api_error: (event) => [modelCall(event, true)],
  api_retries_exhausted: earlierTries,
  tool_result: toolCall,
  tool_decision: approval,
};

/** Turns one log of Claude Code into observations; none when it is not about latency or names no session. */
export function observeClaudeCodeEvent(log: LogRecord, origin: RecordOrigin): Observation[] {
  const sessionId = identifierAttribute(log.attributes, "session.id");
  const atMs = unixMsFromRfc3339(log.attributes.get("event.timestamp")) ?? log.timeMs ?? log.observedMs;
  // Attributes carry the name without the prefix that the body has; some pipelines put it back.
  const name = identifierAttribute(log.attributes, "event.name")?.replace(/^claude_code\./, "") ?? "";
  if (sessionId === null || atMs === null || !Object.hasOwn(READERS, name)) return [];
  const drafts = READERS[name]?.({ sessionId, atMs, log }) ?? [];
  return drafts.map((draft) => claudeCodeObservation(sessionId, log.attributes, origin, draft));
}

/** A prompt inside an interaction's span begins the same turn as the span. */
export function claudeCodePromptKey(sessionId: string, traceId: string, spanId: string): string {
  return observationKey("claude-code", sessionId, "prompt", traceId, spanId);
}

function prompt({ sessionId, atMs, log }: Event): ClaudeCodeDraft[] {
  const promptId = identifierAttribute(log.attributes, "prompt.id");
  const key =
    log.traceId !== null && log.spanId !== null
      ? claudeCodePromptKey(sessionId, log.traceId, log.spanId)
      : observationKey("claude-code", sessionId, "prompt", promptId ?? atMs);
  return [{ key, kind: "prompt", source: "log", atMs, traceId: log.traceId }];
}

/** `duration_ms` is that of the last try; `attempt` counts the tries, which an exhausted call tells more of. */
function modelCall(event: Event, failed: boolean): ClaudeCodeDraft {
  const { sessionId, atMs, log } = event;
  const call = claudeCodeCallFacts(log.attributes);
  return {
    key: claudeCodeCallKey(sessionId, call.callId ?? `log ${atMs} ${log.attributes.get("duration_ms")}`),
    kind: "modelCall",
    source: "log",
    atMs,
    startMs: startOf(event),
    traceId: log.traceId,
    facts: { ...call, errorType: failed ? (claudeCodeError(log.attributes) ?? "other") : null },
  };
}

/** The same for a call's log and its span. */
export function claudeCodeCallKey(sessionId: string, name: string): string {
  return observationKey("claude-code", sessionId, "call", name);
}

/** More tries than any client makes. */
const TRIES_MAX = 50;

/**
 * Comes with the error of a call that was tried more than once. When each try began is not told, so the earlier ones
 * are all placed where the first began, without an end.
 */
function earlierTries({ sessionId, atMs, log }: Event): ClaudeCodeDraft[] {
  const tries = Math.min(countAttribute(log.attributes, "total_attempts") ?? 0, TRIES_MAX);
  const durationMs = numberAttribute(log.attributes, "total_retry_duration_ms");
  return Array.from({ length: Math.max(0, tries - 1) }, (_, index) => ({
    key: observationKey("claude-code", sessionId, "tries", atMs, index),
    kind: "attempt" as const,
    source: "log" as const,
    atMs,
    startMs: durationMs === null ? null : atMs - durationMs,
    traceId: log.traceId,
    facts: { errorType: "other", endUnknown: true, untimed: true },
  }));
}

/** Its duration is that of the running, without the waiting for a decision. */
function toolCall(event: Event): ClaudeCodeDraft[] {
  const { sessionId, atMs, log } = event;
  const callId = identifierAttribute(log.attributes, "tool_use_id");
  return [
    {
      key: observationKey("claude-code", sessionId, "tool result", callId ?? atMs),
      kind: "toolCall",
      source: "log",
      atMs,
      startMs: startOf(event),
      traceId: log.traceId,
      facts: {
        covers: "running",
        callId,
        tool: identifierAttribute(log.attributes, "tool_name"),
        success: booleanAttribute(log.attributes, "success"),
      },
    },
  ];
}

function approval({ sessionId, atMs, log }: Event): ClaudeCodeDraft[] {
  const callId = identifierAttribute(log.attributes, "tool_use_id");
  return [
    {
      key: observationKey("claude-code", sessionId, "decision", callId ?? atMs),
      kind: "approval",
      source: "log",
      atMs,
      traceId: log.traceId,
      facts: {
        callId,
        tool: identifierAttribute(log.attributes, "tool_name"),
        ...claudeCodeDecision(log.attributes),
      },
    },
  ];
}

function startOf({ atMs, log }: Event): number | null {
  const durationMs = numberAttribute(log.attributes, "duration_ms");
  return durationMs === null ? null : atMs - durationMs;
}
