import { expect, test } from "vitest";
import { assembleAll, observeRecords } from "#tests/support/captures.ts";
import { ClientTelemetry, T0 } from "#tests/support/client-telemetry.ts";
import { tapped, wireRecord } from "#tests/support/wire-spans.ts";

const PROMPT = "s-1########1";

const qwen = (version = "0.21.0") =>
  new ClientTelemetry(
    { "service.name": "qwen-code", "service.version": version, "team.id": "payments" },
    { "session.id": "s-1" },
  );

const RESPONSE = {
  model: "qwen3-coder-plus",
  prompt_id: PROMPT,
  response_id: "chatcmpl-1",
  status_code: 200,
  input_token_count: 1000,
  cached_content_token_count: 400,
  output_token_count: 101,
  thoughts_token_count: 0,
  total_token_count: 1101,
};
const CALL = {
  "qwen-code.prompt_id": PROMPT,
  "llm_request.context": "interaction",
  "gen_ai.provider.name": "dashscope",
  "gen_ai.request.model": "qwen3-coder-plus",
  "gen_ai.response.id": "chatcmpl-1",
  "gen_ai.usage.input_tokens": 1000,
  "gen_ai.usage.cache_read.input_tokens": 400,
  "gen_ai.usage.output_tokens": 101,
  thoughts_token_count: 0,
  success: true,
  attempt: 1,
};

/** One turn of two round trips and a tool, as both signals tell it. */
const turn = () =>
  qwen()
    .log(0, "qwen-code.user_prompt", { prompt_id: PROMPT, prompt_length: 6 })
    .log(800, "qwen-code.api_response", { ...RESPONSE, duration_ms: 700 })
    .log(1300, "qwen-code.tool_call", { function_name: "read_file", duration_ms: 400, success: true })
    .log(2100, "api_response", { ...RESPONSE, response_id: "chatcmpl-2", duration_ms: 600 })
    .span("qwen-code.llm_request", 100, 800, {
      ...CALL,
      ttft_ms: 200,
      "gen_ai.response.time_to_first_chunk": 0.15,
    })
    .span(
      "qwen-code.tool",
      900,
      1300,
      { "gen_ai.tool.name": "read_file", "tool.call_id": "c1", success: true },
      { spanId: "00000000000000bb" },
    )
    .span(
      "qwen-code.tool.blocked_on_user",
      900,
      1200,
      { "tool.name": "read_file", "tool.call_id": "c1", decision: "proceed_once", source: "cli" },
      { parentSpanId: "00000000000000bb" },
    )
    .span("qwen-code.tool.execution", 1200, 1295, { "tool.call_id": "c1", success: true })
    .span("qwen-code.llm_request", 1500, 2100, { ...CALL, "gen_ai.response.id": "chatcmpl-2" })
    .span("qwen-code.interaction", 5, 2150, { "qwen-code.prompt_id": PROMPT })
    // Where no logs are exported, they come as spans besides.
    .span("qwen-code.api_response", 100, 800, RESPONSE);

test.each(["logs", "spans", "both"] as const)(
  "a turn is one turn, two round trips and one tool from %s",
  (signals) => {
    const { turns, roundTrips, toolCalls, approvals } = turn().assemble(signals);
    expect(turns).toMatchObject([{ client: "qwen-code", clientVersion: "0.21.0", team: "payments" }]);
    const known = {
      model: "qwen3-coder-plus",
      inputTokens: 1000,
      cachedInputTokens: 400,
      outputTokens: 101,
      outcome: "complete",
    };
    expect(roundTrips).toMatchObject([
      { ...known, startedAtMs: T0 + 100, e2eMs: 700 },
      { ...known, startedAtMs: T0 + 1500, e2eMs: 600 },
    ]);
    expect(toolCalls).toMatchObject([
      {
        tool: "read_file",
        outcome: "complete",
        durationMs: signals === "logs" ? 400 : 95,
      },
    ]);
    expect(approvals).toMatchObject(
      signals === "logs" ? [] : [{ tool: "read_file", decidedBy: "User", waitMs: 300 }],
    );
  },
);

test("the same turn has the same id by whichever signal", () => {
  const ids = (["logs", "spans", "both"] as const).map((signals) =>
    turn()
      .assemble(signals)
      .turns.map(({ id }) => id),
  );
  expect(ids[1]).toEqual(ids[0]);
  expect(ids[2]).toEqual(ids[0]);
});

test("the first token is the first content; the first chunk of any kind stands in for it", () => {
  expect(turn().assemble().roundTrips).toMatchObject([
    { ttftMs: 200, ttfoMs: 200, basis: "clientReported", decodeTokensPerSecond: 200, provider: "dashscope" },
    { ttftMs: null, basis: "clientSpan", decodeTokensPerSecond: null },
  ]);
  expect(
    qwen()
      .span("qwen-code.llm_request", 0, 700, { ...CALL, "gen_ai.response.time_to_first_chunk": 0.15 })
      .assemble().roundTrips,
  ).toMatchObject([{ ttftMs: 150, ttfoMs: null, basis: "clientChunk" }]);
});

