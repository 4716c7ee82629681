import { fieldsOf, parseJson, textOf } from "./json-fields.ts";
import { PayloadFinder } from "./payload-finder.ts";
import { PieceShapes } from "./piece-shapes.ts";
import type { ResponseFacts, TokenKind } from "./response-facts.ts";
import type { ResponseReader } from "./response-reader.ts";
import type { TextPiece } from "./text-piece.ts";
import { anthropicUsage } from "./token-usage.ts";

/**
 * The pieces of a content block, by what names them and where their text stands. What Anthropic streams of its
 * thinking is a summary, whose length says nothing about the tokens that are counted.
 */
const DELTAS: readonly (readonly [type: string, kind: TokenKind, field: string])[] = [
  ['"text_delta"', "output", "text"],
  ['"input_json_delta"', "output", "partial_json"],
  ['"thinking_delta"', "summary", "thinking"],
];

const shapes = new PieceShapes(["type", ...DELTAS.map(([, , field]) => field)]);

/** Anthropic's Messages API. */
export function anthropicMessages(facts: ResponseFacts): ResponseReader {
  const deltas = DELTAS.map(([type, kind, field]) => ({
    type,
    kind,
    field,
    finder: new PayloadFinder(`"${field}":"`),
  }));
  return {
    shapes,
    event(name, data, atMs) {
      if (name === "content_block_delta") {
        facts.firstEventAtMs ??= atMs;
        return piece(data, atMs);
      }
      const event = fieldsOf(parseJson(data));
      const type = name === "" ? textOf(event["type"]) : name;
      // It keeps the connection alive while the model has not begun.
      if (type === "ping") return null;
      facts.firstEventAtMs ??= atMs;
      if (type === "content_block_delta") return piece(data, atMs);
      if (type === "message_start") described(fieldsOf(event["message"]));
      else if (type === "content_block_start") {
        const block = fieldsOf(event["content_block"]);
        if (/tool_use$/.test(textOf(block["type"]) ?? "")) facts.toolNamed(atMs);
        else if (textOf(block["text"]) !== null) facts.token("output", String(block["text"]).length, atMs);
      } else if (type === "message_delta") {
        facts.finishReason = textOf(fieldsOf(event["delta"])["stop_reason"]) ?? facts.finishReason;
        used(event["usage"]);
      } else if (type === "message_stop") facts.isTerminated = true;
      else if (type === "error") {
        facts.isTerminated = true;
        facts.error = event["error"] ?? event;
      }
      return null;
    },
    whole(body) {
      const message = fieldsOf(body);
      facts.isTerminated = true;
      if (textOf(message["type"]) === "error") facts.error = message["error"] ?? message;
      described(message);
      facts.finishReason = textOf(message["stop_reason"]);
    },
    end() {},
  };

  function piece(data: string, atMs: number): TextPiece | null {
    for (const { type, kind, finder, field } of deltas) {
      if (!data.includes(type)) continue;
      let length = finder.find(data);
      if (length === -1) length = (textOf(fieldsOf(fieldsOf(parseJson(data))["delta"])[field]) ?? "").length;
      if (length > 0) facts.token(kind, length, atMs);
      return length > 0 ? { key: field, kind, tells: false } : null;
    }
    return null;
  }

  function described(message: Readonly<Record<string, unknown>>): void {
    facts.responseId = textOf(message["id"]) ?? facts.responseId;
    facts.model = textOf(message["model"]) ?? facts.model;
    used(message["usage"]);
  }

  /** The counts of a stream are cumulative, so that the last ones hold. */
  function used(value: unknown): void {
    facts.usage = anthropicUsage(value, facts.usage);
    const usage = fieldsOf(value);
    // Fast mode is told as a speed; everything else as a tier.
    const speed = textOf(usage["speed"]);
    facts.servedTier =
      (speed === "standard" ? null : speed) ?? textOf(usage["service_tier"]) ?? facts.servedTier;
  }
}
