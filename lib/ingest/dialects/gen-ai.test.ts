import { expect, test } from "vitest";
import { observeSpans } from "#lib/ingest/observe.ts";
import type { AttributeValue, SpanRecord } from "#lib/ingest/otlp/records.ts";
import { assembleAll } from "#tests/support/captures.ts";

const T0 = Date.UTC(2026, 10, 22, 9);
const TRACE = "0123456789abcdef0123456789abcdef";
let spans = 0;

function span(
  operation: string,
  startMs: number,
  endMs: number,
  attributes: Record<string, AttributeValue> = {},
): SpanRecord {
  spans += 1;
  return {
    traceId: TRACE,
    spanId: spans.toString(16).padStart(16, "0"),
    parentSpanId: null,
    name: `${operation} something`,
    startMs: T0 + startMs,
    endMs: T0 + endMs,
    attributes: new Map<string, AttributeValue>([
      ["gen_ai.operation.name", operation],
      ...Object.entries(attributes),
    ]),
    events: [],
    failed: false,
  };
}

function assemble(...records: readonly SpanRecord[]) {
  const resource = new Map<string, AttributeValue>([
    ["service.name", "my-agent"],
    ["service.version", "1.2.3"],
    ["team.id", "payments"],
  ]);
  return assembleAll(observeSpans([{ origin: { resource, scopeName: "any" }, records }]));
}

const CHAT = {
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-5.3-codex",
  "gen_ai.response.model": "gpt-5.3-codex-2026-02-05",
  "gen_ai.response.id": "resp_1",
  "gen_ai.conversation.id": "conv-1",
  "gen_ai.response.time_to_first_chunk": 0.25,
  "gen_ai.usage.input_tokens": 1000,
  "gen_ai.usage.cache_read.input_tokens": 600,
  "gen_ai.usage.output_tokens": 101,
  "openai.response.service_tier": "priority",
  "user.email": "dev@example.com",
};

test("an agent's run is a turn, its chat spans round trips, its tool spans tool calls", () => {
  const { turns, roundTrips, toolCalls } = assemble(
    span("invoke_agent", 0, 2000),
    span("chat", 100, 850, CHAT),
    span("execute_tool", 900, 1400, { "gen_ai.tool.name": "read_file", "gen_ai.tool.call.id": "call_1" }),
    span("chat", 1450, 1950, { ...CHAT, "gen_ai.response.id": "resp_2" }),
  );
  expect(turns).toMatchObject([
    {
      sessionId: "conv-1",
      client: "my-agent",
      clientVersion: "1.2.3",
      person: "dev@example.com",
      team: "payments",
      durationMs: 2000,
      outcome: "complete",
      phases: { firstToken: 500, generation: 750, tool: 500, client: 250 },
    },
  ]);
  expect(toolCalls).toMatchObject([{ tool: "read_file", durationMs: 500, outcome: "complete" }]);
  expect(roundTrips).toMatchObject([
    {
      provider: "openai",
      model: "gpt-5.3-codex",
      serviceTier: "priority",
      ttftMs: 250,
      ttfoMs: null,
      e2eMs: 750,
      basis: "clientChunk",
      inputTokens: 1000,
      cachedInputTokens: 600,
      outputTokens: 101,
      decodeTokensPerSecond: 200,
      outcome: "complete",
    },
    { e2eMs: 500 },
  ]);
});

test("a lone call without an agent or a conversation is a turn of its own", () => {
  const { turns, roundTrips } = assemble(span("chat", 0, 300, { "gen_ai.request.model": "m" }));
  expect(turns).toMatchObject([{ sessionId: TRACE, durationMs: 300 }]);
  expect(roundTrips).toMatchObject([
    { model: "m", ttftMs: null, transport: null, basis: "clientSpan", outputTokens: null },
  ]);
});

test("a call that did not stream has no first token", () => {
  const { roundTrips } = assemble(
    span("chat", 0, 300, { "gen_ai.request.stream": false, "gen_ai.usage.output_tokens": 30 }),
  );
  expect(roundTrips).toMatchObject([
    { transport: "http", ttftMs: null, decodeTokensPerSecond: null, e2eTokensPerSecond: 100 },
  ]);
});

test("two instrumentations that describe one response are one round trip", () => {
  expect(assemble(span("chat", 0, 300, CHAT), span("chat", 2, 299, CHAT)).roundTrips).toMatchObject([
    { e2eMs: 300 },
  ]);
});

test.each([
  ["429", {}, "rateLimited"],
  ["rate_limit_exceeded", {}, "rateLimited"],
  ["AbortError", {}, "cancelled"],
  ["timeout", {}, "failed"],
  ["500", { "http.response.status_code": 429 }, "rateLimited"],
])("error.type %s makes the outcome %s", (type, more, outcome) => {
  expect(assemble(span("chat", 0, 300, { "error.type": type, ...more })).roundTrips).toMatchObject([
    { outcome, errorType: type },
  ]);
});

test("a span that failed without saying why failed", () => {
  expect(assemble({ ...span("chat", 0, 300), failed: true }).roundTrips).toMatchObject([
    { outcome: "failed", errorType: "other" },
  ]);
});

test("embeddings and spans of other conventions are not round trips", () => {
  expect(assemble(span("embeddings", 0, 10)).roundTrips).toEqual([]);
  expect(assemble({ ...span("x", 0, 10), attributes: new Map() }).roundTrips).toEqual([]);
});
