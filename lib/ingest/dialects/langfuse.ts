import { unixMsFromRfc3339 } from "#lib/domain/time.ts";
import type { Attributes, SpanRecord } from "#lib/ingest/otlp/records.ts";
import { identifierAttribute } from "#lib/ingest/read-attributes.ts";
import type { Convention, Reading } from "./convention.ts";
import {
  failureFacts,
  firstTokenFacts,
  toolCallReading,
  turnReading,
  type Usage,
  usageFacts,
} from "./model-call-facts.ts";

/**
 * The Langfuse SDK: generations are round trips, tools tool calls, agents turns. It writes structured values as
 * JSON texts, even a lone timestamp, which is therefore in quotes.
 */
export const langfuse: Convention = {
  attributes: [
    "langfuse.observation.type",
    "langfuse.observation.model.name",
    "langfuse.observation.completion_start_time",
    "langfuse.observation.usage_details",
    "langfuse.observation.level",
  ],
  read: (given) => {
    const type = identifierAttribute(given.attributes, "langfuse.observation.type");
    if (type !== "generation" && type !== "agent" && type !== "tool") return null;
    const hasFailed = given.attributes.get("langfuse.observation.level") === "ERROR";
    const span = { ...given, failed: given.failed || hasFailed };
    if (type === "generation") return [modelCall(span)];
    // Its tools are named by the span, and a span's name may be anything.
    return [type === "agent" ? turnReading(span) : toolCallReading(span, null, null)];
  },
};

function modelCall(span: SpanRecord): Reading {
  const { attributes } = span;
  const firstTokenAtMs = unixMsFromRfc3339(jsonOf(attributes, "langfuse.observation.completion_start_time"));
  const ms = firstTokenAtMs === null ? null : firstTokenAtMs - span.startMs;
  return {
    kind: "modelCall",
    identity: null,
    facts: {
      model: identifierAttribute(attributes, "langfuse.observation.model.name"),
      ...failureFacts(span),
      ...firstTokenFacts(span, null, [{ ms, basis: "clientReported" }]),
      ...usageFacts(usageOf(jsonOf(attributes, "langfuse.observation.usage_details"))),
    },
  };
}

/** The value of a JSON text, or the text itself where it is none. */
function jsonOf(attributes: Attributes, key: string): unknown {
  const text = attributes.get(key);
  if (typeof text !== "string") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Applications choose the names of their counts. `input` and `output` are always whole or all that is not listed
 * beside them; their `total` tells which. Where nothing does, the whole is unknown.
 */
function usageOf(details: unknown): Usage {
  const counts = new Map(
    Object.entries(typeof details === "object" && details !== null ? details : {}).filter(
      (entry): entry is [string, number] => Number.isSafeInteger(entry[1]) && Number(entry[1]) >= 0,
    ),
  );
  const count = (...names: readonly string[]) =>
    names.map((name) => counts.get(name)).find((value) => value !== undefined) ?? null;
  const input = count("input", "prompt_tokens", "promptTokens");
  const output = count("output", "completion_tokens", "completionTokens");
  const cacheRead = count("input_cached_tokens", "cache_read_input_tokens", "input_cache_read");
  const cacheWrite = count("cache_creation_input_tokens", "input_cache_creation");
  const reasoning = count("output_reasoning_tokens", "output_reasoning");
  const total = count("total", "total_tokens", "totalTokens");
  const parts = [cacheRead, cacheWrite, reasoning].reduce<number>((sum, part) => sum + (part ?? 0), 0);
  if (input === null || output === null || parts === 0) return { input, output, cacheRead, reasoning };
  if (total === input + output) return { input, output, cacheRead, reasoning };
  if (total !== input + output + parts) return { input: null, output: null, cacheRead, reasoning };
  return {
    input: input + (cacheRead ?? 0) + (cacheWrite ?? 0),
    output: output + (reasoning ?? 0),
    cacheRead,
    reasoning,
  };
}
