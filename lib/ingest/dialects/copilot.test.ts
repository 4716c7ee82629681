import { expect, test } from "vitest";
import { assembleExports, SAMPLE_T0 } from "#tests/support/sample-export.ts";
import { copilotChat, copilotChatEvents, copilotCli } from "#tests/support/samples/copilot.ts";

test("a request to Copilot Chat is a turn with its round trips, its tool, its person and its repository", () => {
  const { turns, roundTrips, toolCalls } = assembleExports(copilotChat);
  expect(turns).toMatchObject([
    {
      client: "copilot-chat",
      clientVersion: "0.42.0",
      sessionId: "conv-copilot",
      person: "dev",
      team: "octo",
      repository: "octo/shop",
      startedAtMs: SAMPLE_T0,
      durationMs: 5000,
    },
  ]);
  expect(toolCalls).toMatchObject([{ tool: "readFile", durationMs: 500, outcome: "complete" }]);
  expect(roundTrips).toMatchObject([
    {
      provider: "github",
      model: "gpt-5.3-codex",
      transport: "sse",
      ttftMs: 450,
      e2eMs: 2000,
      basis: "clientChunk",
      inputTokens: 2000,
      cachedInputTokens: 1500,
      outputTokens: 161,
      reasoningTokens: 60,
      outcome: "complete",
    },
    { ttftMs: 600, e2eMs: 2100, basis: "clientReported", outcome: "cancelled", errorType: "cancelled" },
  ]);
});

test("when reasoning is hidden and only the first chunk is known, there is no decode rate", () => {
  const [first] = assembleExports(copilotChat).roundTrips;
  expect(first?.decodeTokensPerSecond).toBeNull();
  expect(first?.e2eTokensPerSecond).toBeCloseTo(161 / 2, 6);
});

test("the event about a call completes its span and is no round trip of its own", () => {
  const spans = assembleExports(copilotChat).roundTrips;
  const both = assembleExports(copilotChat, copilotChatEvents).roundTrips;
  expect(both).toEqual(
    spans.map((call, index) => (index === 0 ? { ...call, serviceTier: "priority" } : call)),
  );
});

test("events without the span that they are about tell no duration, so they are no round trip", () => {
  expect(assembleExports(copilotChatEvents).roundTrips).toEqual([]);
});

test("Copilot CLI's first chunk is in seconds, under its older name too", () => {
  const { turns, roundTrips, toolCalls, approvals } = assembleExports(copilotCli);
  expect(turns).toMatchObject([{ client: "github-copilot", person: "0a1b2c", sessionId: "conv-cli" }]);
  expect(toolCalls).toMatchObject([{ tool: "bash", durationMs: 3800 }]);
  expect(approvals).toMatchObject([{ decision: "approved" }]);
  expect(roundTrips).toMatchObject([
    {
      ttftMs: expect.closeTo(3841.682, 3),
      e2eMs: 4100,
      reasoningEffort: "high",
      cachedInputTokens: 9000,
      outcome: "complete",
    },
    { ttftMs: null, outcome: "rateLimited", errorType: "rate_limit_exceeded", statusCode: 429 },
  ]);
});
