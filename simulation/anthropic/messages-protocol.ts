import type { CountedLimit, RateLimits } from "#simulation/behaviour.ts";
import { namedEvent, type Protocol } from "#simulation/protocol.ts";
import { buildMessage } from "./build-message.ts";
import type { MessagesRequest } from "./messages-request.ts";

/** The Messages API of Anthropic. */
export const messagesProtocol: Protocol<MessagesRequest> = {
  name: "anthropic-messages",
  responseId: (unique) => `msg_${unique}`,
  buildReply: buildMessage,
  headers: (_request, behaviour, requestId) => ({
    ...limitHeaders(behaviour.rateLimits, Date.now()),
    "request-id": requestId,
    "anthropic-organization-id": "simulation",
  }),
  encode: namedEvent,
  refusalBody: (error, requestId) => ({ type: "error", error, request_id: requestId }),
};

/** The `anthropic-ratelimit-*` headers: unlike OpenAI's, they tell the time of a reset in whole seconds. */
export function limitHeaders(limits: RateLimits | null, nowMs: number): Readonly<Record<string, string>> {
  const counted = (name: string, limit: CountedLimit | undefined) =>
    limit === undefined
      ? {}
      : {
          [`anthropic-ratelimit-${name}-limit`]: String(limit.limit),
          [`anthropic-ratelimit-${name}-remaining`]: String(limit.remaining),
          [`anthropic-ratelimit-${name}-reset`]: new Date(nowMs + limit.resetMs)
            .toISOString()
            .replace(/\.\d+Z$/, "Z"),
        };
  return {
    ...counted("requests", limits?.requests),
    ...counted("tokens", limits?.tokens),
    ...counted("input-tokens", limits?.inputTokens),
    ...counted("output-tokens", limits?.outputTokens),
  };
}
