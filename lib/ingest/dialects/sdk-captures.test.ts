import { describe, expect, test } from "vitest";
import type { RoundTrip } from "#lib/domain/round-trip.ts";
import { assembleAll, captureRecords, observeRecords } from "#tests/support/captures.ts";

/** What the simulated provider did is told in tests/fixtures/captures/README.md. */
const read = (name: string) => assembleAll(observeRecords(captureRecords(name)));

/** The calls in the order in which they were made. */
const callsOf = (name: string) => read(name).roundTrips.toSorted((a, b) => a.startedAtMs - b.startedAtMs);

const USAGE = { inputTokens: 1000, outputTokens: 45 };

/** A duration as it was measured after timers of that many ms, which fire late one by one. */
const about = (ms: number) =>
  expect.toSatisfy((value: RoundTrip["ttftMs"]) => value !== null && value >= ms - 2 && value < ms + 160);

describe("the Vercel AI SDK", () => {
  test("version 5 reports the first chunk of any kind, and each try in a span of its own", () => {
    expect(callsOf("vercel-ai-sdk-5")).toMatchObject([
      {
        provider: "acme",
        model: "m",
        transport: "sse",
        ttftMs: about(50),
        basis: "clientChunk",
        e2eMs: about(500),
        cachedInputTokens: 400,
        reasoningTokens: 10,
        decodeTokensPerSecond: null,
        outcome: "complete",
        ...USAGE,
      },
      {
        transport: "http",
        ttftMs: null,
        e2eMs: about(300),
        cachedInputTokens: null,
        outcome: "complete",
        ...USAGE,
      },
      {
        outcome: "rateLimited",
        errorType: "rate_limit",
        attempts: [{ errorType: "rate_limit" }, { errorType: "rate_limit" }],
      },
    ]);
  });

  test("version 7 reports the first output, and both tries in one span", () => {
    expect(callsOf("vercel-ai-sdk-7")).toMatchObject([
      {
        provider: "acme",
        transport: "sse",
        ttftMs: about(200),
        basis: "clientReported",
        e2eMs: about(500),
        cachedInputTokens: 400,
        ...USAGE,
      },
      { ttftMs: null, e2eMs: about(300), cachedInputTokens: 400, ...USAGE },
      { outcome: "rateLimited", statusCode: 429, attempts: [{}] },
      { outcome: "cancelled", e2eMs: about(250), outputTokens: null },
    ]);
  });

  test("version 7's legacy mode tells the same in the old words, and the parts of the usage", () => {
    expect(callsOf("vercel-ai-sdk-7-legacy")).toMatchObject([
      {
        transport: "sse",
        ttftMs: about(200),
        basis: "clientChunk",
        e2eMs: about(500),
        cachedInputTokens: 400,
        reasoningTokens: 10,
        ...USAGE,
      },
      { transport: "http", ttftMs: null, e2eMs: about(300), cachedInputTokens: 400, ...USAGE },
      { outcome: "rateLimited", errorType: "rate_limit" },
      { outcome: "cancelled", e2eMs: about(250), outputTokens: null },
    ]);
  });
});

test("a prompt to Copilot CLI is one turn of two calls and a tool, and its first token is the first output", () => {
  const { turns, roundTrips, toolCalls } = read("copilot-cli");
  expect(turns).toMatchObject([
    { client: "github-copilot", clientVersion: "1.0.102", durationMs: expect.closeTo(1017, 0) },
  ]);
  expect(toolCalls).toMatchObject([{ tool: "bash", durationMs: expect.closeTo(93, 0), outcome: "complete" }]);
  const call = { provider: "github", model: "m", transport: "sse", ttftMs: about(200), basis: "clientChunk" };
  const usage = { ...USAGE, cachedInputTokens: 400, reasoningTokens: 10, outcome: "complete" };
  expect(roundTrips).toMatchObject([
    { ...call, ...usage, e2eMs: about(200) },
    { ...call, ...usage, e2eMs: about(500) },
  ]);
});

test("a call that Copilot CLI tried again after a refusal is one round trip, from the first try on", () => {
  const { roundTrips } = read("copilot-cli-retry");
  expect(roundTrips).toMatchObject([
    {
      outcome: "complete",
      errorType: null,
      e2eMs: expect.toSatisfy((ms: number) => ms > 1200 && ms < 1700),
      ttftMs: expect.toSatisfy((ms: number) => ms > 1200 && ms < 1700),
      attempts: [{ errorType: "ModelCallError" }, { errorType: null }],
      ...USAGE,
    },
    { outcome: "complete", attempts: [{}], ...USAGE },
  ]);
});

test("a prompt to opencode is one turn: the title, the call that asks for a tool, the tool, and the answer", () => {
  const { turns, roundTrips, toolCalls } = read("opencode");
  expect(turns).toMatchObject([
    {
      client: "opencode",
      clientVersion: "1.18.33",
      person: null,
      sessionId: "ses_dfd76fbd4ffeUNagLRUKJouQbc",
      durationMs: expect.closeTo(8568.5, 0),
      phases: { tool: expect.closeTo(1086, 0) },
    },
  ]);
  expect(toolCalls).toMatchObject([
    { tool: "bash", durationMs: expect.closeTo(1086, 0), outcome: "complete" },
  ]);
  expect(roundTrips).toMatchObject([
    { ttftMs: about(50), e2eMs: expect.closeTo(660.3, 0), cachedInputTokens: 400, ...USAGE },
    { e2eMs: expect.closeTo(toolStartMs(toolCalls) - (roundTrips[1]?.startedAtMs ?? 0), 0), ...USAGE },
    { ttftMs: about(50), e2eMs: expect.closeTo(643.7, 0), ...USAGE },
  ]);
});

/** When the stream's span ends, 1086 ms later, the tool is done; the response ended when the tool could begin. */
function toolStartMs(toolCalls: readonly { readonly startedAtMs: number }[]): number {
  return toolCalls[0]?.startedAtMs ?? Number.NaN;
}

describe.each(["openllmetry", "openinference", "openllmetry-in-openinference"])("%s", (name) => {
  test("each call that its instrumentation ends is one round trip, and without usage there is none", () => {
    expect(callsOf(name)).toMatchObject([
      { provider: "openai", ttftMs: null, e2eMs: about(500), inputTokens: null, outputTokens: null },
      { provider: "openai", e2eMs: about(300), ...USAGE },
      { provider: "openai", e2eMs: about(250), outputTokens: null },
    ]);
  });
});

test("Langfuse's generation has the first token that the application noted", () => {
  const { roundTrips, toolCalls } = read("langfuse");
  expect(roundTrips).toMatchObject([
    {
      model: "m",
      ttftMs: about(200),
      basis: "clientReported",
      e2eMs: about(400),
      cachedInputTokens: 400,
      reasoningTokens: 10,
      ...USAGE,
    },
  ]);
  expect(toolCalls).toMatchObject([{ outcome: "failed" }]);
});
