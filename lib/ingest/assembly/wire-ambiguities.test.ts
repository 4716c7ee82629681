import { describe, expect, test } from "vitest";
import type { Observation } from "#lib/domain/observation.ts";
import type { AttributeValue } from "#lib/ingest/otlp/records.ts";
import { assembleAll } from "#tests/support/captures.ts";
import { ClientTelemetry, TRACE } from "#tests/support/client-telemetry.ts";
import { refusedAttempt, streamedTimes, type WireValues, wireAttempt } from "#tests/support/wire-attempt.ts";
import { tapped, type WireSender } from "#tests/support/wire-spans.ts";

const IN_APP: WireSender = { resource: { "service.name": "my-agent" } };
const CODEX_MODEL = { "gen_ai.request.model": "gpt-5.3-codex-spark", "gen_ai.provider.name": "openai" };

const attemptsOf = (observations: readonly Observation[]) =>
  assembleAll(observations).roundTrips.map(({ attempts }) => attempts.map(({ statusCode }) => statusCode));

describe("a tap before Claude Code", () => {
  const id = "11111111-2222-4333-8444-555555555555";
  const tap = tapped("claude-cli", id);
  const claude = (model: string) => ({ "gen_ai.request.model": model, "gen_ai.provider.name": "anthropic" });
  const log = (telemetry: ClientTelemetry, endMs: number, durationMs: number, values: WireValues) =>
    telemetry.log(endMs, "api_request", {
      duration_ms: durationMs,
      model: "claude-opus-5-5",
      input_tokens: 10,
      output_tokens: 20,
      ...(values as Record<string, AttributeValue>),
    });
  const telemetry = () =>
    new ClientTelemetry({ "service.name": "claude-code" }, { "session.id": id }).log(0, "user_prompt", {
      "prompt.id": "p1",
    });

  test("subagents that call at the same time are told apart by the ids of their requests", () => {
    const told = log(log(telemetry(), 1000, 900, { request_id: "req_a" }), 1002, 900, {
      request_id: "req_b",
    });
    const { roundTrips, turns } = assembleAll([
      ...told.logs(),
      ...wireAttempt(tap, 101, 999, {
        ...claude("claude-opus-5-5"),
        ...streamedTimes(300, 800),
        "roundtrip.request.id": "req_b",
      }),
      ...wireAttempt(tap, 103, 1001, {
        ...claude("claude-opus-5-5"),
        ...streamedTimes(100, 800),
        "roundtrip.request.id": "req_a",
      }),
    ]);
    expect(turns).toHaveLength(1);
    expect(roundTrips).toHaveLength(2);
    const alone = assembleAll(told.logs()).roundTrips;
    expect(roundTrips.find(({ id: key }) => key === alone[0]?.id)?.ttftMs).toBe(100);
    expect(roundTrips.find(({ id: key }) => key === alone[1]?.id)?.ttftMs).toBe(300);
  });

  test("a call whose names cannot be compared is found by its time and its model", () => {
    const told = log(telemetry(), 1000, 900, { client_request_id: "5f0c7a54-0000-4000-8000-000000000000" });
    const { roundTrips } = assembleAll([
      ...told.logs(),
      ...wireAttempt(tap, 101, 999, {
        ...claude("claude-opus-5-5"),
        ...streamedTimes(300, 800),
        "gen_ai.response.id": "msg_1",
      }),
    ]);
    expect(roundTrips.map(({ basis, ttftMs }) => [basis, ttftMs])).toEqual([["wire", 300]]);
  });

  test("a call on another model at the same time is another call", () => {
    const { roundTrips } = assembleAll([
      ...log(telemetry(), 1000, 900, {}).logs(),
      ...wireAttempt(tap, 101, 999, { ...claude("claude-haiku-4-5-20251001"), ...streamedTimes(300, 800) }),
    ]);
    expect(roundTrips.map(({ basis }) => basis).toSorted()).toEqual(["clientLog", "wire"]);
  });

  test("an answer that nobody measured is not made into the failure that was", () => {
    const { roundTrips } = assembleAll([
      ...log(telemetry(), 1000, 990, {}).logs(),
      ...wireAttempt(tap, 12, 500, { ...claude("claude-opus-5-5"), ...refusedAttempt("c1") }),
    ]);
    expect(roundTrips).toHaveLength(1);
    expect(roundTrips[0]).toMatchObject({
      outcome: "complete",
      basis: "clientLog",
      errorType: null,
      e2eMs: 990,
    });
    expect(roundTrips[0]?.attempts.map(({ statusCode }) => statusCode)).toEqual([429, null]);
  });

  test("a failure that the client tells as a call of its own is a try of the call it came before", () => {
    const told = telemetry()
      .log(140, "api_error", {
        duration_ms: 100,
        model: "claude-opus-5-5",
        status_code: 529,
        error: "overloaded",
      })
      .logs();
    expect(
      attemptsOf([
        ...told,
        ...log(telemetry(), 1000, 400, { request_id: "req_a" }).logs(),
        ...wireAttempt(tap, 42, 139, {
          ...claude("claude-opus-5-5"),
          "roundtrip.call.id": "c1",
          "roundtrip.outcome": "failed",
          "http.response.status_code": 529,
          "error.type": "overloaded_error",
        }),
        ...wireAttempt(tap, 602, 999, {
          ...claude("claude-opus-5-5"),
          ...streamedTimes(100, 380),
          "roundtrip.call.id": "c1",
          "roundtrip.request.id": "req_a",
        }),
      ]),
    ).toEqual([[529, 200]]);
  });
});

