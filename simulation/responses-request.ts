/** What the simulation reads of a Responses API request, whether a body or a `response.create` frame. */
export interface ResponsesRequest {
  readonly model: string;
  readonly stream: boolean;
  /** False asks for a warm-up: a response id and no output. */
  readonly generate: boolean;
  readonly store: boolean;
  readonly serviceTier: string | null;
  readonly previousResponseId: string | null;
  /** What the client names the conversation by, when it does. */
  readonly conversation: string | null;
  /** The lane of a WebSocket; null is the unnamed one. */
  readonly streamId: string | null;
  readonly reasoningEffort: string | null;
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

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
    reasoningEffort: text(fields(body["reasoning"])["effort"]),
  };
}
