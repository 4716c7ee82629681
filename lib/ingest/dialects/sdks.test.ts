import { expect, test } from "vitest";
import { settleReports } from "#lib/ingest/assembly/settle-reports.ts";
import {
  assembleExports,
  observeExports,
  type SampleExport,
  span,
  traces,
} from "#tests/support/sample-export.ts";
import { langfuse, liteLlm, openInference, openLit, openLlmetry } from "#tests/support/samples/sdks.ts";

test("OpenLLMetry's workflow is a turn; the first of its chunk events is the first token", () => {
  const { turns, roundTrips, toolCalls } = assembleExports(openLlmetry);
  expect(turns).toMatchObject([{ sessionId: "traceloop-session", person: "dev-7", durationMs: 3000 }]);
  expect(toolCalls).toMatchObject([{ tool: "lint", durationMs: 400 }]);
  expect(roundTrips).toMatchObject([
    {
      provider: "openai",
      model: "gpt-5.3-codex",
      transport: "sse",
      ttftMs: 400,
      e2eMs: 2000,
      basis: "clientSpan",
      inputTokens: 500,
      cachedInputTokens: 256,
      outputTokens: 41,
      decodeTokensPerSecond: 25,
    },
  ]);
});

test("OpenInference's LLM span is a round trip, its first token an event", () => {
  const { turns, roundTrips, toolCalls } = assembleExports(openInference);
  expect(turns).toMatchObject([{ sessionId: "oi-session", person: "dev", durationMs: 2600 }]);
  expect(toolCalls).toMatchObject([{ tool: "search", outcome: "complete" }]);
  expect(roundTrips).toMatchObject([
    {
      provider: "openai",
      ttftMs: 380.25,
      e2eMs: 1800,
      basis: "clientSpan",
      inputTokens: 800,
      cachedInputTokens: 512,
      outputTokens: 120,
      reasoningTokens: 64,
      decodeTokensPerSecond: null,
    },
  ]);
});

test("of LiteLLM's three spans around one call, one is a round trip; its key tells who called", () => {
  expect(assembleExports(liteLlm).roundTrips).toMatchObject([
    {
      client: "litellm",
      person: "dev@example.com",
      team: "payments",
      provider: "openai",
      transport: "sse",
      ttftMs: null,
      e2eMs: 1200,
      inputTokens: 300,
      outputTokens: 60,
    },
  ]);
});

test("Langfuse's first token is a timestamp in quotes, and its counts add up", () => {
  const { turns, roundTrips, toolCalls } = assembleExports(langfuse);
  expect(turns).toMatchObject([{ sessionId: "lf-session", person: "dev", durationMs: 2500 }]);
  expect(toolCalls).toMatchObject([{ tool: null, durationMs: 250, outcome: "failed" }]);
  expect(roundTrips).toMatchObject([
    {
      model: "gpt-5.3-codex",
      ttftMs: 250,
      e2eMs: 2000,
      basis: "clientReported",
      inputTokens: 500,
      cachedInputTokens: 300,
      outputTokens: 100,
      reasoningTokens: 10,
    },
  ]);
});

test("OpenLIT's server time is the client's first token, but not where the call did not stream", () => {
  expect(assembleExports(openLit).roundTrips).toMatchObject([
    { transport: "sse", ttftMs: 350, basis: "clientReported", e2eMs: 1600, decodeTokensPerSecond: 80 },
    { transport: "http", ttftMs: null, basis: "clientSpan", e2eMs: 1000, e2eTokensPerSecond: 50 },
  ]);
});

const ORIGIN = {
  resource: { "service.name": "an-agent" },
  scope: "any",
  traceId: "5d600000000000000000000000000009",
};

function usageOf(attributes: Readonly<Record<string, number | string>>) {
  const [call] = assembleExports(
    traces(ORIGIN, [span("chat", 0, 1000, { "gen_ai.operation.name": "chat", ...attributes })]),
  ).roundTrips;
  return [call?.inputTokens, call?.cachedInputTokens, call?.outputTokens, call?.reasoningTokens];
}

test.each([
  [
    { input_tokens: 100, "cache_read.input_tokens": 60, "cache_write.input_tokens": 30 },
    [100, 60, null, null],
  ],
  [
    { input_tokens: 10, "cache_read.input_tokens": 60, "cache_write.input_tokens": 30 },
    [100, 60, null, null],
  ],
  [{ input_tokens: 10, "cache_read.input_tokens": 60 }, [null, 60, null, null]],
  [{ output_tokens: 50, "reasoning.output_tokens": 20 }, [null, null, 50, 20]],
  [{ output_tokens: 50, "reasoning.output_tokens": 70 }, [null, null, 120, 70]],
  [
    { input_tokens: 10, output_tokens: 50, "reasoning.output_tokens": 20, total_tokens: 80 },
    [10, null, 70, 20],
  ],
])("%o counts as input, cached, output and reasoning %o", (usage, expected) => {
  const attributes = Object.fromEntries(
    Object.entries(usage).map(([name, count]) => [`gen_ai.usage.${name}`, count]),
  );
  expect(usageOf(attributes)).toEqual(expected);
});