describe("what the wire cannot know", () => {
  const alone = (attributes: WireValues) =>
    assembleAll(wireAttempt(IN_APP, 0, 1000, { "gen_ai.request.model": "m", ...attributes })).roundTrips[0];

  test("a first token is unknown where reasoning stayed hidden, and known where a summary of it came", () => {
    const reasoned = { ...streamedTimes(400, 900), "gen_ai.usage.reasoning.output_tokens": 60 };
    expect(alone(reasoned)).toMatchObject({ ttftMs: null, ttfoMs: 400, basis: "wire" });
    expect(alone({ ...reasoned, "roundtrip.first_token_ms": 100 })).toMatchObject({
      ttftMs: 100,
      ttfoMs: 400,
    });
    expect(alone({ ...reasoned, "roundtrip.reasoning_streamed": true })).toMatchObject({ ttftMs: 400 });
  });

  test("an answer that did not stream has no first token", () => {
    expect(alone({ ...streamedTimes(400, 900), "roundtrip.transport": "http" })).toMatchObject({
      ttftMs: null,
      ttfoMs: null,
      lastTokenMs: null,
      decodeTokensPerSecond: null,
      transport: "http",
    });
  });

  test("a machine that slept in between leaves no durations", () => {
    expect(alone({ ...streamedTimes(400, 900), "roundtrip.suspended": true })).toMatchObject({
      ttftMs: null,
      ttfoMs: null,
      streamOpenMs: null,
      lastTokenMs: null,
      decodeTokensPerSecond: null,
      e2eTokensPerSecond: null,
    });
  });

  test("the tier that served comes before the one that was asked for", () => {
    const asked = { "openai.request.service_tier": "priority" };
    expect(alone(asked)).toMatchObject({ serviceTier: "priority", requestedTier: "priority" });
    expect(alone({ ...asked, "openai.response.service_tier": "default" })).toMatchObject({
      serviceTier: "default",
      requestedTier: "priority",
    });
  });

  test("an answer measured in the program and at a tap is one, at the program's times", () => {
    const answer = { ...CODEX_MODEL, "gen_ai.response.id": "resp_1" };
    const { roundTrips } = assembleAll([
      ...wireAttempt(
        IN_APP,
        0,
        1000,
        { ...answer, ...streamedTimes(300, 900) },
        { traceId: TRACE, spanId: "00000000000000aa" },
      ),
      ...wireAttempt(
        tapped("OpenAI", null),
        2,
        998,
        { ...answer, ...streamedTimes(298, 897) },
        { traceId: TRACE, parentSpanId: "00000000000000aa" },
      ),
    ]);
    expect(roundTrips.map(({ client, ttftMs }) => [client, ttftMs])).toEqual([["my-agent", 300]]);
  });
});
