import { expect, test } from "vitest";
import { assembleExports, observeExports } from "#tests/support/sample-export.ts";
import { cline, cursor, droid, goose } from "#tests/support/samples/coding-clients.ts";

test("Goose's reply is a turn; its first token is measured but not sent, so it is unknown", () => {
  const { turns, roundTrips, toolCalls } = assembleExports(goose);
  expect(turns).toMatchObject([
    { client: "goose", clientVersion: "1.9.0", sessionId: "20261122_1", person: "dev", durationMs: 6000 },
  ]);
  expect(toolCalls).toMatchObject([{ tool: "developer__shell", durationMs: 1000 }]);
  expect(roundTrips).toMatchObject([
    {
      provider: "anthropic",
      model: "claude-sonnet-5",
      transport: "sse",
      ttftMs: null,
      e2eMs: 3000,
      basis: "clientSpan",
      inputTokens: 8000,
      cachedInputTokens: 7000,
      outputTokens: 150,
      decodeTokensPerSecond: null,
      e2eTokensPerSecond: 50,
    },
  ]);
});

test("droid's GenAI format needs no dialect", () => {
  const { turns, roundTrips } = assembleExports(droid);
  expect(turns).toMatchObject([
    { client: "cli", sessionId: "droid-session", person: "user_1", team: "org_1" },
  ]);
  expect(roundTrips).toMatchObject([
    { provider: "factory", model: "glm-5", ttftMs: null, e2eMs: 1500, outputTokens: 60 },
  ]);
});

test("Cline does not say when a response ended, nor Cursor how long one took: neither has round trips", () => {
  expect(observeExports([cline, cursor])).toEqual([]);
});
