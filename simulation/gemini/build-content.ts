import { answerParts } from "#simulation/answer-parts.ts";
import { chunksOf, reasoningChunks } from "#simulation/chunks.ts";
import { interrupt } from "#simulation/interrupt.ts";
import type { Reply, ReplyInput, TimedEvent } from "#simulation/reply.ts";
import { tokenClock } from "#simulation/token-clock.ts";
import { argumentPieces, simulatedText } from "#simulation/token-pieces.ts";

interface Piece {
  readonly atMs: number;
  readonly part: Readonly<Record<string, unknown>>;
  readonly tokens: number;
  readonly visible: boolean;
}

/**
 * The stream of chunks that answers a request, in the shape of Gemini's `streamGenerateContent`. A function call comes
 * whole in one chunk, and only the last chunk says why the stream ends.
 */
export function buildContent(input: ReplyInput): Reply {
  const { behaviour, request, random, responseId } = input;
  const clock = tokenClock(behaviour, random);
  const { calls, textTokens, reasoningTokens, usage } = answerParts(input);
  const pieces: Piece[] = [];
  const speak = (chunks: ReturnType<typeof chunksOf>, thought: boolean): void => {
    for (const { atMs, delta, tokens } of chunks)
      pieces.push({
        atMs,
        tokens,
        visible: !thought,
        part: { text: delta, ...(thought ? { thought } : {}) },
      });
  };
  if (reasoningTokens > 0) speak(reasoningChunks(behaviour, clock), true);
  for (const { name, arguments: args } of calls) {
    const tokens = argumentPieces(args).length;
    const functionCall = { name, args: JSON.parse(args) as unknown };
    pieces.push({ atMs: clock.chunk(tokens), tokens, visible: true, part: { functionCall } });
  }
  if (calls.length === 0) speak(chunksOf(simulatedText(textTokens), { clock, ...behaviour }), false);

  const usageMetadata = (candidates: number) =>
    usage === null
      ? {}
      : {
          usageMetadata: {
            promptTokenCount: usage.inputTokens,
            cachedContentTokenCount: usage.cachedInputTokens,
            candidatesTokenCount: candidates,
            thoughtsTokenCount: reasoningTokens,
            totalTokenCount: usage.inputTokens + candidates + reasoningTokens,
          },
        };
  const chunk = (parts: readonly unknown[], candidates: number, finishReason?: string) => ({
    candidates: [{ content: { role: "model", parts }, index: 0, ...(finishReason ? { finishReason } : {}) }],
    ...usageMetadata(candidates),
    modelVersion: request.model,
    responseId,
  });

  let candidates = 0;
  const events = pieces.map(({ atMs, part, tokens, visible }, index): TimedEvent => {
    if (visible) candidates += tokens;
    return { atMs, event: chunk([part], candidates), tokens, visible, mark: index === 0 ? "item" : null };
  });
  events.push({
    atMs: clock.now() + behaviour.tailMs,
    event: chunk([{ text: "" }], candidates, "STOP"),
    tokens: 0,
    visible: false,
    mark: "end",
  });
  const whole = chunk(wholeParts(pieces), candidates, "STOP");
  const reply: Reply = { events, ending: "complete", usage, toolCalls: calls.length, whole };
  const failure = behaviour.failure;
  if (failure === null || failure.kind === "refused") return reply;
  return interrupt(reply, failure, {
    opening: 0,
    closing: 1,
    // Clients notice an error only when it comes in a packet of its own.
    tellingMs: 30,
    tell: (told) =>
      told.kind === "failed" ? [{ error: told.error }] : [chunk([{ text: "" }], candidates, told.reason)],
  });
}

/** One part for each run of pieces of one kind. */
function wholeParts(pieces: readonly Piece[]): readonly unknown[] {
  const parts: Record<string, unknown>[] = [];
  for (const { part } of pieces) {
    const last = parts.at(-1);
    if (last !== undefined && "text" in last && "text" in part && last["thought"] === part["thought"])
      last["text"] = `${String(last["text"])}${String(part["text"])}`;
    else parts.push({ ...part });
  }
  return parts;
}
