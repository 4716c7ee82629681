import type { IncomingHttpHeaders } from "node:http";
import { entries, fields, type ModelRequest, text } from "#simulation/model-request.ts";

/** What the simulation reads of a request to the Messages API. */
export interface MessagesRequest extends ModelRequest {
  /** `fast` or `standard`, where the client asks. */
  readonly speed: string | null;
}

/** Reads a parsed body; null when it names no model, without which the provider refuses it. */
export function readMessagesRequest(value: unknown, headers: IncomingHttpHeaders): MessagesRequest | null {
  const body = fields(value);
  const model = text(body["model"]);
  if (model === null) return null;
  return {
    model,
    stream: body["stream"] === true,
    generate: true,
    serviceTier: text(body["service_tier"]),
    previousResponseId: null,
    conversation: text(headers["x-claude-code-session-id"]) ?? text(fields(body["metadata"])["user_id"]),
    streamId: null,
    earlierAnswers: entries(body["messages"]).filter((message) => fields(message)["role"] === "assistant")
      .length,
    offeredTools: new Set(entries(body["tools"]).flatMap((tool) => text(fields(tool)["name"]) ?? [])),
    speed: text(body["speed"]),
  };
}
