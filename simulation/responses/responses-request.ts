import { fields, type ModelRequest, text } from "#simulation/model-request.ts";

/** What the simulation reads of a Responses API request, whether a body or a `response.create` frame. */
export interface ResponsesRequest extends ModelRequest {
  readonly store: boolean;
  readonly reasoningEffort: string | null;
}

/** Reads a parsed body or frame; null when it names no model, without which the provider refuses it. */
export function readResponsesRequest(value: unknown): ResponsesRequest | null {
  const body = fields(value);
  const model = text(body["model"]);
  if (model === null) return null;
  const conversation = body["conversation"];
  return {
    model,
    stream: body["stream"] === true,
    generate: body["generate"] !== false,
    store: body["store"] !== false,
    serviceTier: text(body["service_tier"]),
    previousResponseId: text(body["previous_response_id"]),
    conversation: text(body["prompt_cache_key"]) ?? text(conversation) ?? text(fields(conversation)["id"]),
    streamId: text(body["stream_id"]),
    earlierAnswers: null,
    offeredTools: null,
    reasoningEffort: text(fields(body["reasoning"])["effort"]),
  };
}
