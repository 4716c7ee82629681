import { durationOf, entriesOf, fieldsOf, parseJson, textOf } from "./json-fields.ts";
import { payloadLength } from "./payload-length.ts";
import type { ResponseFacts } from "./response-facts.ts";
import type { ResponseReader } from "./response-reader.ts";
import { openAiUsage } from "./token-usage.ts";

/** Where a piece of reasoning stands: DeepSeek and those after it, OpenRouter, Groq. */
const REASONING = ["reasoning_content", "reasoning"] as const;

/** OpenAI's Chat Completions API and all that is compatible with it. */
export function openAiChat(facts: ResponseFacts): ResponseReader {
  /** Whether the server writes JSON as JavaScript does: then later chunks need not be parsed to be told apart. */
  let isCompact = false;
  // What only counts at the end is parsed there, once, although some servers send it with every chunk.
  let lastUsage: string | null = null;
  let lastFinish: string | null = null;

  return {
    event(_, data, atMs) {
      if (data === "[DONE]") {
        facts.isTerminated = true;
        return;
      }
      facts.firstEventAtMs ??= atMs;
      if (isCompact && facts.firstOutputAtMs !== null && quickly(data, atMs)) return;
      const chunk = fieldsOf(parseJson(data));
      isCompact = data.startsWith('{"') && !data.includes('": ');
      described(chunk);
      if (chunk["error"] !== undefined && chunk["error"] !== null) facts.error = chunk["error"];
      for (const choice of entriesOf(chunk["choices"])) readChoice(fieldsOf(choice), atMs);
    },
    whole(body) {
      const completion = fieldsOf(body);
      described(completion);
      facts.isTerminated = true;
      facts.error = completion["error"] ?? null;
      const choice = fieldsOf(entriesOf(completion["choices"])[0]);
      facts.finishReason = textOf(choice["finish_reason"]);
    },
    end() {
      for (const data of [lastFinish, lastUsage]) if (data !== null) described(fieldsOf(parseJson(data)));
      if (lastFinish !== null) {
        for (const choice of entriesOf(fieldsOf(parseJson(lastFinish))["choices"]))
          finished(fieldsOf(choice));
      }
    },
  };

  /** Tells a chunk in the middle apart by how it begins to say things; false when it has to be parsed. */
  function quickly(data: string, atMs: number): boolean {
    if (data.includes('"usage":{')) lastUsage = data;
    if (data.includes('"finish_reason":"')) lastFinish = data;
    if (data.includes('"error":{')) return false;
    let length = payloadLength(data, '"content":"');
    if (length <= 0) length = payloadLength(data, '"arguments":"');
    if (length > 0) {
      facts.token("output", length, atMs);
      return true;
    }
    for (const key of REASONING) {
      const thought = payloadLength(data, key === "reasoning" ? '"reasoning":"' : '"reasoning_content":"');
      if (thought > 0) {
        facts.token("reasoning", thought, atMs);
        return true;
      }
    }
    // A choice without a word: empty, or something that is not known here.
    return !/"delta":\{[^}]/.test(data) || length === 0;
  }

  function readChoice(choice: Readonly<Record<string, unknown>>, atMs: number): void {
    const delta = fieldsOf(choice["delta"]);
    const thought = REASONING.map((key) => textOf(delta[key])).find((text) => text !== null);
    if (thought !== undefined && thought !== null) facts.token("reasoning", thought.length, atMs);
    const words = textOf(delta["content"]) ?? textOf(delta["refusal"]);
    if (words !== null) facts.token("output", words.length, atMs);
    for (const call of entriesOf(delta["tool_calls"])) {
      const written = fieldsOf(fieldsOf(call)["function"]);
      const text = textOf(written["arguments"]);
      if (text !== null) facts.token("output", text.length, atMs);
      else if (textOf(written["name"]) !== null) facts.toolNamed(atMs);
    }
    finished(choice);
  }

  function finished(choice: Readonly<Record<string, unknown>>): void {
    const reason = textOf(choice["finish_reason"]);
    if (reason === null) return;
    facts.finishReason = reason;
    // Not every server sends [DONE]; OpenRouter tells of a broken stream in this place.
    facts.isTerminated = true;
    if (reason === "error" && facts.error === null) facts.error = { code: "error" };
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
