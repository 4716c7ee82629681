import { expect, test } from "vitest";
import { assembleAll } from "#tests/support/captures.ts";
import { CodexSession, T0 } from "#tests/support/codex-session.ts";

const roundTripsOf = (session: CodexSession) => assembleAll(session.observations()).roundTrips;
const turnsOf = (session: CodexSession) => assembleAll(session.observations()).turns;

test("a refused attempt, its back-off and the retry are one round trip, and the wait is throttle", () => {
  const session = new CodexSession()
    .prompt(0)
    .request(60, 50, 429)
    .request(1110, 100, 200, 1)
    .deltas(1300)
    .completed(1500);
  expect(roundTripsOf(session)).toMatchObject([
    {
      startedAtMs: T0 + 10,
      outcome: "complete",
      errorType: null,
      statusCode: 200,
      ttftMs: 1290,
      e2eMs: 1490,
      attempts: [
        { startedAtMs: T0 + 10, endedAtMs: T0 + 60, statusCode: 429, errorType: "rate_limit" },
        { startedAtMs: T0 + 1010, endedAtMs: T0 + 1500, statusCode: 200, errorType: null },
      ],
    },
  ]);
  expect(turnsOf(session)[0]?.phases).toMatchObject({
    throttle: 1000,
    queue: 100,
    firstToken: 190,
    generation: 200,
    client: 10,
  });
});

test("a round trip that was refused for good is rate limited, and its turn with it", () => {
  const session = new CodexSession().prompt(0).request(60, 50, 429).request(200, 40, 429, 1);
  expect(roundTripsOf(session)).toMatchObject([
    { outcome: "rateLimited", errorType: "rate_limit", statusCode: 429, ttftMs: null, e2eMs: 190 },
  ]);
  expect(turnsOf(session)).toMatchObject([{ outcome: "rateLimited" }]);
});

test("a stream that broke off and was tried again is one round trip of two attempts", () => {
  const session = new CodexSession()
    .prompt(0)
    .request(20, 10)
    .deltas(100, 150)
    .at(160, "codex.sse_event", {
      duration_ms: "10",
      "error.message": "stream closed before response.completed",
    })
    .request(420, 20)
    .deltas(500)
    .completed(600);
  expect(roundTripsOf(session)).toMatchObject([
    {
      outcome: "complete",
      attempts: [{ endedAtMs: T0 + 160, errorType: "connection" }, { errorType: null }],
    },
  ]);
});

test("a stream that failed and was not tried again keeps its first token and is failed", () => {
  const session = new CodexSession().prompt(0).request(20, 10).deltas(100).event(150, "response.failed");
  expect(roundTripsOf(session)).toMatchObject([
    { outcome: "failed", errorType: "other", ttftMs: 90, e2eMs: 140, outputTokens: null },
  ]);
});

test("a round trip that the next prompt cut off was cancelled, and ends with the last thing seen on it", () => {
  const session = new CodexSession()
    .prompt(0)
    .request(20, 10)
    .deltas(100, 250)
    .prompt(5000)
    .request(5020, 10)
    .deltas(5100)
    .completed(5200);
  expect(roundTripsOf(session)).toMatchObject([
    { outcome: "cancelled", ttftMs: 90, e2eMs: 240, outputTokens: null, decodeTokensPerSecond: null },
    { outcome: "complete" },
  ]);
  expect(turnsOf(session).map(({ outcome }) => outcome)).toEqual(["cancelled", "complete"]);
});

test("a round trip that is still going on is not a row yet", () => {
  expect(roundTripsOf(new CodexSession().prompt(0).request(20, 10).deltas(100))).toEqual([]);
});

test("two turns of one session keep apart, however close they are", () => {
  const session = new CodexSession()
    .prompt(0)
    .request(20, 10)
    .deltas(30, 40)
    .completed(41)
    .prompt(45)
    .request(60, 10)
    .deltas(95, 97)
    .completed(98);
  expect(roundTripsOf(session)).toMatchObject([
    { startedAtMs: T0 + 10, ttftMs: 20, lastTokenMs: 30 },
    { startedAtMs: T0 + 50, ttftMs: 45, lastTokenMs: 47 },
  ]);
});

test("deltas of two round trips within the same 100 ms are told apart by the request between them", () => {
  const session = new CodexSession()
    .prompt(0)
    .request(10, 5)
    .deltas(20, 30)
    .completed(31)
    .request(40, 5)
    .deltas(70, 90)
    .completed(91);
  expect(roundTripsOf(session)).toMatchObject([{ lastTokenMs: 25 }, { ttftMs: 35, lastTokenMs: 55 }]);
});

test("a decode rate counts the tokens after the first over the time after the first", () => {
  const session = new CodexSession()
    .prompt(0)
    .request(20, 10)
    .deltas(100, 200, 300, 490)
    .completed(490, { output_token_count: "400" });
  expect(roundTripsOf(session)[0]?.decodeTokensPerSecond).toBeCloseTo(399 / 0.39, 6);
});

test("hidden reasoning does not inflate the decode rate", () => {
  const session = new CodexSession()
    .prompt(0)
    .request(20, 10)
    .deltas(1100, 1200, 1300, 1500)
    .completed(1500, { output_token_count: "1000", reasoning_token_count: 600 });
  expect(roundTripsOf(session)[0]?.decodeTokensPerSecond).toBeCloseTo(399 / 0.4, 6);
});

