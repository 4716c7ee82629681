import type { Protocol } from "../providers/model-endpoint.ts";
import { anthropicMessages } from "./anthropic-messages.ts";
import { googleGenerate } from "./google-generate.ts";
import { openAiChat } from "./openai-chat.ts";
import { openAiResponses } from "./openai-responses.ts";
import type { ResponseFacts } from "./response-facts.ts";
import type { ResponseReader } from "./response-reader.ts";

const READERS: Readonly<Record<Protocol, (facts: ResponseFacts) => ResponseReader>> = {
  "openai.responses": openAiResponses,
  "openai.chat": openAiChat,
  "anthropic.messages": anthropicMessages,
  "google.generate": googleGenerate,
};

/** A reader of one answer, which writes what it learns into `facts`. */
export function readResponse(protocol: Protocol, facts: ResponseFacts): ResponseReader {
  return READERS[protocol](facts);
}
