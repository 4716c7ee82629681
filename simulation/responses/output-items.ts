import type { ScriptedToolCall } from "#simulation/behaviour.ts";
import { chunksOf, summaryChunks } from "#simulation/chunks.ts";
import type { TokenClock } from "#simulation/token-clock.ts";
import { argumentPieces, simulatedText } from "#simulation/token-pieces.ts";
import type { EventWriter } from "./event-writer.ts";

/** Where an output item is written to, and under which id and place. */
export interface ItemTarget {
  readonly writer: EventWriter;
  readonly clock: TokenClock;
  readonly tokensPerChunk: number;
  readonly outputIndex: number;
  readonly itemId: string;
}

type Item = Readonly<Record<string, unknown>>;

/** Writes an assistant message of so many tokens; returns the finished item. */
export function writeMessage(target: ItemTarget, tokens: number): Item {
  const { writer, clock, outputIndex, itemId } = target;
  const pieces = simulatedText(tokens);
  const chunks = chunksOf(pieces, target);
  const startMs = chunks[0]?.atMs ?? clock.now();
  const at = { item_id: itemId, output_index: outputIndex, content_index: 0 };
  const part = (text: string) => ({ type: "output_text", annotations: [], logprobs: [], text });
  const item = (status: string, content: readonly unknown[]) => ({
    id: itemId,
    type: "message",
    status,
    role: "assistant",
    content,
  });

  writer.write("response.output_item.added", startMs, {
    output_index: outputIndex,
    item: item("in_progress", []),
  });
  writer.write("response.content_part.added", startMs, { ...at, part: part("") });
  for (const chunk of chunks)
    writer.write(
      "response.output_text.delta",
      chunk.atMs,
      { ...at, delta: chunk.delta, logprobs: [] },
      { tokens: chunk.tokens, visible: true },
    );
  const text = pieces.join("");
  writer.write("response.output_text.done", clock.now(), { ...at, text, logprobs: [] });
  writer.write("response.content_part.done", clock.now(), { ...at, part: part(text) });
  const done = item("completed", [part(text)]);
  writer.write("response.output_item.done", clock.now(), { output_index: outputIndex, item: done });
  return done;
}

/** Writes a tool call, its arguments streamed; returns the finished item. */
export function writeToolCall(target: ItemTarget, call: ScriptedToolCall, callId: string): Item {
  const { writer, clock, outputIndex, itemId } = target;
  const custom = call.kind === "custom";
  const field = custom ? "input" : "arguments";
  const stem = custom ? "response.custom_tool_call_input" : "response.function_call_arguments";
  const chunks = chunksOf(argumentPieces(call.arguments), target);
  const at = { item_id: itemId, output_index: outputIndex };
  const item = (status: string, content: string) => ({
    id: itemId,
    type: custom ? "custom_tool_call" : "function_call",
    status,
    [field]: content,
    call_id: callId,
    name: call.name,
  });

  writer.write("response.output_item.added", chunks[0]?.atMs ?? clock.now(), {
    output_index: outputIndex,
    item: item("in_progress", ""),
  });
  for (const chunk of chunks)
    writer.write(
      `${stem}.delta`,
      chunk.atMs,
      { ...at, delta: chunk.delta },
      { tokens: chunk.tokens, visible: true },
    );
  writer.write(`${stem}.done`, clock.now(), { ...at, [field]: call.arguments });
  const done = item("completed", call.arguments);
  writer.write("response.output_item.done", clock.now(), { output_index: outputIndex, item: done });
  return done;
}

/** Writes a reasoning item of so many generated tokens, of which the style decides what is streamed. */
export function writeReasoning(
  target: ItemTarget,
  tokens: number,
  style: "hidden" | "summary" | "raw",
): Item {
  const { writer, clock, outputIndex, itemId } = target;
  const at = { item_id: itemId, output_index: outputIndex };
  const item = (summary: readonly unknown[], content?: readonly unknown[]) => ({
    id: itemId,
    type: "reasoning",
    summary,
    ...(content === undefined ? {} : { content }),
  });
  const added = { output_index: outputIndex, item: item([]) };
  let done = item([]);

  if (style === "hidden") {
    writer.write("response.output_item.added", clock.now(), added);
    clock.skip(tokens);
  } else if (style === "raw") {
    const pieces = simulatedText(tokens);
    const chunks = chunksOf(pieces, target);
    const part = (text: string) => ({ type: "reasoning_text", text });
    const startMs = chunks[0]?.atMs ?? clock.now();
    writer.write("response.output_item.added", startMs, added);
    writer.write("response.content_part.added", startMs, { ...at, content_index: 0, part: part("") });
    for (const { atMs, delta, tokens: carried } of chunks)
      writer.write(
        "response.reasoning_text.delta",
        atMs,
        { ...at, content_index: 0, delta },
        { tokens: carried, visible: false },
      );
    const text = pieces.join("");
    writer.write("response.reasoning_text.done", clock.now(), { ...at, content_index: 0, text });
    writer.write("response.content_part.done", clock.now(), { ...at, content_index: 0, part: part(text) });
    done = item([], [part(text)]);
  } else {
    const part = (text: string) => ({ type: "summary_text", text });
    const startMs = clock.now();
    const chunks = summaryChunks(tokens, clock);
    writer.write("response.output_item.added", startMs, added);
    writer.write("response.reasoning_summary_part.added", startMs, {
      ...at,
      summary_index: 0,
      part: part(""),
    });
    for (const { atMs, delta, tokens: carried } of chunks)
      writer.write(
        "response.reasoning_summary_text.delta",
        atMs,
        { ...at, summary_index: 0, delta },
        { tokens: carried, visible: false },
      );
    const text = chunks.map(({ delta }) => delta).join("");
    writer.write("response.reasoning_summary_text.done", clock.now(), { ...at, summary_index: 0, text });
    writer.write("response.reasoning_summary_part.done", clock.now(), {
      ...at,
      summary_index: 0,
      part: part(text),
    });
    done = item([part(text)]);
  }
  writer.write("response.output_item.done", clock.now(), { output_index: outputIndex, item: done });
  return done;
}
