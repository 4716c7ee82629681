import type { Observation } from "#lib/domain/observation.ts";
import { errorType } from "#lib/ingest/error-type.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import type { Attributes, RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";
import {
  booleanAttribute,
  countAttribute,
  firstIdentifier,
  identifierAttribute,
  numberAttribute,
} from "#lib/ingest/read-attributes.ts";
import { firstTokenFacts, inMs, usageFacts } from "./model-call-facts.ts";
import { qwenCodeCallIdentity, withResponse } from "./qwen-code-events.ts";
import { type QwenCodeDraft, qwenCodeObservation, qwenCodeSession } from "./qwen-code-origin.ts";

const READERS: Readonly<Record<string, (span: SpanRecord) => readonly QwenCodeDraft[]>> = {
  "qwen-code.interaction": turn,
  "qwen-code.llm_request": modelCall,
  "qwen-code.tool": (span) => [toolCall(span, "waiting")],
  "qwen-code.tool.execution": (span) => [toolCall(span, "running")],
  "qwen-code.tool.blocked_on_user": approval,
};

/** Where no logs are exported, Qwen Code turns its logs into spans as well; those are not among these. */
export const QWEN_CODE_SPANS: ReadonlySet<string> = new Set(Object.keys(READERS));

export const QWEN_CODE_SPAN_ATTRIBUTES = [
  "qwen-code.prompt_id",
  "qwen-code.span.ttl_expired",
  "llm_request.context",
  "gen_ai.provider.name",
  "gen_ai.request.model",
  "gen_ai.request.stream",
  "gen_ai.response.id",
  "gen_ai.response.model",
  "gen_ai.response.time_to_first_chunk",
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.output_tokens",
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.usage.cache_creation.input_tokens",
  "thoughts_token_count",
  "ttft_ms",
  "attempt",
  "success",
  "error",
  "error.type",
  "error_type",
  "error_status_code",
  "gen_ai.tool.name",
  "gen_ai.tool.call.id",
  "tool.name",
  "tool.call_id",
  "decision",
  "source",
] as const;

/** Turns one span of Qwen Code into observations; none when it names no session, or was given up and closed late. */
export function observeQwenCodeSpan(span: SpanRecord, origin: RecordOrigin): Observation[] {
  const sessionId = qwenCodeSession(span.attributes, origin);
  const isAbandoned = booleanAttribute(span.attributes, "qwen-code.span.ttl_expired") === true;
  if (sessionId === null || isAbandoned || !QWEN_CODE_SPANS.has(span.name)) return [];
  const drafts = (READERS[span.name]?.(span) ?? []).flatMap(withResponse);
  return drafts.map((draft) => qwenCodeObservation(sessionId, span.attributes, origin, draft));
}

/** An interaction is a turn; its prompt has the name that the log of the prompt has. */
function turn(span: SpanRecord): QwenCodeDraft[] {
  const promptId = identifierAttribute(span.attributes, "qwen-code.prompt_id");
  return [
    { ...whole(span), kind: "turn" },
    promptOf(span, promptId ?? observationKey(span.traceId, span.spanId)),
  ];
}

/** An interaction's span comes when the turn is over; until then the calls inside it tell that it has begun. */
function promptOf(span: SpanRecord, promptId: string): QwenCodeDraft {
  return { kind: "prompt", source: "span", atMs: span.startMs, traceId: span.traceId, identity: [promptId] };
}

/** One try, as its span's duration is. */
function modelCall(span: SpanRecord): QwenCodeDraft[] {
  const { attributes } = span;
  const responseId = identifierAttribute(attributes, "gen_ai.response.id");
  const promptId = identifierAttribute(attributes, "qwen-code.prompt_id");
  const usage = usageFacts({
    input: countAttribute(attributes, "gen_ai.usage.input_tokens"),
    cacheRead: countAttribute(attributes, "gen_ai.usage.cache_read.input_tokens"),
    cacheWrite: countAttribute(attributes, "gen_ai.usage.cache_creation.input_tokens"),
    output: countAttribute(attributes, "gen_ai.usage.output_tokens"),
    reasoning: countAttribute(attributes, "thoughts_token_count"),
  });
  const firstToken = firstTokenFacts(span, booleanAttribute(attributes, "gen_ai.request.stream"), [
    // The first chunk with text, thoughts included, or with a tool call.
    { ms: numberAttribute(attributes, "ttft_ms"), basis: "clientReported" },
    {
      ms: inMs(numberAttribute(attributes, "gen_ai.response.time_to_first_chunk")),
      basis: "clientChunk",
    },
  ]);
  const statusCode = countAttribute(attributes, "error_status_code");
  return [
    {
      ...whole(span),
      kind: "modelCall",
      ...(responseId === null ? {} : { identity: qwenCodeCallIdentity(responseId, promptId) }),
      facts: {
        provider: identifierAttribute(attributes, "gen_ai.provider.name"),
        model: identifierAttribute(attributes, "gen_ai.response.model"),
        requestedModel: identifierAttribute(attributes, "gen_ai.request.model"),
        callId: responseId,
        promptId,
        retriesOnly: true,
        ...usage,
        ...firstToken,
        // Without thoughts, what came first was output.
        ttfoMs:
          usage.reasoningTokens === 0 && firstToken.ttftBasis === "clientReported" ? firstToken.ttftMs : null,
        attempt: countAttribute(attributes, "attempt"),
        statusCode,
        errorType: failureOf(span, statusCode),
        failed: span.failed || null,
      },
    },
    ...(promptId !== null && attributes.get("llm_request.context") === "interaction"
      ? [promptOf(span, promptId)]
      : []),
  ];
}

/** A cancelled call did not succeed, and yet its span did not fail. */
function failureOf(span: SpanRecord, statusCode: number | null): string | null {
  if (!span.failed) {
    return booleanAttribute(span.attributes, "success") === false ? "cancelled" : null;
  }
  const message =
    span.attributes.get("error") ?? firstIdentifier(span.attributes, ["error.type", "error_type"]);
  return errorType(statusCode, typeof message === "string" ? message : null);
}

function toolCall(span: SpanRecord, covers: "waiting" | "running"): QwenCodeDraft {
  return {
    ...whole(span),
    kind: "toolCall",
    facts: {
      covers,
      ...toolFacts(span.attributes),
      success: booleanAttribute(span.attributes, "success"),
    },
  };
}

/** The terminal and the editor are where a person answers; all else decides by itself. */
function approval(span: SpanRecord): QwenCodeDraft[] {
  const source = identifierAttribute(span.attributes, "source");
  return [
    {
      ...whole(span),
      kind: "approval",
      facts: {
        ...toolFacts(span.attributes),
        decision: identifierAttribute(span.attributes, "decision"),
        decidedBy: source === "cli" || source === "ide" ? "User" : source,
      },
    },
  ];
}

function toolFacts(attributes: Attributes) {
  return {
    callId: firstIdentifier(attributes, ["tool.call_id", "gen_ai.tool.call.id"]),
    tool: firstIdentifier(attributes, ["gen_ai.tool.name", "tool.name"]),
  };
}

function whole(span: SpanRecord) {
  return {
    source: "span" as const,
    atMs: span.endMs,
    startMs: span.startMs,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    identity: ["span", span.traceId, span.spanId],
  };
}
