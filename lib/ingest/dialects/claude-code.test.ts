import { expect, test } from "vitest";
import { SELECTION } from "#lib/ingest/observe.ts";
import { captureRecords, observeRecords } from "#tests/support/captures.ts";
import { ClientTelemetry, T0, TRACE } from "#tests/support/client-telemetry.ts";

const claude = (resource: Readonly<Record<string, string>> = {}) =>
  new ClientTelemetry(
    { "service.name": "claude-code", "service.version": "2.1.330", ...resource },
    { "session.id": "s-1" },
  );

const INTERACTION = "00000000000000aa";

/** A call's log and span; times of both as the client takes them. */
const CALL = {
  model: "claude-opus-5-5",
  input_tokens: 1000,
  cache_read_tokens: 500,
  cache_creation_tokens: 200,
  output_tokens: 300,
  request_id: "req_1",
};

test("cache reads and writes are part of the input, and fast speed is a service tier", () => {
  const { roundTrips } = claude()
    .log(0, "user_prompt")
    .log(1000, "api_request", { ...CALL, duration_ms: 900, speed: "fast", effort: "high" })
    .assemble();
  expect(roundTrips).toMatchObject([
    {
      inputTokens: 1700,
      cachedInputTokens: 500,
      outputTokens: 300,
      serviceTier: "fast",
      reasoningEffort: "high",
      startedAtMs: T0 + 100,
      e2eMs: 900,
      basis: "clientLog",
    },
  ]);
});

test("numbers that an old version sends as text are numbers", () => {
  const asText = Object.fromEntries(
    Object.entries({ ...CALL, duration_ms: 900, ttft_ms: 40 }).map(([key, value]) => [key, String(value)]),
  );
  const { roundTrips } = claude().log(1000, "api_request", asText).assemble();
  expect(roundTrips).toMatchObject([
    { inputTokens: 1700, outputTokens: 300, e2eMs: 900, streamOpenMs: 40, ttftMs: null },
  ]);
});

test("a decode rate needs the span, which alone tells of the first content", () => {
  const story = claude()
    .log(2100, "api_request", { ...CALL, duration_ms: 2000, ttft_ms: 40 })
    .span("claude_code.llm_request", 100, 2100, { ...CALL, ttft_ms: 40, first_content_ms: 1000 });
  expect(story.assemble("logs").roundTrips).toMatchObject([
    { ttftMs: null, decodeTokensPerSecond: null, streamOpenMs: 40 },
  ]);
  expect(story.assemble().roundTrips).toMatchObject([
    { ttftMs: 1000, basis: "clientReported", decodeTokensPerSecond: 299, streamOpenMs: 40 },
  ]);
});

test("tries inside one call are attempts, and the first token counts from the first of them", () => {
  const attempt = (atMs: number) => ({
    name: "gen_ai.request.attempt",
    atMs: T0 + atMs,
    attributes: new Map(),
  });
  const { roundTrips, turns } = claude()
    .span(
      "claude_code.llm_request",
      0,
      3000,
      { ...CALL, ttft_ms: 50, first_content_ms: 400, attempt: 3 },
      { events: [attempt(0), attempt(600), attempt(1800)] },
    )
    .log(3000, "api_request", { ...CALL, duration_ms: 1200, ttft_ms: 50 })
    .assemble();
  expect(roundTrips).toMatchObject([
    {
      startedAtMs: T0,
      e2eMs: 3000,
      ttftMs: 2200,
      streamOpenMs: 1850,
      outcome: "complete",
      attempts: [
        { startedAtMs: T0, endedAtMs: null, errorType: "other" },
        { startedAtMs: T0 + 600, endedAtMs: null, errorType: "other" },
        { startedAtMs: T0 + 1800, endedAtMs: T0 + 3000, errorType: null },
      ],
    },
  ]);
  expect(turns[0]?.phases).toMatchObject({ unattributed: 1800, queue: 50, firstToken: 350, generation: 800 });
});

