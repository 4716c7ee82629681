import { expect, test } from "vitest";
import { SELECTION } from "#lib/ingest/observe.ts";
import { captureRecords, observeRecords } from "#tests/support/captures.ts";
import { ClientTelemetry, T0, TRACE } from "#tests/support/client-telemetry.ts";

const SESSION = "ad4bf670-a3a1-4d80-8e66-babca2ad02d3";

const gemini = () =>
  new ClientTelemetry(
    { "service.name": "gemini-cli", "service.version": "v24.21.0" },
    { "session.id": SESSION, "gen_ai.conversation.id": SESSION },
  );

const PROMPT = `${SESSION}########1`;
const RESPONSE = {
  model: "gemini-2.5-pro",
  prompt_id: PROMPT,
  role: "main",
  status_code: 200,
  input_token_count: 1000,
  cached_content_token_count: 600,
  output_token_count: 40,
  thoughts_token_count: 12,
};
const CALL = {
  "gen_ai.request.model": "gemini-2.5-pro",
  "gen_ai.prompt.name": PROMPT,
  "gen_ai.usage.input_tokens": 1000,
  "gen_ai.usage.output_tokens": 40,
};

test("thoughts are output tokens, which only a log tells; a span, which leaves them out, does not know the output", () => {
  const story = gemini()
    .log(1000, "gemini_cli.api_response", { ...RESPONSE, duration_ms: 900 })
    .span("llm_call", 100, 1002, CALL);
  const known = {
    client: "gemini-cli",
    clientVersion: null,
    provider: "google",
    ttftMs: null,
    inputTokens: 1000,
  };
  expect(story.assemble("spans").roundTrips).toMatchObject([
    { ...known, outputTokens: null, reasoningTokens: null, cachedInputTokens: null, basis: "clientSpan" },
  ]);
  for (const signals of ["logs", "both"] as const) {
    expect(story.assemble(signals).roundTrips).toMatchObject([
      {
        ...known,
        outputTokens: 52,
        reasoningTokens: 12,
        cachedInputTokens: 600,
        transport: "sse",
        decodeTokensPerSecond: null,
        e2eMs: signals === "logs" ? 900 : 902,
      },
    ]);
  }
});

test("the twin in the GenAI conventions is no second round trip", () => {
  const { roundTrips } = gemini()
    .log(1000, "gemini_cli.api_response", { ...RESPONSE, duration_ms: 900 })
    .log(1000, "gen_ai.client.inference.operation.details", { "gen_ai.response.id": "r1" })
    .assemble();
  expect(roundTrips).toHaveLength(1);
});

test("a model that answered under another name than the one asked for is one call with its span", () => {
  const { roundTrips } = gemini()
    .log(1000, "gemini_cli.api_response", { ...RESPONSE, model: "gemini-2.5-pro-002", duration_ms: 900 })
    .span("llm_call", 100, 1002, CALL)
    .assemble();
  expect(roundTrips).toMatchObject([{ model: "gemini-2.5-pro-002", outputTokens: 52 }]);
});

test("prompts begin turns; what a subagent or a utility asks does not", () => {
  const story = gemini()
    .log(0, "gemini_cli.user_prompt", { prompt_id: PROMPT })
    .span("llm_call", 10, 500, CALL)
    .span("llm_call", 600, 900, { ...CALL, "gen_ai.prompt.name": `${SESSION}########1-explorer-x7y#0` })
    .span("llm_call", 950, 990, { ...CALL, "gen_ai.prompt.name": "classifier-router-12ab" })
    .span("llm_call", 1000, 1500, CALL)
    .log(9000, "gemini_cli.user_prompt", { prompt_id: `${SESSION}########2` })
    .span("llm_call", 9010, 9500, { ...CALL, "gen_ai.prompt.name": `${SESSION}########2` });
  const both = story.assemble();
  expect(both.turns.map(({ startedAtMs, durationMs }) => ({ startedAtMs, durationMs }))).toEqual([
    { startedAtMs: T0, durationMs: 1500 },
    { startedAtMs: T0 + 9000, durationMs: 500 },
  ]);
  expect(story.assemble("spans").turns.map(({ id }) => id)).toEqual(both.turns.map(({ id }) => id));
});

