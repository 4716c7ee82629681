import { expect, test } from "vitest";
import { assembleExports } from "#tests/support/sample-export.ts";
import { opencode, vercelAiSdk5, vercelAiSdk7 } from "#tests/support/samples/vercel-ai-sdk.ts";

test("of opencode's nested spans, which all repeat the usage, the model call counts once", () => {
  const { turns, roundTrips, toolCalls } = assembleExports(opencode);
  expect(turns).toMatchObject([
    { client: "opencode", clientVersion: "1.4.0", sessionId: "ses_1", person: null, durationMs: 2890 },
  ]);
  expect(toolCalls).toMatchObject([{ tool: "edit", durationMs: 400 }]);
  expect(roundTrips).toMatchObject([
    {
      provider: "openai",
      model: "gpt-5.3-codex",
      transport: "sse",
      ttftMs: 380.5,
      e2eMs: 2380,
      basis: "clientChunk",
      inputTokens: 900,
      cachedInputTokens: 640,
      outputTokens: 201,
      reasoningTokens: 0,
    },
  ]);
  expect(roundTrips[0]?.decodeTokensPerSecond).toBeCloseTo(200 / 1.9995, 6);
});

test("before version 6, what Anthropic calls input excludes the cache, so the whole input is unknown", () => {
  expect(assembleExports(vercelAiSdk5).roundTrips[0]).toMatchObject({
    provider: "anthropic",
    transport: "http",
    ttftMs: null,
    e2eMs: 2000,
    inputTokens: null,
    cachedInputTokens: 4000,
    outputTokens: 80,
    e2eTokensPerSecond: 40,
    outcome: "complete",
  });
});

test("a call that the application aborted is cancelled, by what its exception says", () => {
  expect(assembleExports(vercelAiSdk5).roundTrips[1]).toMatchObject({
    outcome: "cancelled",
    errorType: "cancelled",
    inputTokens: null,
    outputTokens: null,
  });
});

test("version 7 puts its durations on the chat span, in seconds", () => {
  const { turns, roundTrips, toolCalls } = assembleExports(vercelAiSdk7);
  expect(turns).toMatchObject([{ durationMs: 2500, sessionId: "0bec0de0000000000000000000000003" }]);
  expect(toolCalls).toMatchObject([{ tool: "search", durationMs: 550 }]);
  expect(roundTrips).toMatchObject([
    {
      provider: "anthropic",
      model: "claude-sonnet-5",
      ttftMs: 300,
      e2eMs: 1800,
      inputTokens: 28_466,
      cachedInputTokens: 22_041,
      outputTokens: 121,
    },
  ]);
});
