import type { ModelBehaviour } from "./behaviour.ts";
import type { ModelRequest } from "./model-request.ts";
import { rateLimitHeaders } from "./rate-limit-signals.ts";

/** The headers of any answer of OpenAI over HTTP, refusals included. */
export function openAiHeaders(
  { model }: ModelRequest,
  { rateLimits, timeToHeadersMs }: ModelBehaviour,
  requestId: string,
): Readonly<Record<string, string>> {
  return {
    ...rateLimitHeaders(rateLimits),
    "x-request-id": requestId,
    "openai-model": model,
    "openai-processing-ms": String(Math.round(timeToHeadersMs)),
  };
}