test.each([
  ["logs", true],
  ["logs", false],
  ["both", true],
  ["both", false],
] as const)(
  "a refused try, the wait and the try after it are one round trip from %s, announced or not: %s",
  (signals, announced) => {
    const failed = { failed: true };
    const story = gemini()
      .log(0, "gemini_cli.user_prompt", { prompt_id: PROMPT })
      .log(300, "gemini_cli.api_error", {
        model: "gemini-2.5-pro",
        prompt_id: PROMPT,
        duration_ms: 200,
        status_code: 429,
        "error.message": "quota",
      })
      .span("llm_call", 100, 300, { ...CALL, "gen_ai.prompt.name": PROMPT }, failed)
      .log(1900, "gemini_cli.api_response", { ...RESPONSE, duration_ms: 900 })
      .span("llm_call", 1000, 1900, CALL);
    if (announced) {
      story.log(301, "gemini_cli.network_retry_attempt", {
        attempt: 1,
        max_attempts: 10,
        error_type: "429",
        delay_ms: 700,
        model: "gemini-2.5-pro",
      });
    }
    const { roundTrips, turns } = story.assemble(signals);
    expect(roundTrips).toMatchObject([
      {
        startedAtMs: T0 + 100,
        e2eMs: 1800,
        outcome: "complete",
        errorType: null,
        attempts: [
          { startedAtMs: T0 + 100, endedAtMs: T0 + 300, statusCode: 429, errorType: "rate_limit" },
          { startedAtMs: T0 + 1000, endedAtMs: T0 + 1900, statusCode: 200, errorType: null },
        ],
      },
    ]);
    expect(turns).toMatchObject([{ outcome: "complete", phases: { throttle: 900 } }]);
  },
);

test("a failed call after which nobody tried again is a round trip that failed", () => {
  const { roundTrips } = gemini()
    .log(0, "gemini_cli.user_prompt", { prompt_id: PROMPT })
    .log(300, "gemini_cli.api_error", { ...RESPONSE, duration: 200, status_code: 500, "error.type": "Error" })
    .log(400, "gemini_cli.api_response", { ...RESPONSE, prompt_id: "helper", duration_ms: 50 })
    .assemble();
  expect(roundTrips).toMatchObject([
    { outcome: "failed", errorType: "http_500", e2eMs: 200 },
    { outcome: "complete", attempts: [{}] },
  ]);
});

test("a call that somebody broke off is not tried again", () => {
  const { roundTrips } = gemini()
    .log(300, "gemini_cli.api_error", {
      ...RESPONSE,
      duration_ms: 200,
      status_code: "",
      "error.type": "AbortError",
    })
    .log(900, "gemini_cli.api_response", { ...RESPONSE, duration_ms: 500 })
    .assemble();
  expect(roundTrips).toMatchObject([{ outcome: "cancelled" }, { outcome: "complete", attempts: [{}] }]);
});

test("a span that failed without a log failed, and nobody knows why", () => {
  expect(gemini().span("llm_call", 0, 200, CALL, { failed: true }).assemble().roundTrips).toMatchObject([
    { outcome: "failed", errorType: "other", statusCode: null },
  ]);
});

test("calls of one tool at once are as many as there were, by whichever signal", () => {
  const tool = { function_name: "read_file", success: true, duration_ms: 8 };
  const span = (callId: string) => ({ "gen_ai.tool.name": "read_file", "gen_ai.tool.call_id": callId });
  const story = gemini()
    .span("llm_call", 0, 500, CALL)
    .log(500, "gemini_cli.api_response", { ...RESPONSE, duration_ms: 500 })
    .log(510, "gemini_cli.tool_call", { ...tool, content_length: 10 })
    .log(510, "gemini_cli.tool_call", { ...tool, content_length: 20 })
    .log(512, "gemini_cli.tool_call", { ...tool, duration_ms: 0 })
    .span("tool_call", 505, 509, span("a"), { traceId: TRACE })
    .span("tool_call", 505, 509.5, span("b"))
    .span("tool_call", 511.2, 511.4, span("c"));
  for (const signals of ["logs", "spans", "both"] as const) {
    expect(story.assemble(signals).toolCalls).toHaveLength(3);
  }
  expect(story.assemble().toolCalls.map(({ outcome }) => outcome)).toEqual([
    "complete",
    "complete",
    "complete",
  ]);
});

test("only the spans that say something are wanted, and nothing of a prompt or a tool's work is kept", () => {
  const origin = { resource: new Map([["service.name", "gemini-cli"]]), scopeName: "any" };
  expect(
    ["schedule_tool_calls", "GET", "agent_call", "llm_call"].filter((name) =>
      SELECTION.wantsSpan(name, origin),
    ),
  ).toEqual(["llm_call"]);
  const content = ["gen_ai.system_instructions", "gen_ai.tool.definitions", "request_text", "function_args"];
  expect(content.filter((key) => SELECTION.wantsAttribute(key))).toEqual([]);
  const told = JSON.stringify(observeRecords(captureRecords("gemini-cli")));
  expect(["say hi", "characters>", "/usr/local", "538c6c30"].filter((text) => told.includes(text))).toEqual(
    [],
  );
});
