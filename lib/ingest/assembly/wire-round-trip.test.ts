import { describe, expect, test } from "vitest";
import { assembleAll, type CapturedRecord, observeRecords } from "#tests/support/captures.ts";
import { T0 } from "#tests/support/codex-session.ts";
import { attempt, refused, tapped, type WireSender } from "#tests/support/wire-spans.ts";

const TRACE = "ed6eca5e000000000000000000000009";
const app: WireSender = { resource: { "service.name": "an-agent" } };

const assemble = (records: readonly CapturedRecord[]) => assembleAll(observeRecords(records));

describe("the wire alone", () => {
  test("the tries of one call are one round trip, with back-off, from the first to the end of the last", () => {
    const { roundTrips, turns } = assemble([
      refused(0, 20, "a"),
      attempt(520, 1000, {
        attributes: { "roundtrip.call.id": "a", "roundtrip.first_token_ms": 100, "roundtrip.headers_ms": 30 },
      }),
    ]);
    expect(roundTrips).toMatchObject([
      {
        startedAtMs: T0,
        e2eMs: 1000,
        ttftMs: 620,
        streamOpenMs: 550,
        outcome: "complete",
        errorType: null,
        basis: "wire",
        wire: { firstTokenMs: 100 },
        attempts: [
          { startedAtMs: T0, endedAtMs: T0 + 20, statusCode: 429, errorType: "rate_limit" },
          { startedAtMs: T0 + 520, endedAtMs: T0 + 1000, statusCode: 200, errorType: null },
        ],
      },
    ]);
    expect(turns[0]?.phases).toMatchObject({ throttle: 520, queue: 30, firstToken: 70, generation: 380 });
  });

  test("a connection is a phase of its own, and the queue begins behind it", () => {
    const { turns, roundTrips } = assemble([
      attempt(0, 500, {
        attributes: {
          "roundtrip.connection.dns_ms": 10,
          "roundtrip.connection.connect_ms": 20,
          "roundtrip.connection.tls_ms": 30,
          "roundtrip.headers_ms": 200,
          "roundtrip.first_token_ms": 300,
        },
      }),
    ]);
    expect(roundTrips[0]?.connectMs).toBe(60);
    expect(turns[0]?.phases).toMatchObject({ connect: 60, queue: 140, firstToken: 100, generation: 200 });
  });

  test("a warm-up is no round trip", () => {
    const { roundTrips, turns, warmUps } = assemble([
      attempt(0, 5, { attributes: { "roundtrip.warm_up": true, "roundtrip.transport": "websocket" } }),
    ]);
    expect({ roundTrips, turns, warmUps: warmUps.length }).toEqual({ roundTrips: [], turns: [], warmUps: 1 });
  });

  test("a machine that slept in between leaves no durations but the whole", () => {
    const { roundTrips } = assemble([
      attempt(0, 3_600_000, {
        attributes: {
          "roundtrip.suspended": true,
          "roundtrip.first_token_ms": 100,
          "gen_ai.usage.output_tokens": 50,
        },
      }),
    ]);
    expect(roundTrips[0]).toMatchObject({
      ttftMs: null,
      ttfoMs: null,
      streamOpenMs: null,
      e2eTokensPerSecond: null,
    });
  });

  test("a call by HTTP after a WebSocket was given up is the next try of the same call", () => {
    const { roundTrips } = assemble([
      attempt(0, 50, {
        attributes: {
          "roundtrip.transport": "websocket",
          "roundtrip.outcome": "failed",
          "error.type": "closed",
        },
      }),
      attempt(80, 400, { attributes: { "roundtrip.fallback_from_websocket": true } }),
    ]);
    expect(roundTrips).toMatchObject([{ fallbackFromWebSocket: true, e2eMs: 400, attempts: [{}, {}] }]);
  });

  test("a silence of more than ten minutes ends a turn", () => {
    const { turns, roundTrips } = assemble([
      attempt(0, 100),
      attempt(60_000, 60_100),
      attempt(700_000, 700_100),
    ]);
    expect(turns.map(({ durationMs }) => durationMs)).toEqual([60_100, 100]);
    expect(new Set(roundTrips.map(({ turnId }) => turnId)).size).toBe(2);
  });

  test("an answer that was measured twice, inside the program and behind it, counts once", () => {
    const attributes = { "gen_ai.response.id": "resp_1" };
    const { roundTrips } = assemble([
      attempt(0, 100, { traceId: TRACE, attributes }, app),
      attempt(2, 98, { traceId: TRACE, attributes }, tapped("OpenAI", null)),
    ]);
    expect(roundTrips).toMatchObject([{ e2eMs: 100, attempts: [{}] }]);
  });
});
