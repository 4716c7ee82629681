import { expect, test } from "vitest";
import { followAnswer, plainEvent } from "../testing/follow-answer.ts";

const HEAD = { id: "chatcmpl-1", model: "llama" };
const USAGE = { prompt_tokens: 10, completion_tokens: 5 };
const chunk = (delta: object, finish_reason: string | null = null) => ({
  ...HEAD,
  choices: [{ index: 0, delta, finish_reason }],
});
const tier = { ...HEAD, service_tier: "priority", choices: [] };
const time = { ...HEAD, time_info: { total_time: 0.5 }, choices: [] };
const used = { ...HEAD, x_groq: { usage: USAGE }, choices: [] };
const begun = [
  { ...HEAD, x_groq: { id: "req_1" }, choices: [] },
  chunk({ role: "assistant" }),
  chunk({ content: "Hi" }),
];
const stopped = [chunk({}, "stop"), chunk({}, null)];

for (const [what, write] of [
  ["as JavaScript writes JSON", plainEvent],
  [
    "with spaces in its JSON",
    (data: unknown) => plainEvent(JSON.stringify(data, null, 1).replace(/\n\s*/g, " ")),
  ],
] as const) {
  for (const [order, rest] of Object.entries({
    "tier, time, usage": [tier, time, used],
    "usage, time, tier": [used, time, tier],
    "time, usage, tier": [time, used, tier],
  })) {
    test(`what single chunks describe holds whatever comes after it, ${what}: ${order}`, async () => {
      const events = [...begun, ...stopped, ...rest];
      expect(await followAnswer({ protocol: "openai.chat", chunks: events.map(write) })).toMatchObject({
        responseId: "chatcmpl-1",
        responseModel: "llama",
        servedTier: "priority",
        finishReason: "stop",
        outcome: "complete",
        serverMs: 500,
        serverTimeSource: "time_info.total_time",
        usage: { inputTokens: 10, outputTokens: 5 },
        tokenEvents: 1,
        firstTokenAtMs: 120,
      });
    });
  }

  test(`of several choices the last reason counts, however it comes, and an error is one, ${what}`, async () => {
    const ends = (index: number, delta: object, finish_reason: string) => ({
      ...HEAD,
      choices: [{ index, delta, finish_reason }],
    });
    const follow = (events: readonly object[]) =>
      followAnswer({ protocol: "openai.chat", chunks: [...begun, ...events].map(write) });
    const called = { tool_calls: [{ index: 0, function: { name: "f", arguments: "{}" } }] };
    expect(await follow([ends(0, {}, "stop"), ends(1, called, "length")])).toMatchObject({
      finishReason: "length",
    });
    expect(await follow([ends(0, {}, "error"), ends(1, {}, "stop")])).toMatchObject({ outcome: "failed" });
  });

  test(`a stream that broke off is described by what came, ${what}`, async () => {
    const answer = { protocol: "openai.chat", chunks: begun.map(write), ending: "ECONNRESET" } as const;
    expect(await followAnswer(answer)).toMatchObject({
      responseId: "chatcmpl-1",
      responseModel: "llama",
      outcome: "failed",
      finishReason: null,
    });
  });
}