test("a first token after the response's end is a client's mistake, and unknown", () => {
  const { roundTrips } = assembleExports(
    traces(ORIGIN, [
      span("chat", 0, 1000, {
        "gen_ai.operation.name": "chat",
        "gen_ai.response.time_to_first_chunk": 450,
        "gen_ai.usage.output_tokens": 100,
      }),
    ]),
  );
  expect(roundTrips).toMatchObject([{ ttftMs: null, decodeTokensPerSecond: null, e2eMs: 1000 }]);
});

const nested = (...children: Parameters<typeof traces>[1]): SampleExport =>
  traces(ORIGIN, [
    span(
      "chat outer",
      0,
      1000,
      { "gen_ai.operation.name": "chat", "gen_ai.request.model": "alias", "gen_ai.usage.output_tokens": 40 },
      { children },
    ),
  ]);

const inner = (startMs: number, endMs: number, attributes: Readonly<Record<string, number | string>> = {}) =>
  span("chat inner", startMs, endMs, {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "real-model",
    ...attributes,
  });

test("a call inside a call is one round trip with the outer times, and the inner first token from there", () => {
  const { roundTrips } = assembleExports(
    nested(
      inner(100, 990, {
        "gen_ai.response.time_to_first_chunk": 0.2,
        "gen_ai.provider.name": "openai",
        "gen_ai.response.id": "resp_inner",
      }),
    ),
  );
  expect(roundTrips).toMatchObject([
    { model: "alias", provider: "openai", e2eMs: 1000, ttftMs: 300, basis: "clientChunk", attempts: [{}] },
  ]);
});

test("inner calls that failed before the one that succeeded are attempts of one round trip", () => {
  const { roundTrips } = assembleExports(
    nested(inner(10, 50, { "error.type": "rate_limit", "http.response.status_code": 429 }), inner(400, 990)),
  );
  expect(roundTrips).toMatchObject([
    {
      outcome: "complete",
      errorType: null,
      statusCode: null,
      e2eMs: 1000,
      attempts: [{ errorType: "rate_limit", statusCode: 429 }, { errorType: null }],
    },
  ]);
});

test("a span around several calls that succeeded is a loop, and the calls are the round trips", () => {
  expect(
    assembleExports(nested(inner(10, 400), inner(450, 990))).roundTrips.map(({ model, e2eMs }) => [
      model,
      e2eMs,
    ]),
  ).toEqual([
    ["real-model", 390],
    ["real-model", 540],
  ]);
});

test("calls that run side by side under one agent stay apart, even when one lasts longer on both sides", () => {
  const agent = span(
    "invoke_agent",
    0,
    1000,
    { "gen_ai.operation.name": "invoke_agent" },
    {
      children: [inner(10, 990), inner(200, 500)],
    },
  );
  expect(assembleExports(traces(ORIGIN, [agent])).roundTrips).toHaveLength(2);
});

test("spans that are each other's parents are each a call, and nothing hangs", () => {
  const call = (spanId: string, parentSpanId: string) => ({
    traceId: ORIGIN.traceId,
    spanId,
    parentSpanId,
    name: "chat",
    startTimeUnixNano: "1795327382000000000",
    endTimeUnixNano: "1795327383000000000",
    attributes: [{ key: "gen_ai.operation.name", value: { stringValue: "chat" } }],
  });
  const [a, b] = ["00000000000000aa", "00000000000000bb"];
  const spans = [call(a, b), call(b, a), call("00000000000000cc", "00000000000000cc")];
  const payload = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
  expect(assembleExports({ signal: "traces", payload }).roundTrips).toHaveLength(3);
});

test("a chain of calls within calls that no client makes does not exhaust the stack", () => {
  const spans = Array.from({ length: 6000 }, (_, index) => ({
    traceId: ORIGIN.traceId,
    spanId: (index + 1).toString(16).padStart(16, "0"),
    parentSpanId: index === 0 ? "" : index.toString(16).padStart(16, "0"),
    name: "chat",
    startTimeUnixNano: "1795327382000000000",
    endTimeUnixNano: "1795327383000000000",
    attributes: [{ key: "gen_ai.operation.name", value: { stringValue: "chat" } }],
  }));
  const payload = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
  const chain = observeExports([{ signal: "traces", payload }]);
  expect(chain).toHaveLength(6000);
  expect(settleReports(chain).length).toBeGreaterThan(0);
});

test.each([
  ["https://dev:ghp_secret@github.com/octo/shop.git", "github.com/octo/shop"],
  ["git@github.com:octo/shop.git", "github.com:octo/shop"],
  ["octo/shop", "octo/shop"],
])("of the repository %s, %s is kept", (address, kept) => {
  const call = span("chat", 0, 10, { "gen_ai.operation.name": "chat", "vcs.repository.name": address });
  expect(assembleExports(traces(ORIGIN, [call])).roundTrips).toMatchObject([{ repository: kept }]);
});
