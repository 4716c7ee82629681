import { responseTrace } from "#lib/domain/claim-exchanges.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { unixMsFromRfc3339 } from "#lib/domain/time.ts";
import { errorType } from "#lib/ingest/error-type.ts";
import type { Attributes, LogRecord, RecordOrigin } from "#lib/ingest/otlp/records.ts";
import {
  booleanAttribute,
  countAttribute,
  firstIdentifier,
  identifierAttribute,
  numberAttribute,
} from "#lib/ingest/read-attributes.ts";
import { usageFacts } from "./model-call-facts.ts";
import { type QwenCodeDraft, qwenCodeObservation, qwenCodeSession } from "./qwen-code-origin.ts";

export const QWEN_CODE_EVENT_ATTRIBUTES = [
  "event.name",
  "event.timestamp",
  "prompt_id",
  "response_id",
  "model",
  "model_name",
  "duration_ms",
  "ttft_ms",
  "input_token_count",
  "cached_content_token_count",
  "output_token_count",
  "thoughts_token_count",
  "total_token_count",
  "status_code",
  "error.message",
  "error_message",
  "error_type",
  "attempt_number",
  "retry_delay_ms",
  "function_name",
  "call_id",
  "success",
  "content_length",
] as const;

type Reader = (log: LogRecord, atMs: number) => QwenCodeDraft;

const READERS: Readonly<Record<string, Reader>> = {
  user_prompt: ({ attributes }, atMs) => ({
    kind: "prompt",
    source: "log",
    atMs,
    identity: [identifierAttribute(attributes, "prompt_id") ?? atMs],
  }),
  api_response: (log, atMs) => modelCall(log, atMs, null),
  api_error: (log, atMs) => modelCall(log, atMs, failureOf(log.attributes)),
  api_retry: retry,
  tool_call: toolCall,
};

/** Turns one log of Qwen Code into observations; none when it is not about latency or names no session. */
export function observeQwenCodeEvent(log: LogRecord, origin: RecordOrigin): Observation[] {
  const sessionId = qwenCodeSession(log.attributes, origin);
  const atMs = unixMsFromRfc3339(log.attributes.get("event.timestamp")) ?? log.timeMs ?? log.observedMs;
  const name = identifierAttribute(log.attributes, "event.name")?.replace(/^qwen-code\./, "") ?? "";
  if (sessionId === null || atMs === null || !Object.hasOwn(READERS, name)) return [];
  const draft = READERS[name]?.(log, atMs);
  const drafts = draft ? withResponse(draft) : [];
  return drafts.map((one) => qwenCodeObservation(sessionId, log.attributes, origin, one));
}

/** What names a model call in its log and in its span alike. */
export function qwenCodeCallIdentity(responseId: string, promptId: string | null) {
  return ["response", responseId, promptId] as const;
}

/** Where a tap measured the call, what its answer is called may be all that tells whose it is. */
export function withResponse(draft: QwenCodeDraft): QwenCodeDraft[] {
  const callId = draft.kind === "modelCall" ? draft.facts?.["callId"] : null;
  if (typeof callId !== "string") return [draft];
  const { source, atMs } = draft;
  return [draft, { kind: "response", source, atMs, traceId: responseTrace(callId), identity: [callId] }];
}

/** A try that failed is a call of its own here; what its log calls the response is the request, so it has no name. */
function modelCall({ attributes, traceId }: LogRecord, atMs: number, failure: string | null): QwenCodeDraft {
  const durationMs = numberAttribute(attributes, "duration_ms");
  const responseId = failure === null ? identifierAttribute(attributes, "response_id") : null;
  const promptId = identifierAttribute(attributes, "prompt_id");
  const model = firstIdentifier(attributes, ["model", "model_name"]);
  const ttftMs = numberAttribute(attributes, "ttft_ms");
  const usage = usageFacts({
    input: countAttribute(attributes, "input_token_count"),
    cacheRead: countAttribute(attributes, "cached_content_token_count"),
    output: countAttribute(attributes, "output_token_count"),
    reasoning: countAttribute(attributes, "thoughts_token_count"),
    total: countAttribute(attributes, "total_token_count"),
  });
  return {
    kind: "modelCall",
    source: "log",
    atMs,
    startMs: durationMs === null ? null : atMs - durationMs,
    traceId,
    identity:
      responseId === null ? ["log", atMs, durationMs, model] : qwenCodeCallIdentity(responseId, promptId),
    facts: {
      requestedModel: model,
      callId: responseId,
      promptId,
      retriesOnly: true,
      ...usage,
      transport: ttftMs === null ? null : "sse",
      ttftMs,
      // Without thoughts, what came first was output.
      ttfoMs: usage.reasoningTokens === 0 ? ttftMs : null,
      ttftBasis: ttftMs === null ? null : "clientReported",
      statusCode: countAttribute(attributes, "status_code"),
      errorType: failure,
    },
  };
}

function retry({ attributes }: LogRecord, atMs: number): QwenCodeDraft {
  return {
    kind: "retry",
    source: "log",
    atMs,
    identity: [atMs, countAttribute(attributes, "attempt_number")],
    facts: {
      requestedModel: identifierAttribute(attributes, "model"),
      promptId: identifierAttribute(attributes, "prompt_id"),
      delayMs: numberAttribute(attributes, "retry_delay_ms"),
    },
  };
}

/** Older versions name no call. Its duration holds the waiting for a decision. */
function toolCall({ attributes, traceId }: LogRecord, atMs: number): QwenCodeDraft {
  const durationMs = numberAttribute(attributes, "duration_ms");
  const tool = identifierAttribute(attributes, "function_name");
  const callId = identifierAttribute(attributes, "call_id");
  return {
    kind: "toolCall",
    source: "log",
    atMs,
    startMs: durationMs === null ? null : atMs - durationMs,
    traceId,
    identity: ["log", callId ?? tool, atMs, durationMs, countAttribute(attributes, "content_length")],
    facts: { tool, callId, success: booleanAttribute(attributes, "success") },
  };
}

function failureOf(attributes: Attributes): string {
  const message =
    attributes.get("error.message") ?? attributes.get("error_message") ?? attributes.get("error_type");
  const status = countAttribute(attributes, "status_code");
  return errorType(status, typeof message === "string" ? message : null) ?? "other";
}
