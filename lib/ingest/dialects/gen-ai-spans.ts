import * as semconv from "#instrumentation/semconv.ts";
import type { Attributes, RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";
import { firstIdentifier, identifierAttribute, numberAttribute } from "#lib/ingest/read-attributes.ts";
import type { Convention, Reading } from "./convention.ts";
import {
  failureFacts,
  firstCount,
  firstTokenFacts,
  flagOf,
  inMs,
  toolCallReading,
  turnReading,
  usageFacts,
} from "./model-call-facts.ts";

/** The conventions' operations, and what LiteLLM calls its routes. */
const MODEL_CALLS: ReadonlySet<string> = new Set([
  "chat",
  "text_completion",
  "generate_content",
  "completion",
  "acompletion",
  "responses",
  "aresponses",
  "anthropic_messages",
]);

const TURNS: ReadonlySet<string> = new Set(["invoke_agent", "invoke_workflow"]);

const ATTRIBUTES = Object.entries(semconv).flatMap(([name, key]) => (name.startsWith("ATTR_") ? [key] : []));

const KEYS = {
  streamed: ["gen_ai.request.is_stream", "llm.is_streaming"],
  input: [
    semconv.ATTR_GEN_AI_USAGE_INPUT_TOKENS,
    semconv.ATTR_GEN_AI_USAGE_PROMPT_TOKENS,
    "llm.usage.prompt_tokens",
  ],
  cacheRead: [semconv.ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS, "gen_ai.usage.cache_read_input_tokens"],
  cacheWrite: [
    semconv.ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
    semconv.ATTR_GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS,
    "gen_ai.usage.cache_creation_input_tokens",
  ],
  output: [
    semconv.ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
    semconv.ATTR_GEN_AI_USAGE_COMPLETION_TOKENS,
    "llm.usage.completion_tokens",
  ],
  reasoning: [semconv.ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS, "gen_ai.usage.reasoning_tokens"],
  total: ["gen_ai.usage.total_tokens", "llm.usage.total_tokens"],
} as const;

const OTHER_KEYS = [
  "llm.request.type",
  "llm.request.model",
  "llm.response.model",
  "github.copilot.time_to_first_chunk",
  "copilot_chat.time_to_first_token",
  "copilot_chat.canceled",
  "github.copilot.interaction_id",
  "github.copilot.turn_id",
  "github.copilot.permission.result",
  "gen_ai.server.time_to_first_token",
  "gen_ai.server.ttft",
] as const;

/** Instrumentations that put each chunk of a stream on the span, as an event of this name. */
const CHUNK_EVENTS: ReadonlySet<string> = new Set(["llm.content.completion.chunk"]);

/**
 * OpenTelemetry's GenAI conventions, today's and older ones, with what is said beside them: by OpenLLMetry, which
 * had `llm.*` first, by LiteLLM, by OpenLIT (whose `gen_ai.server.*` times are taken by the client) and by Copilot.
 */
export const genAiSpans: Convention = {
  attributes: [...ATTRIBUTES, ...Object.values(KEYS).flat(), ...OTHER_KEYS],
  read: (span, origin) => {
    const { attributes } = span;
    const operation = firstIdentifier(attributes, [semconv.ATTR_GEN_AI_OPERATION_NAME, "llm.request.type"]);
    if (span.name === "permission" && DECISIONS.some((key) => attributes.has(key))) return [permission(span)];
    if (operation === null) return null;
    if (TURNS.has(operation)) return [turnReading(span)];
    if (operation === "execute_tool") return [toolCall(span)];
    return MODEL_CALLS.has(operation) ? modelCall(span, origin) : [];
  },
};

function toolCall(span: SpanRecord): Reading {
  return toolCallReading(
    span,
    identifierAttribute(span.attributes, semconv.ATTR_GEN_AI_TOOL_NAME),
    identifierAttribute(span.attributes, semconv.ATTR_GEN_AI_TOOL_CALL_ID),
  );
}

/** Copilot's result, and that of our own instrumentation. */
const DECISIONS = ["github.copilot.permission.result", semconv.ATTR_ROUNDTRIP_APPROVAL_DECISION] as const;

/** A span around a decision. Copilot's does not tell whether a person or a rule decided; in ours it was a person. */
function permission(span: SpanRecord): Reading {
  return {
    kind: "approval",
    identity: null,
    facts: {
      tool: identifierAttribute(span.attributes, semconv.ATTR_GEN_AI_TOOL_NAME),
      callId: identifierAttribute(span.attributes, semconv.ATTR_GEN_AI_TOOL_CALL_ID),
      decision: firstIdentifier(span.attributes, DECISIONS),
      decidedBy: span.attributes.has(semconv.ATTR_ROUNDTRIP_APPROVAL_DECISION) ? "User" : null,
    },
  };
}

function modelCall(span: SpanRecord, origin: RecordOrigin): Reading[] {
  const { attributes } = span;
  const described = describedFacts(attributes);
  const failure = failureFacts(span);
  const chunks = span.events.filter(({ name }) => CHUNK_EVENTS.has(name));
  const firstChunkAtMs = chunks.map(({ atMs }) => atMs).find((atMs) => atMs !== null) ?? null;
  const errorType = failure.errorType ?? (isCancelled(attributes, origin, described) ? "cancelled" : null);
  const sameCall = sameCallOf(attributes, described.model);
  const call: Reading = {
    kind: "modelCall",
    identity: identifierAttribute(attributes, semconv.ATTR_GEN_AI_RESPONSE_ID),
    facts: {
      ...described,
      ...failure,
      errorType,
      ...sameCall,
      ...firstTokenFacts(span, streamedOf(attributes), [
        {
          ms: inMs(numberAttribute(attributes, semconv.ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK)),
          basis: "clientChunk",
        },
        {
          // Of the Vercel AI SDK, which waits for the first chunk with output in it.
          ms: inMs(numberAttribute(attributes, semconv.ATTR_GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK)),
          basis: "clientReported",
        },
        { ms: inMs(numberAttribute(attributes, "github.copilot.time_to_first_chunk")), basis: "clientChunk" },
        { ms: numberAttribute(attributes, "copilot_chat.time_to_first_token"), basis: "clientReported" },
        {
          ms: inMs(numberAttribute(attributes, "gen_ai.server.time_to_first_token")),
          basis: "clientReported",
        },
        { ms: inMs(numberAttribute(attributes, "gen_ai.server.ttft")), basis: "clientReported" },
        { ms: firstChunkAtMs === null ? null : firstChunkAtMs - span.startMs, basis: "clientSpan" },
      ]),
      tokenEvents: chunks.length === 0 ? null : chunks.length,
    },
  };
  const isTriedAgain = sameCall !== null && errorType !== null && errorType !== "cancelled";
  return isTriedAgain ? [call, { kind: "retry", identity: null, facts: sameCall }] : [call];
}

/** What the tries of one call share: Copilot CLI gives each a span, and numbers the calls of an interaction. */
function sameCallOf(attributes: Attributes, model: string | null) {
  const interaction = identifierAttribute(attributes, "github.copilot.interaction_id");
  const turn = identifierAttribute(attributes, "github.copilot.turn_id");
  if (interaction === null || turn === null) return null;
  return { promptId: `${interaction}/${turn}`, requestedModel: model };
}

/** The Vercel AI SDK (scope "gen_ai") ends the span of an aborted stream without an error and without a response. */
function isCancelled(
  attributes: Attributes,
  { scopeName }: RecordOrigin,
  { callId, outputTokens }: { readonly callId: string | null; readonly outputTokens: number | null },
): boolean {
  if (flagOf(attributes, "copilot_chat.canceled") === true) return true;
  return scopeName === "gen_ai" && callId === null && outputTokens === null;
}

function streamedOf(attributes: Attributes): boolean | null {
  for (const key of [semconv.ATTR_GEN_AI_REQUEST_STREAM, ...KEYS.streamed]) {
    const streamed = flagOf(attributes, key);
    if (streamed !== null) return streamed;
  }
  return null;
}

/** What the attributes of a span, or of a log event about the same call, say about a model call. */
export function describedFacts(attributes: Attributes) {
  const count = (keys: readonly string[]) => firstCount(attributes, keys);
  const provider = firstIdentifier(attributes, [
    semconv.ATTR_GEN_AI_PROVIDER_NAME,
    semconv.ATTR_GEN_AI_SYSTEM,
  ]);
  return {
    // The Vercel AI SDK adds the interface to the names of providers that the conventions do not know.
    provider: provider?.replace(/\.(chat|completion|responses|messages)$/, "") ?? null,
    model: firstIdentifier(attributes, [
      semconv.ATTR_GEN_AI_REQUEST_MODEL,
      "llm.request.model",
      semconv.ATTR_GEN_AI_RESPONSE_MODEL,
      "llm.response.model",
    ]),
    serviceTier: firstIdentifier(attributes, [
      semconv.ATTR_OPENAI_RESPONSE_SERVICE_TIER,
      semconv.ATTR_GEN_AI_OPENAI_RESPONSE_SERVICE_TIER,
      semconv.ATTR_OPENAI_REQUEST_SERVICE_TIER,
      semconv.ATTR_GEN_AI_OPENAI_REQUEST_SERVICE_TIER,
    ]),
    reasoningEffort: identifierAttribute(attributes, semconv.ATTR_GEN_AI_REQUEST_REASONING_LEVEL),
    callId: identifierAttribute(attributes, semconv.ATTR_GEN_AI_RESPONSE_ID),
    ...usageFacts({
      input: count(KEYS.input),
      cacheRead: count(KEYS.cacheRead),
      cacheWrite: count(KEYS.cacheWrite),
      output: count(KEYS.output),
      reasoning: count(KEYS.reasoning),
      total: count(KEYS.total),
    }),
  };
}
