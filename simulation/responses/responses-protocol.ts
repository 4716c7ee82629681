import { openAiHeaders } from "#simulation/openai-headers.ts";
import { namedEvent, type Protocol } from "#simulation/protocol.ts";
import { buildResponse } from "./build-response.ts";
import type { ResponsesRequest } from "./responses-request.ts";

/** The Responses API of OpenAI. */
export const responsesProtocol: Protocol<ResponsesRequest> = {
  name: "openai-responses",
  responseId: (unique) => `resp_${unique}`,
  buildReply: buildResponse,
  headers: openAiHeaders,
  encode: namedEvent,
  refusalBody: (error) => ({ error }),
};
