import { describe, expect, test } from "vitest";
import { assembleAll, type CapturedRecord, observeRecords } from "#tests/support/captures.ts";
import { CodexSession, T0 } from "#tests/support/codex-session.ts";
import { observeExports, span, traces } from "#tests/support/sample-export.ts";
import {
  attempt,
  refused,
  SESSION,
  tapped,
  type WireSender,
  type WireSpan,
} from "#tests/support/wire-spans.ts";

const TRACE = "ed6eca5e000000000000000000000009";
const app: WireSender = { resource: { "service.name": "an-agent" } };

const assemble = (records: readonly CapturedRecord[], session?: CodexSession) =>
  assembleAll([...observeRecords(records), ...(session?.observations() ?? [])]);

describe("with the client's own telemetry", () => {
  const told = () => new CodexSession(SESSION).prompt(0).request(20, 10).deltas(100, 200, 300).completed(400);

  test("what a client does not tell of stays a round trip of its turn", () => {
    const { turns, roundTrips } = assemble(
      [
        attempt(11, 400, { attributes: { "roundtrip.first_token_ms": 80 } }),
        attempt(420, 600, { attributes: { "roundtrip.first_token_ms": 50 } }),
      ],
      told(),
    );
    expect(turns).toHaveLength(1);
    expect(roundTrips).toMatchObject([
      { ttftMs: 80, basis: "wire" },
      { ttftMs: 50, basis: "wire" },
    ]);
  });

  test("tries that only the wire saw belong to the call, and it begins with the first of them", () => {
    const session = new CodexSession(SESSION)
      .prompt(0)
      .request(20, 10, 429, 0)
      .request(530, 10, 200, 1)
      .deltas(600, 700, 800)
      .completed(900);
    const records = [
      refused(10, 20, "a"),
      attempt(520, 900, { attributes: { "roundtrip.first_token_ms": 80 } }),
    ];
    expect(assemble(records, session).roundTrips).toMatchObject([
      { startedAtMs: T0 + 10, ttftMs: 590, e2eMs: 890, outcome: "complete", attempts: [{}, {}] },
    ]);
  });

  test("two sessions at once do not mix", () => {
    const other = "0199aaaa-0000-7000-8000-000000000002";
    const observations = [
      ...told().observations(),
      ...new CodexSession(other).prompt(0).request(20, 10).deltas(100).completed(400).observations(),
      ...observeRecords([
        attempt(11, 400, { attributes: { "roundtrip.first_token_ms": 80 } }),
        attempt(11, 400, { attributes: { "roundtrip.first_token_ms": 81 } }, tapped("codex_exec", other)),
      ]),
    ];
    const { roundTrips } = assembleAll(observations);
    expect(roundTrips.map(({ sessionId, ttftMs }) => [sessionId, ttftMs]).toSorted()).toEqual([
      [SESSION, 80],
      [other, 81],
    ]);
  });

  test("a stream that could not be read at the wire keeps the client's figures", () => {
    const { roundTrips } = assemble([attempt(11, 400)], told());
    expect(roundTrips).toMatchObject([{ ttftMs: 90, basis: "clientLog", transport: "sse" }]);
  });

  test("while the machine slept the client's figures are all there is", () => {
    const { roundTrips } = assemble(
      [attempt(11, 400, { attributes: { "roundtrip.suspended": true, "roundtrip.first_token_ms": 5 } })],
      told(),
    );
    expect(roundTrips).toMatchObject([{ ttftMs: 90, basis: "clientLog" }]);
  });
});

