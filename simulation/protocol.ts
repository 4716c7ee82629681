import type { ModelBehaviour, ProviderError } from "./behaviour.ts";
import type { ModelRequest } from "./model-request.ts";
import type { Reply, ReplyInput, TimedEvent } from "./reply.ts";

/** The protocols the simulation speaks. */
export type ProtocolName = "openai-responses" | "openai-chat" | "anthropic-messages" | "gemini";

/** How the providers of one kind write their answers. */
export interface Protocol<Request extends ModelRequest> {
  readonly name: ProtocolName;
  /** The id of a response, from a part that no other response has. */
  responseId(unique: string): string;
  /** The whole answer to a request that is not refused. */
  buildReply(input: ReplyInput<Request>): Reply;
  /** The headers of any answer, refusals included. */
  headers(request: Request, behaviour: ModelBehaviour, requestId: string): Readonly<Record<string, string>>;
  /** One event of the stream as it goes over the wire. */
  encode(event: TimedEvent["event"]): string;
  /** The body of a refusal. */
  refusalBody(error: ProviderError, requestId: string): unknown;
}

/** A server-sent event that is named by its type. */
export const namedEvent = (event: TimedEvent["event"]): string =>
  `event: ${String(event["type"])}\ndata: ${JSON.stringify(event)}\n\n`;
