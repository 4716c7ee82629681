import { entries, fields, type ModelRequest, text } from "#simulation/model-request.ts";

/** What the simulation reads of a request to the Chat Completions API. */
export interface ChatRequest extends ModelRequest {
  readonly includeUsage: boolean;
}

/** Reads a parsed body; null when it names no model, without which the provider refuses it. */
export function readChatRequest(value: unknown): ChatRequest | null {
  const body = fields(value);
  const model = text(body["model"]);
  if (model === null) return null;
  const names = entries(body["tools"]).flatMap(
    (tool) => text(fields(fields(tool)["function"])["name"]) ?? [],
  );
  return {
    model,
    stream: body["stream"] === true,
    generate: true,
    serviceTier: text(body["service_tier"]),
    previousResponseId: null,
    conversation: text(body["prompt_cache_key"]),
    streamId: null,
    earlierAnswers: entries(body["messages"]).filter((message) => fields(message)["role"] === "assistant")
      .length,
    offeredTools: new Set(names),
    includeUsage: fields(body["stream_options"])["include_usage"] === true,
  };
}
