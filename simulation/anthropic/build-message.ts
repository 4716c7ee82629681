import { type AnswerParts, answerParts } from "#simulation/answer-parts.ts";
import { type Chunk, chunksOf, reasoningChunks } from "#simulation/chunks.ts";
import { interrupt } from "#simulation/interrupt.ts";
import type { Reply, ReplyInput, TimedEvent } from "#simulation/reply.ts";
import { tokenClock } from "#simulation/token-clock.ts";
import { argumentPieces, simulatedText } from "#simulation/token-pieces.ts";
import { messageUsage } from "./message-usage.ts";
import type { MessagesRequest } from "./messages-request.ts";

type Input = ReplyInput<MessagesRequest>;
type Fields = Readonly<Record<string, unknown>>;

/** One block of content: how it opens, what is added, and what it is in the end. */
interface Block {
  readonly startMs: number;
  readonly opened: Fields;
  readonly deltas: readonly (Omit<TimedEvent, "event" | "mark"> & { readonly delta: Fields })[];
  readonly whole: Fields;
}

const SIGNATURE = "c2ltdWxhdGVk";

/** The stream of events that answers a request, in the order and shape of the Messages API. */
export function buildMessage(input: Input): Reply {
  const { behaviour, request, responseId } = input;
  const parts = answerParts(input);
  const { blocks, endMs } = contentOf(input, parts);
  const message = (content: readonly Fields[], stopReason: string | null, usage: unknown) => ({
    id: responseId,
    type: "message",
    role: "assistant",
    model: request.model,
    content,
    stop_reason: stopReason,
    stop_sequence: null,
    ...(usage === null ? {} : { usage }),
  });

  const events: TimedEvent[] = [];
  const write = (atMs: number, event: Fields, more: Partial<TimedEvent> = {}): void => {
    const dueMs = Math.max(atMs, events.at(-1)?.atMs ?? 0);
    events.push({ tokens: 0, visible: false, mark: null, ...more, atMs: dueMs, event });
  };
  const opening = message([], null, behaviour.omitUsage ? null : messageUsage(input, 1, 0));
  write(behaviour.timeToHeadersMs, { type: "message_start", message: opening });
  write(behaviour.timeToHeadersMs, { type: "ping" });
  blocks.forEach(({ startMs, opened, deltas }, index) => {
    write(startMs, { type: "content_block_start", index, content_block: opened }, { mark: "item" });
    for (const { atMs, delta, tokens, visible } of deltas)
      write(atMs, { type: "content_block_delta", index, delta }, { tokens, visible });
    write(0, { type: "content_block_stop", index });
  });
  const stopReason = parts.calls.length > 0 ? "tool_use" : "end_turn";
  const usage = parts.usage && messageUsage(input, parts.usage.outputTokens, parts.reasoningTokens);
  write(endMs + behaviour.tailMs, {
    type: "message_delta",
    delta: { stop_reason: stopReason, stop_sequence: null },
    ...(usage === null ? {} : { usage }),
  });
  write(0, { type: "message_stop" }, { mark: "end" });

  const reply: Reply = {
    events,
    ending: "complete",
    usage: parts.usage,
    toolCalls: parts.calls.length,
    whole: message(
      blocks.map(({ whole }) => whole),
      stopReason,
      usage,
    ),
  };
  const failure = behaviour.failure;
  if (failure === null || failure.kind === "refused") return reply;
  return interrupt(reply, failure, {
    opening: 2,
    closing: 2,
    tell: (told) =>
      told.kind === "failed"
        ? [{ type: "error", error: told.error }]
        : [
            {
              type: "message_delta",
              delta: { stop_reason: told.reason, stop_sequence: null },
              usage: messageUsage(input, Math.max(1, failure.afterTokens), 0),
            },
            { type: "message_stop" },
          ],
  });
}

function contentOf(
  { behaviour, random, responseId }: Input,
  { reasoningTokens, calls, textTokens }: AnswerParts,
): { readonly blocks: readonly Block[]; readonly endMs: number } {
  const clock = tokenClock(behaviour, random);
  const blocks: Block[] = [];
  if (reasoningTokens > 0) {
    const startMs = clock.now();
    blocks.push(thinking(startMs, reasoningChunks(behaviour, clock), () => clock.now()));
  }
  calls.forEach((call, index) => {
    const startMs = clock.now();
    const chunks = chunksOf(argumentPieces(call.arguments), { clock, ...behaviour });
    const id = `toolu_${responseId.replace(/^msg_/, "")}_${index}`;
    blocks.push(toolUse(chunks[0]?.atMs ?? startMs, { id, name: call.name }, call.arguments, chunks));
  });
  if (calls.length === 0) {
    const startMs = clock.now();
    const chunks = chunksOf(simulatedText(textTokens), { clock, ...behaviour });
    blocks.push(prose(chunks[0]?.atMs ?? startMs, chunks));
  }
  return { blocks, endMs: clock.now() };
}

const joined = (chunks: readonly Chunk[]): string => chunks.map(({ delta }) => delta).join("");

/** Thinking that is hidden has a block all the same, which holds a signature alone. */
function thinking(startMs: number, chunks: readonly Chunk[], endMs: () => number): Block {
  const whole = { type: "thinking", thinking: joined(chunks), signature: SIGNATURE };
  return {
    startMs: chunks[0]?.atMs ?? startMs,
    opened: { type: "thinking", thinking: "", signature: "" },
    deltas: [
      ...chunks.map(({ atMs, tokens, delta }) => ({
        atMs,
        tokens,
        visible: false,
        delta: { type: "thinking_delta", thinking: delta },
      })),
      {
        atMs: endMs(),
        tokens: 0,
        visible: false,
        delta: { type: "signature_delta", signature: SIGNATURE },
      },
    ],
    whole,
  };
}

function toolUse(
  startMs: number,
  call: { readonly id: string; readonly name: string },
  input: string,
  chunks: readonly Chunk[],
): Block {
  return {
    startMs,
    opened: { type: "tool_use", ...call, input: {} },
    deltas: chunks.map(({ atMs, tokens, delta }) => ({
      atMs,
      tokens,
      visible: true,
      delta: { type: "input_json_delta", partial_json: delta },
    })),
    whole: { type: "tool_use", ...call, input: JSON.parse(input) as unknown },
  };
}

function prose(startMs: number, chunks: readonly Chunk[]): Block {
  return {
    startMs,
    opened: { type: "text", text: "" },
    deltas: chunks.map(({ atMs, tokens, delta }) => ({
      atMs,
      tokens,
      visible: true,
      delta: { type: "text_delta", text: delta },
    })),
    whole: { type: "text", text: joined(chunks) },
  };
}
