import { durationOf, entriesOf, fieldsOf, parseJson, textOf } from "./json-fields.ts";
import { PayloadFinder } from "./payload-finder.ts";
import type { ResponseFacts } from "./response-facts.ts";
import type { ResponseReader } from "./response-reader.ts";
import { openAiUsage } from "./token-usage.ts";

/** Where a piece of reasoning stands: DeepSeek and those after it, OpenRouter, Groq. */
const REASONING = ["reasoning_content", "reasoning"] as const;

/** OpenAI's Chat Completions API and all that is compatible with it. */
export function openAiChat(facts: ResponseFacts): ResponseReader {
  /** Whether the server writes JSON as JavaScript does: then later chunks need not be parsed to be told apart. */
  let isCompact = false;
  const reasoning = new PayloadFinder('"reasoning":"');
  const thoughts = new PayloadFinder('"reasoning_content":"');
  const content = new PayloadFinder('"content":"');
  const finders = [content, new PayloadFinder('"arguments":"'), thoughts, reasoning];
  let last = content;
  /** Length of what stood around the text of the last chunk that said nothing else. */
  let plainLength = -1;
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
      for (const data of new Set([lastFinish, lastUsage])) {
        if (data === null) continue;
        const chunk = fieldsOf(parseJson(data));
        described(chunk);
        for (const choice of entriesOf(chunk["choices"])) finished(fieldsOf(choice));
      }
    },
  };

  /**
   * Tells a chunk in the middle apart by how much stands around its text: where that is as much as around the last one,
   * it says nothing else, because what says more is longer. False when it has to be parsed.
   */
  function quickly(data: string, atMs: number): boolean {
    let finder = last;
    let length = finder.find(data);
    if (length <= 0) {
      const found = finders.find((other) => other !== last && other.find(data) > 0);
      if (found === undefined) return false;
      finder = found;
      length = finder.end - finder.start;
    }
    if (finder !== last || data.length - length !== plainLength) {
      const around = [data.slice(0, finder.start), data.slice(finder.end)];
      if (around.some((part) => part.includes('"error":{'))) return false;
      if (around.some((part) => part.includes('"usage":{'))) lastUsage = data;
      if (around.some((part) => part.includes('"finish_reason":"'))) lastFinish = data;
      last = finder;
      // What says something of its own must not be taken for the ordinary.
      plainLength = lastUsage === data || lastFinish === data ? -1 : data.length - length;
    }
    facts.token(finder === thoughts || finder === reasoning ? "reasoning" : "output", length, atMs);
    return true;
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
