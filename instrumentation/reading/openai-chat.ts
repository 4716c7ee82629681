import { ChatGlance } from "./chat-glance.ts";
import { durationOf, entriesOf, fieldsOf, parseJson, textOf } from "./json-fields.ts";
import type { ResponseFacts } from "./response-facts.ts";
import type { ResponseReader } from "./response-reader.ts";
import { finishReasons, isRepeated, isSilent, isTelling } from "./silent-chunk.ts";
import { openAiUsage } from "./token-usage.ts";

/** Where a piece of reasoning stands: DeepSeek and those after it, OpenRouter, Groq. */
const REASONING = ["reasoning_content", "reasoning"] as const;

/** OpenAI's Chat Completions API and all that is compatible with it. */
export function openAiChat(facts: ResponseFacts): ResponseReader {
  /** Null until it is known how the server writes JSON. */
  let glance: ChatGlance | null = null;
  // What only counts at the end is read there, once, although some servers send it with every chunk.
  let first: string | null = null;
  let lastUsage: string | null = null;

  return {
    event(_, data, atMs) {
      if (data === "[DONE]") {
        facts.isTerminated = true;
        return;
      }
      facts.firstEventAtMs ??= atMs;
      const kind = glance === null ? null : glance.look(data);
      if (glance === null || kind === null) {
        if (isSilent(data)) silent(data);
        else parsed(data, atMs);
        return;
      }
      if (glance.tellsUsage) lastUsage = data;
      if (glance.tellsFinish) finishReasons(data).forEach(finished);
      facts.token(kind, glance.length, atMs);
    },
    whole(body) {
      const completion = fieldsOf(body);
      described(completion);
      facts.isTerminated = true;
      facts.error = completion["error"] ?? null;
      const choice = fieldsOf(entriesOf(completion["choices"])[0]);
      facts.finishReason = textOf(choice["finish_reason"]);
    },
    end: settle,
  };

  function silent(data: string): void {
    if (data.includes('"choices"')) learn(data);
    finishReasons(data).forEach(finished);
    if (isTelling(data)) {
      if (lastUsage !== null) settle();
      lastUsage = data;
    } else if (first === null || lastUsage !== null || !isRepeated(data, first)) {
      settle();
      first = data;
    }
  }

  /** How the server writes JSON, a chunk of it shows. */
  function learn(data: string): void {
    const isSpaced = data.startsWith(" ", data.indexOf('":') + 2);
    if (glance?.isSpaced !== isSpaced) glance = new ChatGlance(isSpaced);
  }

  /** Reads what was put off, in its order: what comes later counts. */
  function settle(): void {
    if (first !== null && (lastUsage === null || !isRepeated(first, lastUsage)))
      described(fieldsOf(parseJson(first)));
    if (lastUsage !== null) described(fieldsOf(parseJson(lastUsage)));
    first = null;
    lastUsage = null;
  }

  function parsed(data: string, atMs: number): void {
    const chunk = fieldsOf(parseJson(data));
    const choices = entriesOf(chunk["choices"]).map(fieldsOf);
    if (choices.length > 0) learn(data);
    settle();
    described(chunk);
    if (chunk["error"] !== undefined && chunk["error"] !== null) facts.error = chunk["error"];
    pieces(
      choices.map((choice) => fieldsOf(choice["delta"])),
      atMs,
    );
    for (const choice of choices) finished(textOf(choice["finish_reason"]));
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

  function finished(reason: string | null): void {
    if (reason === null) return;
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