test("a stream that broke and was answered whole instead opened in its first try, and has no first token", () => {
  const attempt = (atMs: number) => ({
    name: "gen_ai.request.attempt",
    atMs: T0 + atMs,
    attributes: new Map(),
  });
  const { roundTrips, turns } = claude()
    .span(
      "claude_code.llm_request",
      0,
      1100,
      { ...CALL, ttft_ms: 46 },
      { events: [attempt(0), attempt(460)] },
    )
    .log(1100, "api_request", { ...CALL, duration_ms: 1100, ttft_ms: 46 })
    .assemble();
  expect(roundTrips).toMatchObject([
    { streamOpenMs: 46, ttftMs: null, attempts: [{}, { startedAtMs: T0 + 460 }] },
  ]);
  expect(turns[0]?.phases).toMatchObject({ throttle: 0, unattributed: 1100 });
});

test.each(["logs", "spans", "both"] as const)(
  "a call that was refused for good is one rate-limited round trip from %s",
  (signals) => {
    const refusal = { model: "claude-opus-5-5", status_code: 429, error: "429 rate_limit_error" };
    const { roundTrips } = claude()
      .log(0, "user_prompt")
      .span("claude_code.llm_request", 100, 5000, { ...refusal, success: false }, { failed: true })
      .log(5001, "api_error", { ...refusal, duration_ms: 80, attempt: 3 })
      .log(5001, "api_retries_exhausted", {
        ...refusal,
        total_attempts: 3,
        total_retry_duration_ms: 4901,
      })
      .assemble(signals);
    expect(roundTrips).toMatchObject([
      { outcome: "rateLimited", errorType: "rate_limit", statusCode: 429, startedAtMs: T0 + 100 },
    ]);
    expect(roundTrips[0]?.attempts).toHaveLength(signals === "spans" ? 1 : 3);
  },
);

test("an aborted call was cancelled", () => {
  const { roundTrips } = claude()
    .span("claude_code.llm_request", 0, 500, { success: false, error: "Request was aborted." })
    .assemble();
  expect(roundTrips).toMatchObject([{ outcome: "cancelled", errorType: "cancelled", outputTokens: null }]);
});

test("a person who allows a tool is waited for; the tool's own time is what it ran", () => {
  const tool = { tool_name: "Bash", tool_use_id: "toolu_1" };
  const within = { traceId: TRACE, spanId: "00000000000000cc" };
  const story = claude()
    .log(0, "user_prompt", {}, { traceId: TRACE, spanId: INTERACTION })
    .log(1000, "api_request", { ...CALL, duration_ms: 900 })
    .log(4000, "tool_decision", { ...tool, decision: "accept", source: "user_temporary" }, within)
    .log(4300, "tool_result", { ...tool, success: "true", duration_ms: "290" })
    .span("claude_code.tool", 1010, 4300, tool, {
      spanId: "00000000000000bb",
      parentSpanId: INTERACTION,
    })
    .span(
      "claude_code.tool.blocked_on_user",
      1010,
      4000,
      { decision: "accept", source: "user_temporary" },
      { spanId: "00000000000000cc", parentSpanId: "00000000000000bb" },
    )
    .span("claude_code.tool.execution", 4000, 4290, { tool_use_id: "toolu_1", success: true })
    .span("claude_code.llm_request", 100, 1000, CALL, { parentSpanId: INTERACTION });
  const approved = { tool: "Bash", decision: "accept", decidedBy: "User" };
  expect(story.assemble("logs").approvals).toMatchObject([{ ...approved, waitMs: null }]);
  for (const signals of ["spans", "both"] as const) {
    const { approvals, toolCalls, turns } = story.assemble(signals);
    expect(approvals).toMatchObject([{ ...approved, waitMs: 2990, decidedAtMs: T0 + 4000 }]);
    expect(toolCalls).toMatchObject([
      { tool: "Bash", startedAtMs: T0 + 4000, durationMs: 290, outcome: "complete" },
    ]);
    expect(turns[0]?.phases).toMatchObject({ approval: 2990, tool: 290 });
  }
});

test("a tool that a person refused did not run", () => {
  const { toolCalls, approvals } = claude()
    .span("claude_code.llm_request", 0, 900, CALL)
    .span(
      "claude_code.tool",
      1000,
      3000,
      { tool_name: "Bash", tool_use_id: "t" },
      { spanId: "00000000000000bb" },
    )
    .span(
      "claude_code.tool.blocked_on_user",
      1000,
      3000,
      { decision: "reject", source: "user_reject" },
      { parentSpanId: "00000000000000bb" },
    )
    .assemble();
  expect(toolCalls).toEqual([]);
  expect(approvals).toMatchObject([{ tool: "Bash", decision: "reject", waitMs: 2000 }]);
});

