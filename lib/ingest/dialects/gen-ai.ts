import * as semconv from "#instrumentation/semconv.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { facts } from "#lib/ingest/facts.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import type { Attributes, RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";
import {
  booleanAttribute,
  countAttribute,
  firstIdentifier,
  identifierAttribute,
  numberAttribute,
} from "#lib/ingest/read-attributes.ts";
import type { Dialect } from "./dialect.ts";

const MODEL_CALLS: ReadonlySet<string> = new Set(["chat", "text_completion", "generate_content"]);

/**
 * OpenTelemetry's GenAI conventions, as spans of any SDK. A trace is the unit of assembly: the outermost
 * `invoke_agent` span is the turn, or the trace itself when no agent is named.
 */
export const genAi: Dialect = {
  name: "gen-ai",
  attributes: new Set([...Object.values(semconv), "session.id", "user.name", "team"]),
  recognises: () => true,
  wantsSpan: () => true,
  observeSpan: (span, origin) => {
    const draft = draftOf(span);
    return draft ? [observation(span, origin, draft)] : [];
  },
  observeLog: () => [],
};

interface Draft {
  readonly kind: Observation["kind"];
  /** Names the thing when two instrumentations describe it; null: the span stands for itself. */
  readonly identity: string | null;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

function draftOf(span: SpanRecord): Draft | null {
  const operation = span.attributes.get(semconv.ATTR_GEN_AI_OPERATION_NAME);
  if (operation === "invoke_agent")
    return { kind: "turn", identity: null, facts: { errorType: failureOf(span) } };
  if (operation === "execute_tool") return toolCall(span);
  if (typeof operation === "string" && MODEL_CALLS.has(operation)) return modelCall(span);
  return null;
}

function toolCall(span: SpanRecord): Draft {
  const callId = identifierAttribute(span.attributes, semconv.ATTR_GEN_AI_TOOL_CALL_ID);
  return {
    kind: "toolCall",
    identity: callId,
    facts: {
      tool: identifierAttribute(span.attributes, semconv.ATTR_GEN_AI_TOOL_NAME),
      callId,
      success: failureOf(span) === null,
    },
  };
}

function modelCall(span: SpanRecord): Draft {
  const { attributes } = span;
  const firstChunkS = numberAttribute(attributes, semconv.ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK);
  const streamed = booleanAttribute(attributes, semconv.ATTR_GEN_AI_REQUEST_STREAM);
  return {
    kind: "modelCall",
    identity: identifierAttribute(attributes, semconv.ATTR_GEN_AI_RESPONSE_ID),
    facts: {
      provider: firstIdentifier(attributes, [semconv.ATTR_GEN_AI_PROVIDER_NAME, semconv.ATTR_GEN_AI_SYSTEM]),
      model: firstIdentifier(attributes, [
        semconv.ATTR_GEN_AI_REQUEST_MODEL,
        semconv.ATTR_GEN_AI_RESPONSE_MODEL,
      ]),
      serviceTier: firstIdentifier(attributes, [
        semconv.ATTR_OPENAI_RESPONSE_SERVICE_TIER,
        semconv.ATTR_GEN_AI_OPENAI_RESPONSE_SERVICE_TIER,
        semconv.ATTR_OPENAI_REQUEST_SERVICE_TIER,
        semconv.ATTR_GEN_AI_OPENAI_REQUEST_SERVICE_TIER,
      ]),
      reasoningEffort: identifierAttribute(attributes, semconv.ATTR_GEN_AI_REQUEST_REASONING_LEVEL),
      transport: streamed === false ? "http" : streamed === true || firstChunkS !== null ? "sse" : null,
      ttftMs: firstChunkS === null ? null : firstChunkS * 1000,
      ttftBasis: firstChunkS === null ? null : "clientChunk",
      callId: identifierAttribute(attributes, semconv.ATTR_GEN_AI_RESPONSE_ID),
      inputTokens: countAttribute(attributes, semconv.ATTR_GEN_AI_USAGE_INPUT_TOKENS),
      cachedInputTokens: countAttribute(attributes, semconv.ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS),
      outputTokens: countAttribute(attributes, semconv.ATTR_GEN_AI_USAGE_OUTPUT_TOKENS),
      reasoningTokens: countAttribute(attributes, semconv.ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS),
      statusCode: countAttribute(attributes, semconv.ATTR_HTTP_RESPONSE_STATUS_CODE),
      errorType: failureOf(span),
    },
  };
}

/** `error.type` when the client gave it, "other" when only the status says that it failed. */
function failureOf(span: SpanRecord): string | null {
  return identifierAttribute(span.attributes, semconv.ATTR_ERROR_TYPE) ?? (span.failed ? "other" : null);
}

function observation(span: SpanRecord, origin: RecordOrigin, draft: Draft): Observation {
  return {
    key: observationKey("gen-ai", span.traceId, draft.kind, draft.identity ?? span.spanId),
    scope: `trace/${span.traceId}`,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    kind: draft.kind,
    source: "span",
    atMs: span.endMs,
    startMs: span.startMs,
    facts: facts({
      ...originFacts(span.attributes, origin.resource),
      ...draft.facts,
      sessionId: sessionOf(span),
    }),
    instants: null,
  };
}

function sessionOf(span: SpanRecord): string {
  return (
    firstIdentifier(span.attributes, [semconv.ATTR_GEN_AI_CONVERSATION_ID, "session.id"]) ?? span.traceId
  );
}

function originFacts(attributes: Attributes, resource: Attributes) {
  const anywhere = (...keys: string[]) =>
    firstIdentifier(attributes, keys) ?? firstIdentifier(resource, keys);
  return {
    client: identifierAttribute(resource, semconv.ATTR_SERVICE_NAME) ?? "unknown",
    clientVersion: identifierAttribute(resource, semconv.ATTR_SERVICE_VERSION),
    person: anywhere(semconv.ATTR_USER_EMAIL, semconv.ATTR_USER_ID, "user.name"),
    team: anywhere(semconv.ATTR_TEAM_ID, "team"),
    repository: anywhere(semconv.ATTR_VCS_REPOSITORY_NAME),
  };
}
