import type { ModelRequest } from "#simulation/model-request.ts";
import type { Protocol } from "#simulation/protocol.ts";
import { buildContent } from "./build-content.ts";

/** Gemini's `generateContent`, which has no limit headers and no request ids. */
export const geminiProtocol: Protocol<ModelRequest> = {
  name: "gemini",
  responseId: (unique) => unique,
  buildReply: buildContent,
  headers: (_request, behaviour) => ({
    "server-timing": `gfet4t7; dur=${Math.round(behaviour.timeToHeadersMs)}`,
  }),
  // An error that ends a stream stands there without the frame of an event.
  encode: (event) => ("error" in event ? JSON.stringify(event) : `data: ${JSON.stringify(event)}\r\n\r\n`),
  refusalBody: (error) => ({ error }),
};
