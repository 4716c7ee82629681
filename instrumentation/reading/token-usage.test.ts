import { expect, test } from "vitest";
import { anthropicUsage, googleUsage, openAiUsage } from "./token-usage.ts";

const NOTHING = {
  inputTokens: null,
  cachedInputTokens: null,
  cacheWriteInputTokens: null,
  outputTokens: null,
  reasoningTokens: null,
};

test("OpenAI includes what was cached in the input, and reasoning in the output", () => {
  const expected = {
    ...NOTHING,
    inputTokens: 100,
    cachedInputTokens: 60,
    outputTokens: 50,
    reasoningTokens: 20,
  };
  expect(
    openAiUsage({
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 60 },
      output_tokens: 50,
      output_tokens_details: { reasoning_tokens: 20 },
    }),
  ).toEqual(expected);
  expect(
    openAiUsage({
      prompt_tokens: 100,
      prompt_tokens_details: { cached_tokens: 60 },
      completion_tokens: 50,
      completion_tokens_details: { reasoning_tokens: 20 },
      total_tokens: 150,
    }),
  ).toEqual(expected);
});

test("those who follow OpenAI say what was cached beside the rest", () => {
  const deepSeek = { prompt_tokens: 100, prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 };
  expect(openAiUsage(deepSeek)).toEqual({ ...NOTHING, inputTokens: 100, cachedInputTokens: 64 });
  const moonshot = { prompt_tokens: 100, cached_tokens: 7, completion_tokens: 1 };
  expect(openAiUsage(moonshot)).toEqual({
    ...NOTHING,
    inputTokens: 100,
    cachedInputTokens: 7,
    outputTokens: 1,
  });
});

test("Anthropic excludes what was cached from the input: it is added", () => {
  expect(
    anthropicUsage(
      { input_tokens: 10, cache_read_input_tokens: 100, cache_creation_input_tokens: 5, output_tokens: 7 },
      null,
    ),
  ).toEqual({
    ...NOTHING,
    inputTokens: 115,
    cachedInputTokens: 100,
    cacheWriteInputTokens: 5,
    outputTokens: 7,
  });
  expect(anthropicUsage({ input_tokens: 10, cache_read_input_tokens: null }, null)).toEqual({
    ...NOTHING,
    inputTokens: 10,
  });
});

test("what Anthropic does not say again holds", () => {
  const before = anthropicUsage({ input_tokens: 10, cache_read_input_tokens: 100, output_tokens: 1 }, null);
  expect(
    anthropicUsage({ output_tokens: 50, output_tokens_details: { thinking_tokens: 9 } }, before),
  ).toEqual({
    ...NOTHING,
    inputTokens: 110,
    cachedInputTokens: 100,
    outputTokens: 50,
    reasoningTokens: 9,
  });
  expect(anthropicUsage(undefined, before)).toEqual(before);
  expect(anthropicUsage({ output_tokens: 0 }, null)).toEqual({ ...NOTHING, outputTokens: 0 });
});

test("Gemini excludes thoughts from the candidates: they are added", () => {
  expect(
    googleUsage({
      promptTokenCount: 100,
      cachedContentTokenCount: 60,
      candidatesTokenCount: 40,
      thoughtsTokenCount: 10,
      totalTokenCount: 150,
    }),
  ).toEqual({ ...NOTHING, inputTokens: 100, cachedInputTokens: 60, outputTokens: 50, reasoningTokens: 10 });
  expect(googleUsage({ promptTokenCount: 100 })).toEqual({ ...NOTHING, inputTokens: 100 });
  expect(googleUsage({ candidatesTokenCount: 0 })).toEqual({ ...NOTHING, outputTokens: 0 });
});

test("what is no count is unknown, never 0", () => {
  for (const read of [openAiUsage, googleUsage, (value: unknown) => anthropicUsage(value, null)])
    for (const odd of [null, undefined, 7, "text", [], {}, { total_tokens: 7 }]) expect(read(odd)).toBeNull();
  for (const odd of [-1, Number.NaN, Number.POSITIVE_INFINITY, "7", null, {}, [7]]) {
    expect(openAiUsage({ input_tokens: odd, output_tokens: 5 })).toEqual({ ...NOTHING, outputTokens: 5 });
    expect(googleUsage({ promptTokenCount: 5, candidatesTokenCount: odd })?.outputTokens).toBeNull();
    expect(anthropicUsage({ input_tokens: 5, cache_read_input_tokens: odd }, null)?.inputTokens).toBe(5);
  }
});