test("streamed reasoning is the first token, but not the first output", () => {
  const session = new CodexSession()
    .prompt(0)
    .request(20, 10)
    .event(100, "response.reasoning_text.delta")
    .deltas(700, 800)
    .completed(800);
  expect(roundTripsOf(session)).toMatchObject([{ ttftMs: 90, ttfoMs: 690 }]);
});

test("an answer without usage keeps its times and has no token counts", () => {
  const session = new CodexSession().prompt(0).request(20, 10).deltas(100).event(150, "response.completed");
  expect(roundTripsOf(session)).toMatchObject([
    {
      outcome: "complete",
      ttftMs: 90,
      e2eMs: 140,
      inputTokens: null,
      outputTokens: null,
      e2eTokensPerSecond: null,
    },
  ]);
});

test("a WebSocket request that produced nothing is a warm-up, not a round trip", () => {
  const session = new CodexSession()
    .websocketRequest(0)
    .completed(6, { input_token_count: "0", output_token_count: "0" })
    .prompt(50)
    .websocketRequest(60)
    .completed(400, { ttft_ms: 120 });
  const assembly = assembleAll(session.observations());
  expect(assembly.warmUps).toMatchObject([{ startedAtMs: T0, e2eMs: 6 }]);
  expect(assembly.roundTrips).toMatchObject([{ ttftMs: 120, e2eMs: 340, basis: "clientReported" }]);
});

test("waiting for a person to allow a tool is approval, not tool", () => {
  const session = new CodexSession()
    .prompt(0)
    .request(20, 10)
    .deltas(100)
    .completed(110)
    .at(2110, "codex.tool_decision", {
      tool_name: "exec_command",
      call_id: "call_1",
      decision: "approved",
      source: "User",
    })
    .tool(2210, 2100)
    .request(2230, 10)
    .deltas(2300)
    .completed(2310);
  const assembly = assembleAll(session.observations());
  expect(assembly.approvals).toMatchObject([{ waitMs: 2000, decision: "approved", decidedBy: "User" }]);
  expect(assembly.turns[0]?.phases).toMatchObject({ approval: 2000, tool: 100 });
});

test("requests for anything but a response are no round trips", () => {
  const session = new CodexSession()
    .prompt(0)
    .at(10, "codex.api_request", { duration_ms: "5", "http.response.status_code": 200, endpoint: "/models" })
    .request(30, 10)
    .deltas(100)
    .completed(110);
  expect(roundTripsOf(session)).toMatchObject([{ startedAtMs: T0 + 20, attempts: [{}] }]);
});

test("two sessions at once do not mix", () => {
  const one = new CodexSession("0199aaaa-0000-7000-8000-000000000001")
    .prompt(0)
    .request(20, 10)
    .deltas(100)
    .completed(200);
  const two = new CodexSession("0199aaaa-0000-7000-8000-000000000002")
    .prompt(5)
    .request(60, 10)
    .deltas(90)
    .completed(150);
  const { roundTrips } = assembleAll([...one.observations(), ...two.observations()]);
  expect(roundTrips.map(({ sessionId, ttftMs, e2eMs }) => ({ sessionId, ttftMs, e2eMs }))).toEqual([
    { sessionId: "0199aaaa-0000-7000-8000-000000000001", ttftMs: 90, e2eMs: 190 },
    { sessionId: "0199aaaa-0000-7000-8000-000000000002", ttftMs: 40, e2eMs: 100 },
  ]);
});

test("over WebSocket, a first token that the client saw counts, however the reasoning before it was hidden", () => {
  const session = new CodexSession()
    .prompt(0)
    .websocketRequest(10)
    .at(900, "codex.turn_ttft", { duration_ms: "900" })
    .completed(1000, { ttft_ms: 120, reasoning_token_count: 30 })
    .websocketRequest(1100)
    .completed(2000, { ttft_ms: 120, reasoning_token_count: 30 })
    .websocketRequest(2100)
    .completed(2500, { ttft_ms: 120, reasoning_token_count: 0 });
  expect(roundTripsOf(session)).toMatchObject([
    { ttftMs: 890, ttfoMs: null, basis: "clientLog" },
    { ttftMs: null, ttfoMs: null, basis: "clientLog" },
    { ttftMs: 120, ttfoMs: 120, basis: "clientReported" },
  ]);
});

test("twins of one event that are a clock tick apart are one attempt, one prompt, one warm-up", () => {
  const told = (lateMs: number) =>
    new CodexSession()
      .websocketRequest(lateMs)
      .completed(6, { input_token_count: "0", output_token_count: "0" })
      .prompt(50 + lateMs)
      .request(80 + lateMs, 10)
      .deltas(200)
      .completed(300)
      .observations();
  const { turns, roundTrips, warmUps } = assembleAll([...told(0), ...told(1)]);
  expect(turns).toHaveLength(1);
  expect(warmUps).toHaveLength(1);
  expect(roundTrips).toMatchObject([{ attempts: [{ statusCode: 200 }], ttftMs: 130 }]);
});
