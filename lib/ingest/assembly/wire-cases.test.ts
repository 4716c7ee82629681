import { describe, expect, test } from "vitest";
import type { Observation } from "#lib/domain/observation.ts";
import type { AttributeValue } from "#lib/ingest/otlp/records.ts";
import { assembleAll } from "#tests/support/captures.ts";
import { ClientTelemetry, T0, TRACE } from "#tests/support/client-telemetry.ts";
import { CodexSession } from "#tests/support/codex-session.ts";
import { refusedAttempt, streamedTimes, type WireValues, wireAttempt } from "#tests/support/wire-attempt.ts";
import { tapped, type WireSender } from "#tests/support/wire-spans.ts";

const IN_APP: WireSender = { resource: { "service.name": "my-agent" } };
const CODEX_MODEL = { "gen_ai.request.model": "gpt-5.3-codex-spark", "gen_ai.provider.name": "openai" };

const attemptsOf = (observations: readonly Observation[]) =>
  assembleAll(observations).roundTrips.map(({ attempts }) => attempts.map(({ statusCode }) => statusCode));

describe("an SDK whose calls are instrumented at both ends", () => {
  const sdkCall = (spanId: string, startMs: number, endMs: number, values: WireValues = {}) =>
    new ClientTelemetry({ "service.name": "my-agent" })
      .span(
        "chat gpt-5.6",
        startMs,
        endMs,
        {
          "gen_ai.operation.name": "chat",
          "gen_ai.request.model": "gpt-5.6",
          "gen_ai.response.time_to_first_chunk": 0.09,
          ...(values as Record<string, AttributeValue>),
        },
        { spanId },
      )
      .spans();
  const inside = { traceId: TRACE, parentSpanId: "00000000000000aa" };
  const model = { "gen_ai.request.model": "gpt-5.6" };

  test("is one round trip with the tries of the wire, the waiting between them, and the wire's times", () => {
    const { roundTrips, turns } = assembleAll([
      ...sdkCall("00000000000000aa", 0, 1500),
      ...wireAttempt(IN_APP, 10, 40, { ...model, ...refusedAttempt("c1") }, inside),
      ...wireAttempt(
        IN_APP,
        540,
        1490,
        { ...model, "roundtrip.call.id": "c1", "http.request.resend_count": 1, ...streamedTimes(200, 900) },
        inside,
      ),
    ]);
    expect(roundTrips).toHaveLength(1);
    expect(roundTrips[0]).toMatchObject({ basis: "wire", ttftMs: 730, e2eMs: 1480, outcome: "complete" });
    expect(roundTrips[0]?.attempts.map(({ statusCode }) => statusCode)).toEqual([429, 200]);
    expect(roundTrips[0]?.decodeTokensPerSecond).toBeCloseTo((100 / 700) * 1000, -1);
    expect(turns[0]?.phases.throttle).toBeCloseTo(530, 6);
  });

  test("a span around several calls that succeeded is a loop, and each of them counts", () => {
    const { roundTrips } = assembleAll([
      ...sdkCall("00000000000000aa", 0, 1500),
      ...wireAttempt(IN_APP, 10, 400, { ...model, ...streamedTimes(100, 380) }, inside),
      ...wireAttempt(IN_APP, 700, 1490, { ...model, ...streamedTimes(120, 700) }, inside),
    ]);
    expect(roundTrips.map(({ basis, ttftMs }) => [basis, ttftMs])).toEqual([
      ["wire", 100],
      ["wire", 120],
    ]);
  });

  test("calls at once are told apart by the spans around them", () => {
    const { roundTrips } = assembleAll([
      ...sdkCall("00000000000000aa", 0, 1000, { "gen_ai.usage.input_tokens": 11 }),
      ...sdkCall("00000000000000bb", 5, 1005, { "gen_ai.usage.input_tokens": 22 }),
      ...wireAttempt(
        IN_APP,
        10,
        990,
        { ...model, ...streamedTimes(300, 900) },
        { ...inside, parentSpanId: "00000000000000bb" },
      ),
      ...wireAttempt(IN_APP, 12, 995, { ...model, ...streamedTimes(100, 900) }, inside),
    ]);
    expect(roundTrips.map(({ inputTokens, ttftMs }) => [inputTokens, ttftMs]).toSorted()).toEqual([
      [11, 100],
      [22, 300],
    ]);
  });

  test("a span of somebody else between the two does not hide that they are one", () => {
    const { roundTrips } = assembleAll([
      ...sdkCall("00000000000000aa", 0, 1000),
      ...wireAttempt(
        IN_APP,
        10,
        990,
        { ...model, ...streamedTimes(300, 900) },
        { ...inside, parentSpanId: "00000000000000cc" },
      ),
    ]);
    expect(roundTrips.map(({ basis }) => basis)).toEqual(["wire"]);
  });
});

