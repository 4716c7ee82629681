import * as semconv from "#instrumentation/semconv.ts";
import type { Attributes, SpanRecord } from "#lib/ingest/otlp/records.ts";
import { firstIdentifier, identifierAttribute, numberAttribute } from "#lib/ingest/read-attributes.ts";
import type { Convention, Reading } from "./convention.ts";
import {
  failureFacts,
  firstCount,
  firstTokenFacts,
  toolCallReading,
  turnReading,
  usageFacts,
} from "./model-call-facts.ts";

const KEYS = {
  input: ["ai.usage.inputTokens", "ai.usage.promptTokens", semconv.ATTR_GEN_AI_USAGE_INPUT_TOKENS],
  uncached: ["ai.usage.inputTokenDetails.noCacheTokens"],
  cacheRead: ["ai.usage.inputTokenDetails.cacheReadTokens", "ai.usage.cachedInputTokens"],
  cacheWrite: ["ai.usage.inputTokenDetails.cacheWriteTokens"],
  output: ["ai.usage.outputTokens", "ai.usage.completionTokens", semconv.ATTR_GEN_AI_USAGE_OUTPUT_TOKENS],
  reasoning: ["ai.usage.outputTokenDetails.reasoningTokens", "ai.usage.reasoningTokens"],
  total: ["ai.usage.totalTokens"],
  responseId: [semconv.ATTR_GEN_AI_RESPONSE_ID, "ai.response.id"],
  model: ["ai.model.id", semconv.ATTR_GEN_AI_REQUEST_MODEL],
  firstChunk: ["ai.response.msToFirstChunk", "ai.stream.msToFirstChunk"],
} as const;

/** opencode's span from a developer's prompt until it is idle again. */
const PROMPT_OF_OPENCODE = "SessionPrompt.prompt";

/**
 * The Vercel AI SDK's own `ai.*` spans (versions 4 to 6, and 7's legacy mode), which opencode sends too. A parent
 * span repeats what its model calls used, so only `.doStream` and `.doGenerate` are round trips. Version 7's other
 * mode speaks the GenAI conventions.
 */
export const vercelAiSdk: Convention = {
  attributes: [
    ...Object.values(KEYS).flat(),
    "ai.operationId",
    "ai.model.provider",
    "ai.toolCall.name",
    "ai.toolCall.id",
    "ai.response.finishReason",
  ],
  read: (span, { resource }) => {
    const operation = identifierAttribute(span.attributes, "ai.operationId");
    if (span.name === PROMPT_OF_OPENCODE && resource.get(semconv.ATTR_SERVICE_NAME) === "opencode")
      return [turnReading(span)];
    if (operation === null) return null;
    if (operation.endsWith(".doStream")) return modelCall(span, true);
    if (operation.endsWith(".doGenerate")) return modelCall(span, false);
    if (operation === "ai.toolCall") return [toolCall(span)];
    return /^ai\.(stream|generate)(Text|Object)$/.test(operation) ? [turnReading(span)] : [];
  },
};

function toolCall(span: SpanRecord): Reading {
  return toolCallReading(
    span,
    identifierAttribute(span.attributes, "ai.toolCall.name"),
    identifierAttribute(span.attributes, "ai.toolCall.id"),
  );
}

/**
 * A call, and a note that the SDK would try it again where it failed: each try has a span of its own, under the
 * same parent.
 */
function modelCall(span: SpanRecord, streamed: boolean): Reading[] {
  const { attributes } = span;
  const provider = firstIdentifier(attributes, ["ai.model.provider", semconv.ATTR_GEN_AI_SYSTEM]);
  const callId = firstIdentifier(attributes, KEYS.responseId);
  const usage = usageFacts(usageOf(attributes, provider));
  const failure = failureFacts(span);
  // A stream that the application aborts ends without an error, and without what a response has.
  const isAborted =
    callId === null && usage.outputTokens === null && !attributes.has("ai.response.finishReason");
  const errorType = failure.errorType ?? (isAborted ? "cancelled" : null);
  const model = firstIdentifier(attributes, KEYS.model);
  const sameCall = { promptId: span.parentSpanId, requestedModel: model };
  const call: Reading = {
    kind: "modelCall",
    identity: callId,
    facts: {
      ...sameCall,
      toolsInside: streamed ? true : null,
      // "openai.responses" names the provider and which of its interfaces was used.
      provider: provider?.split(".")[0] ?? null,
      model,
      callId,
      ...failure,
      errorType,
      ...firstTokenFacts(span, streamed, [{ ms: firstChunkMs(span), basis: "clientChunk" }]),
      ...usage,
    },
  };
  const isTriedAgain = errorType !== null && errorType !== "cancelled" && span.parentSpanId !== null;
  return isTriedAgain ? [call, { kind: "retry", identity: null, facts: sameCall }] : [call];
}

/** On the span where text was streamed; only on the event of the first chunk where an object was. */
function firstChunkMs(span: SpanRecord): number | null {
  const places = [span.attributes, ...span.events.map(({ attributes }) => attributes)];
  return (
    places
      .flatMap((attributes) => KEYS.firstChunk.map((key) => numberAttribute(attributes, key)))
      .find((ms) => ms !== null) ?? null
  );
}

/**
 * Before version 6, which tells the uncached tokens apart, input was what the provider called so: for Anthropic's
 * models without what was read from or written to the cache, and the writes are not told. Then the whole is unknown.
 */
function usageOf(attributes: Attributes, provider: string | null) {
  const count = (keys: readonly string[]) => firstCount(attributes, keys);
  const isPartial = count(KEYS.uncached) === null && /anthropic|bedrock/.test(provider ?? "");
  return {
    input: isPartial ? null : count(KEYS.input),
    cacheRead: count(KEYS.cacheRead),
    cacheWrite: count(KEYS.cacheWrite),
    output: count(KEYS.output),
    reasoning: count(KEYS.reasoning),
    total: count(KEYS.total),
  };
}