describe("inside an SDK's span", () => {
  const ORIGIN = { resource: { "service.name": "an-agent" }, scope: "any-sdk", traceId: TRACE };
  const chat = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "m" };
  const inside = (startMs: number, endMs: number, parent: number, attributes: WireSpan["attributes"] = {}) =>
    attempt(
      startMs,
      endMs,
      {
        traceId: TRACE,
        parentSpanId: parent.toString(16).padStart(16, "0"),
        attributes: { "gen_ai.request.model": "m", ...attributes },
      },
      app,
    );
  const both = (records: readonly CapturedRecord[], ...roots: Parameters<typeof traces>[1]) =>
    assembleAll([...observeExports([traces(ORIGIN, roots)]), ...observeRecords(records)]);

  test("the wire's times win, and what only the SDK knows stays", () => {
    const { roundTrips } = both(
      [inside(5, 900, 1, { "roundtrip.first_token_ms": 200, "gen_ai.usage.output_tokens": 50 })],
      span("chat", 0, 1000, {
        ...chat,
        "gen_ai.response.time_to_first_chunk": 0.1,
        "gen_ai.request.reasoning.level": "high",
        "gen_ai.usage.output_tokens": 50,
      }),
    );
    expect(roundTrips).toMatchObject([
      {
        startedAtMs: T0 + 5,
        ttftMs: 200,
        e2eMs: 895,
        basis: "wire",
        reasoningEffort: "high",
        outputTokens: 50,
      },
    ]);
  });

  test("an inner library's span between them makes no difference", () => {
    const { roundTrips } = both(
      [inside(20, 900, 2, { "roundtrip.first_token_ms": 200 })],
      span("chat", 0, 1000, chat, { children: [span("chat", 10, 950, chat)] }),
    );
    expect(roundTrips).toMatchObject([{ ttftMs: 200, basis: "wire" }]);
  });

  test("hidden retries are tries of the call", () => {
    const { roundTrips } = both(
      [
        inside(5, 20, 1, { "roundtrip.outcome": "rateLimited", "http.response.status_code": 429 }),
        inside(500, 900, 1, { "roundtrip.first_token_ms": 100 }),
      ],
      span("chat", 0, 1000, chat),
    );
    expect(roundTrips).toMatchObject([
      { ttftMs: 595, outcome: "complete", attempts: [{ statusCode: 429 }, { statusCode: 200 }] },
    ]);
  });

  test("a span around several calls that succeeded is a loop around them, and not counted", () => {
    const { roundTrips } = both([inside(5, 400, 1), inside(420, 900, 1)], span("chat", 0, 1000, chat));
    expect(roundTrips.map(({ e2eMs }) => e2eMs)).toEqual([395, 480]);
  });

  test("calls at once go to the spans that they were made in", () => {
    const { roundTrips } = both(
      [
        inside(6, 905, 2, { "roundtrip.first_token_ms": 222 }),
        inside(5, 900, 1, { "roundtrip.first_token_ms": 111 }),
      ],
      span("chat", 0, 1000, { ...chat, "gen_ai.response.id": "one" }),
      span("chat", 1, 1001, { ...chat, "gen_ai.response.id": "two" }),
    );
    expect(roundTrips.map(({ ttftMs }) => ttftMs)).toEqual([111, 222]);
  });
});

test("our own turns, tool calls and approvals are read as a client's", () => {
  const origin = {
    resource: { "service.name": "an-agent" },
    scope: "roundtrip-instrumentation",
    traceId: TRACE,
  };
  const tool = { "gen_ai.tool.name": "shell", "gen_ai.tool.call.id": "call_1" };
  const assembly = assembleAll([
    ...observeExports([
      traces(origin, [
        span(
          "invoke_agent turn",
          0,
          2000,
          { "gen_ai.operation.name": "invoke_agent" },
          {
            children: [
              span("permission", 1000, 1300, { ...tool, "roundtrip.approval.decision": "approved" }),
              span("execute_tool shell", 1300, 1800, { "gen_ai.operation.name": "execute_tool", ...tool }),
            ],
          },
        ),
      ]),
    ]),
    ...observeRecords([attempt(10, 900, { traceId: TRACE, parentSpanId: "0000000000000001" }, app)]),
  ]);
  expect(assembly.turns).toMatchObject([{ durationMs: 2000, client: "an-agent" }]);
  expect(assembly.roundTrips).toHaveLength(1);
  expect(assembly.toolCalls).toMatchObject([{ tool: "shell", durationMs: 500 }]);
  expect(assembly.approvals).toMatchObject([{ decision: "approved", waitMs: 300 }]);
});
