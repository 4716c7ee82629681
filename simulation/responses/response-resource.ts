import type { ReplyInput, Usage } from "#simulation/reply.ts";
import { servedTier } from "#simulation/served-tier.ts";
import type { ResponsesRequest } from "./responses-request.ts";

const wireUsage = (usage: Usage) => ({
  input_tokens: usage.inputTokens,
  input_tokens_details: { cached_tokens: usage.cachedInputTokens },
  output_tokens: usage.outputTokens,
  output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  total_tokens: usage.inputTokens + usage.outputTokens,
});

/** What changes in a response object while it is answered. */
export interface ResponseState {
  readonly status: "in_progress" | "completed" | "failed" | "incomplete";
  readonly output: readonly unknown[];
  readonly usage: Usage | null;
  readonly error?: { readonly code?: string | number | null; readonly message: string };
  readonly incompleteReason?: string;
}

/** The `response` object of the Responses API in a given state. */
export function responseResource(
  { request, behaviour, responseId, createdAtSeconds }: ReplyInput<ResponsesRequest>,
  state: ResponseState,
) {
  const running = state.status === "in_progress";
  return {
    id: responseId,
    object: "response",
    created_at: createdAtSeconds,
    status: state.status,
    background: false,
    error: state.error ?? null,
    incomplete_details: state.incompleteReason === undefined ? null : { reason: state.incompleteReason },
    instructions: null,
    max_output_tokens: null,
    metadata: { simulation: "true" },
    model: request.model,
    output: state.output,
    parallel_tool_calls: true,
    previous_response_id: request.previousResponseId,
    reasoning: { effort: request.reasoningEffort, summary: null },
    service_tier: running ? (request.serviceTier ?? "auto") : servedTier(request, behaviour),
    store: request.store,
    temperature: 1,
    text: { format: { type: "text" } },
    tool_choice: "auto",
    tools: [],
    top_p: 1,
    truncation: "disabled",
    usage: state.usage === null ? null : wireUsage(state.usage),
    user: null,
  };
}
