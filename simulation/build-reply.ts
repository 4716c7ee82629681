import type { Failure } from "./behaviour.ts";
import { eventWriter } from "./event-writer.ts";
import { type ItemTarget, writeMessage, writeReasoning, writeToolCall } from "./output-items.ts";
import type { Reply, ReplyInput, TimedEvent, Usage } from "./reply.ts";
import { type ResponseState, responseResource } from "./response-resource.ts";
import { tokenClock } from "./token-clock.ts";
import { argumentPieces } from "./token-pieces.ts";

/**
 * The stream of events that answers a request, in the order and shape of the Responses API. A refusal is not a
 * stream: the caller sends it instead of asking for one.
 */
export function buildReply(input: ReplyInput): Reply {
  const whole = input.request.generate ? answer(input) : warmUp(input);
  const failure = input.behaviour.failure;
  return failure === null || failure.kind === "refused" ? whole : interrupt(whole, failure, input);
}

function opening(input: ReplyInput) {
  const writer = eventWriter();
  const state: ResponseState = { status: "in_progress", output: [], usage: null };
  const response = responseResource(input, state);
  writer.write("response.created", input.behaviour.timeToHeadersMs, { response });
  writer.write("response.in_progress", input.behaviour.timeToHeadersMs, { response });
  return writer;
}

function warmUp(input: ReplyInput): Reply {
  const writer = opening(input);
  const usage: Usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  const response = responseResource(input, { status: "completed", output: [], usage });
  writer.write("response.completed", input.behaviour.timeToHeadersMs, { response });
  return { events: writer.events, ending: "complete", usage, toolCalls: 0 };
}

function answer(input: ReplyInput): Reply {
  const { behaviour, ordinal, random, responseId } = input;
  const writer = opening(input);
  const clock = tokenClock(behaviour, random);
  const calls = behaviour.toolCalls.filter((call) => call.onRequest === ordinal);
  const suffix = responseId.replace(/^resp_/, "");
  const output: unknown[] = [];
  const target = (prefix: string): ItemTarget => ({
    writer,
    clock,
    tokensPerChunk: behaviour.tokensPerChunk,
    outputIndex: output.length,
    itemId: `${prefix}_${suffix}_${output.length}`,
  });

  const reasoningTokens = behaviour.reasoningTokens;
  if (reasoningTokens > 0) output.push(writeReasoning(target("rs"), reasoningTokens, behaviour.reasoning));
  for (const call of calls) output.push(writeToolCall(target("fc"), call, `call_${suffix}_${output.length}`));
  const textTokens = Math.max(0, behaviour.outputTokens - reasoningTokens);
  if (calls.length === 0) output.push(writeMessage(target("msg"), textTokens));

  const callTokens = calls.reduce((sum, call) => sum + argumentPieces(call.arguments).length, 0);
  const usage: Usage | null = behaviour.omitUsage
    ? null
    : {
        inputTokens: behaviour.inputTokens,
        cachedInputTokens: behaviour.cachedInputTokens,
        outputTokens: reasoningTokens + (calls.length > 0 ? callTokens : textTokens),
        reasoningTokens,
      };
  writer.write("response.completed", clock.now() + behaviour.tailMs, {
    response: responseResource(input, { status: "completed", output, usage }),
  });
  return { events: writer.events, ending: "complete", usage, toolCalls: calls.length };
}

type Interruption = Exclude<Failure, { kind: "refused" }>;

function interrupt(reply: Reply, failure: Interruption, input: ReplyInput): Reply {
  const cut = cutAfter(reply.events, failure.afterTokens);
  const before = reply.events.slice(0, cut);
  if (failure.kind === "stalled" && failure.stallMs !== null) {
    const stallMs = failure.stallMs;
    const after = reply.events.slice(cut).map((timed) => ({ ...timed, atMs: timed.atMs + stallMs }));
    return { ...reply, events: [...before, ...after] };
  }
  const broken = { usage: null, toolCalls: 0 };
  if (failure.kind === "stalled" || failure.kind === "dropped")
    return { ...broken, events: before, ending: failure.kind };

  const state: ResponseState =
    failure.kind === "failed"
      ? { status: "failed", output: [], usage: null, error: failure.error }
      : { status: "incomplete", output: [], usage: null, incompleteReason: failure.reason };
  const last: TimedEvent = {
    atMs: before.at(-1)?.atMs ?? 0,
    event: {
      type: `response.${failure.kind}`,
      sequence_number: before.length,
      response: responseResource(input, state),
    },
    tokens: 0,
    visible: false,
  };
  return { ...broken, events: [...before, last], ending: failure.kind };
}

/** How many events to keep so that so many tokens have been streamed; the two opening events always stay, the terminal one never. */
function cutAfter(events: readonly TimedEvent[], tokens: number): number {
  let streamed = 0;
  let kept = 2;
  for (let index = 2; index < events.length - 1 && streamed < tokens; index += 1) {
    streamed += events[index]?.tokens ?? 0;
    kept = index + 1;
  }
  return kept;
}
