import { DescribingChunks } from "./describing-chunks.ts";
import { durationOf, entriesOf, fieldsOf, parseJson, textOf } from "./json-fields.ts";
import { PieceShapes } from "./piece-shapes.ts";
import type { ResponseFacts } from "./response-facts.ts";
import type { ResponseReader } from "./response-reader.ts";
import { isTelling, silentChunk } from "./silent-chunk.ts";
import { lengthAsWritten, type TextPiece } from "./text-piece.ts";
import { openAiUsage } from "./token-usage.ts";

/** Where a piece of reasoning stands: DeepSeek and those after it, OpenRouter, Groq. */
const REASONING = ["reasoning_content", "reasoning"] as const;

/** Where a piece of text may stand. */
const PIECES = {
  content: "output",
  refusal: "output",
  arguments: "output",
  reasoning_content: "reasoning",
  reasoning: "reasoning",
} as const;

const shapes = new PieceShapes([...Object.keys(PIECES), "finish_reason", "error"]);

/** OpenAI's Chat Completions API and all that is compatible with it. */
export function openAiChat(facts: ResponseFacts): ResponseReader {
  const chunks = new DescribingChunks((data) => described(fieldsOf(parseJson(data))));

  return {
    shapes,
    event(_, data, atMs) {
      if (data === "[DONE]") {
        facts.isTerminated = true;
        return null;
      }
      facts.firstEventAtMs ??= atMs;
      const silent = silentChunk(data);
      if (silent === null) return parsed(data, atMs);
      silent.reasons.forEach(finished);
      chunks.add(data, silent.tells, false);
      return null;
    },
    describes(data, { tells }) {
      chunks.add(data, tells, true);
    },
    whole(body) {
      const completion = fieldsOf(body);
      described(completion);
      facts.isTerminated = true;
      facts.error = completion["error"] ?? null;
      const choice = fieldsOf(entriesOf(completion["choices"])[0]);
      facts.finishReason = textOf(choice["finish_reason"]);
    },
    end: () => chunks.read(),
  };

  function parsed(data: string, atMs: number): TextPiece | null {
    const chunk = fieldsOf(parseJson(data));
    const choices = entriesOf(chunk["choices"]).map(fieldsOf);
    const deltas = choices.map((choice) => fieldsOf(choice["delta"]));
    const reasons = choices.flatMap((choice) => textOf(choice["finish_reason"]) ?? []);
    const key = onlyPiece(deltas);
    const error = chunk["error"] ?? null;
    if (key === null) pieces(deltas, atMs);
    else facts.token(PIECES[key], lengthAsWritten(data, key), atMs);
    if (key !== null && reasons.length === 0 && error === null)
      return { key, kind: PIECES[key], tells: isTelling(data) };
    chunks.read();
    described(chunk);
    if (error !== null) facts.error = error;
    reasons.forEach(finished);
    return null;
  }

  /** What one chunk holds came at once, and so is one event with tokens. */
  function pieces(deltas: readonly Readonly<Record<string, unknown>>[], atMs: number): void {
    let thought = 0;
    let written = 0;
    for (const delta of deltas) {
      thought += REASONING.map((key) => textOf(delta[key])).find((text) => text !== null)?.length ?? 0;
      written += (textOf(delta["content"]) ?? textOf(delta["refusal"]) ?? "").length;
      for (const call of entriesOf(delta["tool_calls"])) {
        const made = fieldsOf(fieldsOf(call)["function"]);
        const text = textOf(made["arguments"]);
        if (text !== null) written += text.length;
        else if (textOf(made["name"]) !== null) facts.toolNamed(atMs);
      }
    }
    if (thought > 0 && written > 0) facts.reasoningStreamed = true;
    if (written > 0) facts.token("output", thought + written, atMs);
    else if (thought > 0) facts.token("reasoning", thought, atMs);
  }

  function finished(reason: string): void {
    facts.finishReason = reason;
    // Not every server sends [DONE]; OpenRouter tells of a broken stream in this place.
    facts.isTerminated = true;
    if (reason === "error" && facts.error === null) facts.error = {};
  }

  function described(chunk: Readonly<Record<string, unknown>>): void {
    facts.responseId = textOf(chunk["id"]) ?? facts.responseId;
    facts.model = textOf(chunk["model"]) ?? facts.model;
    facts.servedTier = textOf(chunk["service_tier"]) ?? facts.servedTier;
    const groq = fieldsOf(chunk["x_groq"]);
    const usage = chunk["usage"] ?? groq["usage"];
    facts.usage = openAiUsage(usage) ?? facts.usage;
    serverTime("usage.total_time", fieldsOf(usage)["total_time"]);
    serverTime("time_info.total_time", fieldsOf(chunk["time_info"])["total_time"]);
  }

  /** Groq and Cerebras tell it in seconds. */
  function serverTime(source: string, seconds: unknown): void {
    const ms = durationOf(seconds, 1000);
    if (ms === null) return;
    facts.serverMs = ms;
    facts.serverTimeSource = source;
  }
}

/** Where the only piece of text of a chunk stands; null when there are none or several. */
function onlyPiece(deltas: readonly Readonly<Record<string, unknown>>[]): keyof typeof PIECES | null {
  const found = deltas.flatMap((delta) => {
    const calls = entriesOf(delta["tool_calls"]).map((call) => fieldsOf(fieldsOf(call)["function"]));
    return [delta, ...calls].flatMap((fields) =>
      (Object.keys(PIECES) as (keyof typeof PIECES)[]).filter((key) => textOf(fields[key]) !== null),
    );
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}
