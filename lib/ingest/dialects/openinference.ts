import type { SpanRecord } from "#lib/ingest/otlp/records.ts";
import { firstIdentifier, identifierAttribute } from "#lib/ingest/read-attributes.ts";
import type { Convention, Reading } from "./convention.ts";
import {
  failureFacts,
  firstCount,
  firstTokenFacts,
  toolCallReading,
  turnReading,
  usageFacts,
} from "./model-call-facts.ts";

/** The event by which its instrumentations mark the first chunk of a stream. */
const FIRST_CHUNK_EVENT = "First Token Stream Event";

/** OpenInference, as Phoenix and Arize use it: LLM spans are round trips, TOOL spans tool calls, AGENT spans turns. */
export const openInference: Convention = {
  attributes: [
    "openinference.span.kind",
    "llm.model_name",
    "llm.provider",
    "llm.system",
    "llm.token_count.prompt",
    "llm.token_count.prompt_details.cache_read",
    "llm.token_count.prompt_details.cache_write",
    "llm.token_count.completion",
    "llm.token_count.completion_details.reasoning",
    "llm.token_count.total",
    "tool.name",
    "tool.id",
  ],
  read: (span) => {
    const kind = identifierAttribute(span.attributes, "openinference.span.kind");
    if (kind === "LLM") return [modelCall(span)];
    if (kind === "AGENT") return [turnReading(span)];
    if (kind !== "TOOL") return null;
    return [
      toolCallReading(
        span,
        identifierAttribute(span.attributes, "tool.name"),
        identifierAttribute(span.attributes, "tool.id"),
      ),
    ];
  },
};

function modelCall(span: SpanRecord): Reading {
  const { attributes } = span;
  const count = (key: string) => firstCount(attributes, [key]);
  const firstChunkAtMs = span.events.find(({ name }) => name === FIRST_CHUNK_EVENT)?.atMs ?? null;
  const ms = firstChunkAtMs === null ? null : firstChunkAtMs - span.startMs;
  return {
    kind: "modelCall",
    identity: null,
    facts: {
      provider: firstIdentifier(attributes, ["llm.provider", "llm.system"]),
      model: identifierAttribute(attributes, "llm.model_name"),
      ...failureFacts(span),
      ...firstTokenFacts(span, null, [{ ms, basis: "clientSpan" }]),
      ...usageFacts({
        input: count("llm.token_count.prompt"),
        cacheRead: count("llm.token_count.prompt_details.cache_read"),
        cacheWrite: count("llm.token_count.prompt_details.cache_write"),
        output: count("llm.token_count.completion"),
        reasoning: count("llm.token_count.completion_details.reasoning"),
        total: count("llm.token_count.total"),
      }),
    },
  };
}