test("before its span ends, a turn is told from the calls inside it, and is the same turn afterwards", () => {
  const inside = { "llm_request.context": "interaction" };
  const call = (story: ClientTelemetry, startMs: number, request_id: string, trace: string) =>
    story.span(
      "claude_code.llm_request",
      startMs,
      startMs + 500,
      { ...CALL, ...inside, request_id },
      {
        traceId: trace,
        parentSpanId: INTERACTION,
      },
    );
  const other = TRACE.replaceAll("0", "f");
  const running = call(call(claude(), 100, "req_1", TRACE), 5000, "req_2", other);
  const before = running.assemble();
  expect(before.turns.map(({ startedAtMs }) => startedAtMs)).toEqual([T0 + 100, T0 + 5000]);
  const after = running
    .span("claude_code.interaction", 50, 700, {}, { spanId: INTERACTION })
    .span("claude_code.interaction", 4900, 5600, {}, { spanId: INTERACTION, traceId: other })
    .assemble();
  expect(after.turns.map(({ startedAtMs, durationMs }) => ({ startedAtMs, durationMs }))).toEqual([
    { startedAtMs: T0 + 50, durationMs: 650 },
    { startedAtMs: T0 + 4900, durationMs: 700 },
  ]);
  expect(after.turns.map(({ id }) => id)).toEqual(before.turns.map(({ id }) => id));
});

test("subagents that call at once stay apart", () => {
  const story = claude()
    .span("claude_code.llm_request", 0, 900, { ...CALL, "llm_request.context": "tool" })
    .span("claude_code.llm_request", 5, 890, { ...CALL, request_id: "req_2" })
    .span("claude_code.llm_request", 10, 400, { model: CALL.model, success: false, error: "aborted" })
    .log(900, "api_request", { ...CALL, duration_ms: 900 })
    .log(891, "api_request", { ...CALL, request_id: "req_2", duration_ms: 886 });
  for (const signals of ["spans", "both"] as const) {
    expect(story.assemble(signals).roundTrips.map(({ e2eMs }) => Math.round(e2eMs))).toEqual(
      signals === "both" ? [900, 886, 390] : [900, 885, 390],
    );
  }
});

test("a person is named by mail, else by account; a department is a team", () => {
  const call = { ...CALL, duration_ms: 900, "user.id": "hash-of-a-machine" };
  expect(
    claude({ department: "search" })
      .log(1000, "api_request", { ...call, "user.account_uuid": "uuid-1" })
      .assemble().roundTrips,
  ).toMatchObject([{ person: "uuid-1", team: "search" }]);
  expect(
    claude()
      .log(1000, "api_request", { ...call, "user.email": "dev@example.com", "user.account_uuid": "u" })
      .assemble().roundTrips,
  ).toMatchObject([{ person: "dev@example.com", team: null }]);
  expect(claude().log(1000, "api_request", call).assemble().roundTrips).toMatchObject([{ person: null }]);
});

test("events of no session, or not about latency, say nothing", () => {
  expect(claude().log(0, "plugin_loaded").log(1, "assistant_response").logs()).toEqual([]);
  expect(new ClientTelemetry({ "service.name": "claude-code" }).log(0, "api_request", CALL).logs()).toEqual(
    [],
  );
});

test("only the spans that say something are wanted, and no prompt is kept", () => {
  const origin = { resource: new Map([["service.name", "claude-code"]]), scopeName: "any" };
  expect(
    ["claude_code.hook", "GET", "claude_code.interaction"].filter((name) =>
      SELECTION.wantsSpan(name, origin),
    ),
  ).toEqual(["claude_code.interaction"]);
  const content = ["user_prompt", "prompt", "prompt_text", "response", "tool_input", "tool_parameters"];
  expect(content.filter((key) => SELECTION.wantsAttribute(key))).toEqual([]);
  const told = JSON.stringify(observeRecords(captureRecords("claude-code")));
  expect(["REDACTED", "echo", "3969ef39"].filter((text) => told.includes(text))).toEqual([]);
});
