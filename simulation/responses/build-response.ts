import { answerParts } from "#simulation/answer-parts.ts";
import { type Interruption, interrupt } from "#simulation/interrupt.ts";
import type { Reply, ReplyInput, Usage } from "#simulation/reply.ts";
import { tokenClock } from "#simulation/token-clock.ts";
import { eventWriter } from "./event-writer.ts";
import { type ItemTarget, writeMessage, writeReasoning, writeToolCall } from "./output-items.ts";
import { type ResponseState, responseResource } from "./response-resource.ts";
import type { ResponsesRequest } from "./responses-request.ts";

type Input = ReplyInput<ResponsesRequest>;

/**
 * The stream of events that answers a request, in the order and shape of the Responses API. A refusal is not a
 * stream: the caller sends it instead of asking for one.
 */
export function buildResponse(input: Input): Reply {
  const whole = input.request.generate ? answer(input) : warmUp(input);
  const failure = input.behaviour.failure;
  return failure === null || failure.kind === "refused" ? whole : breakOff(whole, failure, input);
}

function opening(input: Input) {
  const writer = eventWriter();
  const state: ResponseState = { status: "in_progress", output: [], usage: null };
  const response = responseResource(input, state);
  writer.write("response.created", input.behaviour.timeToHeadersMs, { response });
  writer.write("response.in_progress", input.behaviour.timeToHeadersMs, { response });
  return writer;
}

function warmUp(input: Input): Reply {
  const writer = opening(input);
  const usage: Usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  const response = responseResource(input, { status: "completed", output: [], usage });
  writer.write("response.completed", input.behaviour.timeToHeadersMs, { response });
  return { events: writer.events, ending: "complete", usage, toolCalls: 0, whole: response };
}

function answer(input: Input): Reply {
  const { behaviour, random, responseId } = input;
  const writer = opening(input);
  const clock = tokenClock(behaviour, random);
  const { calls, reasoningTokens, textTokens, usage } = answerParts(input);
  const suffix = responseId.replace(/^resp_/, "");
  const output: unknown[] = [];
  const target = (prefix: string): ItemTarget => ({
    writer,
    clock,
    tokensPerChunk: behaviour.tokensPerChunk,
    outputIndex: output.length,
    itemId: `${prefix}_${suffix}_${output.length}`,
  });

  if (reasoningTokens > 0) output.push(writeReasoning(target("rs"), reasoningTokens, behaviour.reasoning));
  for (const call of calls) output.push(writeToolCall(target("fc"), call, `call_${suffix}_${output.length}`));
  if (calls.length === 0) output.push(writeMessage(target("msg"), textTokens));

  const response = responseResource(input, { status: "completed", output, usage });
  writer.write("response.completed", clock.now() + behaviour.tailMs, { response });
  return { events: writer.events, ending: "complete", usage, toolCalls: calls.length, whole: response };
}

function breakOff(reply: Reply, failure: Interruption, input: Input): Reply {
  const broken = interrupt(reply, failure, {
    opening: 2,
    closing: 1,
    tell: (told, sent) => {
      const state: ResponseState =
        told.kind === "failed"
          ? { status: "failed", output: [], usage: null, error: told.error }
          : { status: "incomplete", output: [], usage: null, incompleteReason: told.reason };
      const response = responseResource(input, state);
      return [{ type: `response.${told.kind}`, sequence_number: sent, response }];
    },
  });
  const isTold = broken.ending === "failed" || broken.ending === "incomplete";
  return isTold ? { ...broken, whole: broken.events.at(-1)?.event["response"] } : broken;
}
