import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { answerOverHttp, refuse } from "./answer-over-http.ts";
import { messagesProtocol } from "./anthropic/messages-protocol.ts";
import { readMessagesRequest } from "./anthropic/messages-request.ts";
import { chatProtocol } from "./chat/chat-protocol.ts";
import { readChatRequest } from "./chat/chat-request.ts";
import { geminiProtocol } from "./gemini/gemini-protocol.ts";
import { readGenerateRequest } from "./gemini/generate-request.ts";
import type { ModelRequest } from "./model-request.ts";
import { type Instant, instant } from "./observed-request.ts";
import type { Protocol } from "./protocol.ts";
import { invalidRequest } from "./refusals.ts";
import { responsesProtocol } from "./responses/responses-protocol.ts";
import { readResponsesRequest } from "./responses/responses-request.ts";
import type { Session } from "./session.ts";

/** A request to a model, read whole. */
export interface PostedRequest {
  readonly path: string;
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
  readonly connection: number;
  /** A hash of the account or credential; null without either. */
  readonly account: string | null;
  readonly arrivedAt: Instant;
}

type Answer = (
  session: Session,
  posted: PostedRequest,
  response: ServerResponse<IncomingMessage>,
) => Promise<void>;

interface Endpoint {
  readonly path: RegExp;
  readonly answer: Answer;
}

/** One path at which models answer; a body that `read` finds wrong gets 400. */
function endpoint<R extends ModelRequest>(
  path: RegExp,
  protocol: Protocol<R>,
  read: (posted: PostedRequest, match: RegExpExecArray) => R | null,
): Endpoint {
  return {
    path,
    async answer(session, posted, response) {
      const match = path.exec(posted.path);
      const request = match === null ? null : read(posted, match);
      if (request === null) {
        const refusal = invalidRequest(
          "missing_required_parameter",
          "Missing required parameter: 'model'.",
          "model",
        );
        await refuse(response, refusal, protocol.refusalBody(refusal.error, "req_simulation_refused"));
        return;
      }
      const transport = request.stream ? "sse" : "http";
      const { connection, account, headers, arrivedAt } = posted;
      const record = session.arrive(
        { transport, connection, account, headers, arrivedAt, readAt: instant() },
        request,
        protocol,
      );
      await answerOverHttp(session, protocol, request, record, response);
    },
  };
}

const ENDPOINTS: readonly Endpoint[] = [
  endpoint(/^(\/v1)?\/responses\/?$/, responsesProtocol, ({ body }) => readResponsesRequest(body)),
  endpoint(/^(\/v1)?\/chat\/completions\/?$/, chatProtocol, ({ body }) => readChatRequest(body)),
  endpoint(/^(\/v1)?\/messages\/?$/, messagesProtocol, ({ body, headers }) =>
    readMessagesRequest(body, headers),
  ),
  endpoint(
    /^\/v1(?:beta|alpha)?\/models\/([^/:]+):(generateContent|streamGenerateContent)$/,
    geminiProtocol,
    ({ body }, [, model = "", method]) =>
      readGenerateRequest(body, decodeURIComponent(model), method === "streamGenerateContent"),
  ),
];

/** Which endpoint answers a POST to this path; null when none does. */
export function findEndpoint(path: string): Answer | null {
  return ENDPOINTS.find((candidate) => candidate.path.test(path))?.answer ?? null;
}
