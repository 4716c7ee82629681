import { openAiHeaders } from "#simulation/openai-headers.ts";
import type { Protocol } from "#simulation/protocol.ts";
import { buildCompletion } from "./build-completion.ts";
import type { ChatRequest } from "./chat-request.ts";

/** The Chat Completions API of OpenAI; the event without fields is its terminal mark. */
export const chatProtocol: Protocol<ChatRequest> = {
  name: "openai-chat",
  responseId: (unique) => `chatcmpl-${unique}`,
  buildReply: buildCompletion,
  headers: openAiHeaders,
  encode: (event) => `data: ${Object.keys(event).length === 0 ? "[DONE]" : JSON.stringify(event)}\n\n`,
  refusalBody: (error) => ({ error }),
};
