import type { TokenUsage } from "../recording/exchange-record.ts";
import { countOf, fieldsOf } from "./json-fields.ts";

/** Nobody counted. */
export const NO_USAGE: TokenUsage = {
  inputTokens: null,
  cachedInputTokens: null,
  cacheWriteInputTokens: null,
  outputTokens: null,
  reasoningTokens: null,
};

/** `usage` of OpenAI's Responses and Chat Completions, and of those who follow them: parts are included in the whole. */
export function openAiUsage(value: unknown): TokenUsage | null {
  const usage = fieldsOf(value);
  const input = fieldsOf(usage["input_tokens_details"] ?? usage["prompt_tokens_details"]);
  const output = fieldsOf(usage["output_tokens_details"] ?? usage["completion_tokens_details"]);
  const read: TokenUsage = {
    inputTokens: countOf(usage["input_tokens"] ?? usage["prompt_tokens"]),
    // DeepSeek and Moonshot say it beside the whole.
    cachedInputTokens: countOf(
      input["cached_tokens"] ?? usage["prompt_cache_hit_tokens"] ?? usage["cached_tokens"],
    ),
    cacheWriteInputTokens: countOf(input["cache_write_tokens"]),
    outputTokens: countOf(usage["output_tokens"] ?? usage["completion_tokens"]),
    reasoningTokens: countOf(output["reasoning_tokens"]),
  };
  return read.inputTokens === null && read.outputTokens === null ? null : read;
}

/** `usage` of Anthropic's Messages, where input excludes what was read from the cache or written to it. */
export function anthropicUsage(value: unknown, before: TokenUsage | null): TokenUsage | null {
  const usage = fieldsOf(value);
  const uncached = countOf(usage["input_tokens"]);
  const cacheRead = countOf(usage["cache_read_input_tokens"]);
  const cacheWrite = countOf(usage["cache_creation_input_tokens"]);
  const details = fieldsOf(usage["output_tokens_details"]);
  const read: TokenUsage = {
    inputTokens:
      uncached === null ? (before?.inputTokens ?? null) : uncached + (cacheRead ?? 0) + (cacheWrite ?? 0),
    cachedInputTokens: cacheRead ?? before?.cachedInputTokens ?? null,
    cacheWriteInputTokens: cacheWrite ?? before?.cacheWriteInputTokens ?? null,
    outputTokens: countOf(usage["output_tokens"]) ?? before?.outputTokens ?? null,
    reasoningTokens: countOf(details["thinking_tokens"]) ?? before?.reasoningTokens ?? null,
  };
  return read.inputTokens === null && read.outputTokens === null ? before : read;
}

/** `usageMetadata` of Gemini, where candidates exclude thoughts. */
export function googleUsage(value: unknown): TokenUsage | null {
  const usage = fieldsOf(value);
  const candidates = countOf(usage["candidatesTokenCount"]);
  const thoughts = countOf(usage["thoughtsTokenCount"]);
  const inputTokens = countOf(usage["promptTokenCount"]);
  if (inputTokens === null && candidates === null && thoughts === null) return null;
  return {
    inputTokens,
    cachedInputTokens: countOf(usage["cachedContentTokenCount"]),
    cacheWriteInputTokens: null,
    outputTokens: candidates === null && thoughts === null ? null : (candidates ?? 0) + (thoughts ?? 0),
    reasoningTokens: thoughts,
  };
}
