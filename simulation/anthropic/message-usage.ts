import type { ReplyInput } from "#simulation/reply.ts";
import type { MessagesRequest } from "./messages-request.ts";

/** The `usage` object of a message: unlike elsewhere, its three kinds of input tokens have nothing in common. */
export function messageUsage(
  { behaviour, request }: ReplyInput<MessagesRequest>,
  outputTokens: number,
  thinkingTokens: number,
) {
  const { inputTokens, cachedInputTokens, cacheWriteInputTokens } = behaviour;
  return {
    input_tokens: inputTokens - cachedInputTokens - cacheWriteInputTokens,
    cache_creation_input_tokens: cacheWriteInputTokens,
    cache_read_input_tokens: cachedInputTokens,
    cache_creation: { ephemeral_5m_input_tokens: cacheWriteInputTokens, ephemeral_1h_input_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { thinking_tokens: thinkingTokens },
    service_tier: behaviour.serviceTier ?? "standard",
    speed: request.speed ?? "standard",
  };
}
