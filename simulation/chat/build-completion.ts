import { answerParts } from "#simulation/answer-parts.ts";
import { chunksOf, reasoningChunks } from "#simulation/chunks.ts";
import { interrupt } from "#simulation/interrupt.ts";
import type { Reply, ReplyInput, TimedEvent, Usage } from "#simulation/reply.ts";
import { servedTier } from "#simulation/served-tier.ts";
import { tokenClock } from "#simulation/token-clock.ts";
import { argumentPieces, simulatedText } from "#simulation/token-pieces.ts";
import type { ChatRequest } from "./chat-request.ts";

type Fields = Readonly<Record<string, unknown>>;

const wireUsage = (usage: Usage) => ({
  prompt_tokens: usage.inputTokens,
  completion_tokens: usage.outputTokens,
  total_tokens: usage.inputTokens + usage.outputTokens,
  prompt_tokens_details: { cached_tokens: usage.cachedInputTokens },
  completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
});

/**
 * The stream of chunks that answers a request, in the shape of Chat Completions. Usage comes in a chunk of its own, if
 * asked for; streamed reasoning is `reasoning_content`, as providers compatible with OpenAI name it.
 */
export function buildCompletion(input: ReplyInput<ChatRequest>): Reply {
  const { behaviour, request, random, responseId, createdAtSeconds } = input;
  const { calls, textTokens, usage } = answerParts(input);
  const clock = tokenClock(behaviour, random);
  const head = (object: string) => ({
    id: responseId,
    object,
    created: createdAtSeconds,
    model: request.model,
    service_tier: servedTier(request, behaviour),
    system_fingerprint: "fp_simulation",
  });
  const events: TimedEvent[] = [];
  const write = (
    atMs: number,
    delta: Fields,
    more: Partial<TimedEvent> = {},
    finish: string | null = null,
  ) => {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
    const event = {
      ...head("chat.completion.chunk"),
      choices,
      ...(request.includeUsage ? { usage: null } : {}),
    };
    events.push({ tokens: 0, visible: false, mark: null, ...more, atMs, event });
  };

  write(behaviour.timeToHeadersMs, { role: "assistant", content: "" });
  const thoughts = behaviour.reasoningTokens > 0 ? reasoningChunks(behaviour, clock) : [];
  for (const { atMs, delta, tokens } of thoughts) write(atMs, { reasoning_content: delta }, { tokens });
  const made = calls.map((call, index) => {
    const id = `call_${responseId.replace(/^chatcmpl-/, "")}_${index}`;
    const chunks = chunksOf(argumentPieces(call.arguments), { clock, ...behaviour });
    const named = { index, id, type: "function", function: { name: call.name, arguments: "" } };
    write(chunks[0]?.atMs ?? clock.now(), { tool_calls: [named] }, { mark: "item" });
    for (const { atMs, delta, tokens } of chunks)
      write(atMs, { tool_calls: [{ index, function: { arguments: delta } }] }, { tokens, visible: true });
    return { id, type: "function", function: { name: call.name, arguments: call.arguments } };
  });
  const texts = calls.length > 0 ? [] : chunksOf(simulatedText(textTokens), { clock, ...behaviour });
  texts.forEach(({ atMs, delta, tokens }, index) => {
    write(atMs, { content: delta }, { tokens, visible: true, mark: index === 0 ? "item" : null });
  });

  const finish = calls.length > 0 ? "tool_calls" : "stop";
  const endMs = clock.now() + behaviour.tailMs;
  write(endMs, {}, {}, finish);
  const isTold = request.includeUsage && usage !== null;
  const last = isTold ? [{ ...head("chat.completion.chunk"), choices: [], usage: wireUsage(usage) }] : [];
  for (const event of last) events.push({ atMs: endMs, event, tokens: 0, visible: false, mark: null });
  events.push({ atMs: endMs, event: {}, tokens: 0, visible: false, mark: "end" });

  const content = calls.length > 0 ? null : texts.map(({ delta }) => delta).join("");
  const message = { role: "assistant", content, ...(made.length > 0 ? { tool_calls: made } : {}) };
  const reply: Reply = {
    events,
    ending: "complete",
    usage: isTold || !request.stream ? usage : null,
    toolCalls: calls.length,
    whole: {
      ...head("chat.completion"),
      choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
      ...(usage === null ? {} : { usage: wireUsage(usage) }),
    },
  };
  const failure = behaviour.failure;
  if (failure === null || failure.kind === "refused") return reply;
  return interrupt(reply, failure, {
    opening: 1,
    closing: 2 + last.length,
    tell: (told) => {
      if (told.kind === "failed") return [{ error: told.error }];
      const choices = [{ index: 0, delta: {}, logprobs: null, finish_reason: told.reason }];
      return [{ ...head("chat.completion.chunk"), choices }, {}];
    },
  });
}