test("where the model thought first, the first token is not the first output", () => {
  const { roundTrips } = qwen()
    .span("qwen-code.llm_request", 0, 700, { ...CALL, thoughts_token_count: 50, ttft_ms: 200 })
    .assemble();
  expect(roundTrips).toMatchObject([{ ttftMs: 200, ttfoMs: null, reasoningTokens: 50, outputTokens: 101 }]);
});

test.each(["logs", "spans", "both"] as const)("a retried call is one round trip from %s", (signals) => {
  const { "gen_ai.response.id": _, ...nameless } = CALL;
  const { roundTrips } = qwen()
    .log(0, "qwen-code.user_prompt", { prompt_id: PROMPT })
    .log(300, "qwen-code.api_error", {
      model: RESPONSE.model,
      prompt_id: PROMPT,
      duration_ms: 200,
      status_code: 503,
    })
    .log(301, "qwen-code.api_retry", {
      model: RESPONSE.model,
      prompt_id: PROMPT,
      attempt_number: 1,
      retry_delay_ms: 700,
    })
    .log(1900, "qwen-code.api_response", { ...RESPONSE, duration_ms: 900 })
    .span(
      "qwen-code.llm_request",
      100,
      300,
      { ...nameless, success: false, error: "overloaded", error_status_code: 503 },
      { failed: true },
    )
    .span("qwen-code.llm_request", 1000, 1900, { ...CALL, attempt: 2, ttft_ms: 400 })
    .assemble(signals);
  expect(roundTrips).toMatchObject([
    {
      startedAtMs: T0 + 100,
      e2eMs: 1800,
      ttftMs: signals === "logs" ? null : 1300,
      outcome: "complete",
      attempts: [
        { statusCode: 503, errorType: "http_503" },
        { startedAtMs: T0 + 1000, errorType: null },
      ],
    },
  ]);
});

test("a stream that broke is one call by whichever name its log and span give it, and its retry is the same call", () => {
  const story = qwen()
    .log(300, "qwen-code.api_error", {
      model: RESPONSE.model,
      prompt_id: PROMPT,
      response_id: "req_1",
      duration_ms: 200,
      status_code: 503,
    })
    .span(
      "qwen-code.llm_request",
      100,
      302,
      { ...CALL, success: false, error_status_code: 503 },
      { failed: true },
    )
    .log(61_000, "qwen-code.api_response", { ...RESPONSE, response_id: "chatcmpl-2", duration_ms: 700 })
    .span("qwen-code.llm_request", 60_300, 61_000, { ...CALL, "gen_ai.response.id": "chatcmpl-2" });
  for (const signals of ["logs", "spans", "both"] as const) {
    expect(story.assemble(signals).roundTrips).toMatchObject([
      {
        startedAtMs: T0 + 100,
        outcome: "complete",
        attempts: [
          { statusCode: 503, errorType: "http_503" },
          { startedAtMs: T0 + 60_300, errorType: null },
        ],
      },
    ]);
  }
});

test("a cancelled call did not fail", () => {
  const { roundTrips } = qwen()
    .span("qwen-code.llm_request", 0, 700, { ...CALL, success: false })
    .assemble();
  expect(roundTrips).toMatchObject([{ outcome: "cancelled" }]);
});

test("a span that was given up after half an hour says nothing about latency", () => {
  const abandoned = { ...CALL, "qwen-code.span.ttl_expired": true };
  expect(qwen().span("qwen-code.llm_request", 0, 1_800_000, abandoned).spans()).toEqual([]);
});

test("a version that is Node's is not the client's", () => {
  expect(qwen("v24.21.0").span("qwen-code.llm_request", 0, 700, CALL).assemble().roundTrips).toMatchObject([
    { clientVersion: null },
  ]);
});

test("what a tap measured of a call that names no session is the session's that names the response", () => {
  const measured = wireRecord(tapped("QwenCode", null), {
    startMs: T0 + 101,
    endMs: T0 + 799,
    attributes: {
      "gen_ai.response.id": "chatcmpl-1",
      "gen_ai.request.model": "qwen3-coder-plus",
      "roundtrip.first_token_ms": 199,
      "roundtrip.last_token_ms": 690,
    },
  });
  for (const told of [turn().logs(), turn().spans()]) {
    const { turns, roundTrips } = assembleAll([...told, ...observeRecords([measured])]);
    expect(turns).toHaveLength(1);
    expect(roundTrips[0]?.basis).toBe("wire");
  }
});