describe("a tap before Codex", () => {
  const id = "0199aaaa-0000-7000-8000-000000000001";
  const tap = tapped("codex_cli_rs", id);
  const session = () =>
    new CodexSession(id).prompt(0).request(40, 20).deltas(150, 400).completed(410).observations();

  test("two sessions at once stay apart", () => {
    const other = "0199aaaa-0000-7000-8000-000000000002";
    const { roundTrips } = assembleAll([
      ...session(),
      ...new CodexSession(other).prompt(0).request(41, 20).deltas(300, 400).completed(411).observations(),
      ...wireAttempt(tap, 22, 409, { ...CODEX_MODEL, ...streamedTimes(127, 370) }),
      ...wireAttempt(tapped("codex_cli_rs", other), 23, 409, { ...CODEX_MODEL, ...streamedTimes(276, 370) }),
    ]);
    expect(roundTrips.map(({ sessionId, ttftMs, basis }) => [sessionId, ttftMs, basis]).toSorted()).toEqual([
      [id, 127, "wire"],
      [other, 276, "wire"],
    ]);
  });

  test("a round trip of the session that Codex does not tell of stays a row of its own in the turn", () => {
    const { turns, roundTrips } = assembleAll([
      ...session(),
      ...wireAttempt(tap, 22, 409, { ...CODEX_MODEL, ...streamedTimes(127, 370) }),
      ...wireAttempt(tap, 450, 700, {
        ...CODEX_MODEL,
        "gen_ai.request.model": "gpt-5.6-mini",
        ...streamedTimes(90, 200),
      }),
    ]);
    expect(turns).toHaveLength(1);
    expect(roundTrips.map(({ model, turnId }) => [model, turnId])).toEqual([
      ["gpt-5.3-codex-spark", turns[0]?.id],
      ["gpt-5.6-mini", turns[0]?.id],
    ]);
  });

  test("tries that were measured under different names are the tries that the client tells of", () => {
    const observations = [
      ...new CodexSession(id)
        .prompt(0)
        .request(40, 20, 429)
        .request(560, 20, 200, 1)
        .deltas(650, 900)
        .completed(910)
        .observations(),
      ...wireAttempt(tap, 22, 39, { ...CODEX_MODEL, ...refusedAttempt("c1") }),
      ...wireAttempt(tap, 542, 909, { ...CODEX_MODEL, ...streamedTimes(107, 350) }),
    ];
    expect(attemptsOf(observations)).toEqual([[429, 200]]);
    const [roundTrip] = assembleAll(observations).roundTrips;
    expect(roundTrip).toMatchObject({ basis: "wire", startedAtMs: T0 + 22, ttftMs: 627 });
  });

  test("a WebSocket that was given up for HTTP is an earlier try", () => {
    const { roundTrips } = assembleAll([
      ...wireAttempt(tap, 0, 300, {
        ...CODEX_MODEL,
        "roundtrip.transport": "websocket",
        "roundtrip.outcome": "failed",
        "error.type": "1006",
        "http.response.status_code": null,
      }),
      ...wireAttempt(tap, 400, 900, {
        ...CODEX_MODEL,
        "roundtrip.fallback_from_websocket": true,
        ...streamedTimes(100, 400),
      }),
    ]);
    expect(roundTrips).toHaveLength(1);
    expect(roundTrips[0]).toMatchObject({ fallbackFromWebSocket: true, transport: "sse", ttftMs: 500 });
  });

  test("a request whose trace alone ties it belongs to the session that tells of the trace, else to itself", () => {
    const loose = wireAttempt(
      tapped("codex_cli_rs", null),
      22,
      409,
      { ...CODEX_MODEL, ...streamedTimes(127, 370) },
      { traceId: TRACE, parentSpanId: "00000000000000ff" },
    );
    const inTrace = session().map((observation) => ({ ...observation, traceId: TRACE }));
    expect(assembleAll(loose).roundTrips.map(({ basis, client }) => [basis, client])).toEqual([
      ["wire", "codex"],
    ]);
    const { turns, roundTrips } = assembleAll([...loose, ...inTrace]);
    expect(turns).toHaveLength(1);
    expect(roundTrips.map(({ basis, sessionId }) => [basis, sessionId])).toEqual([["wire", id]]);
  });
});
