import { expect, test } from "vitest";
import type { DetailedRoundTrip } from "#lib/analytics/describe-round-trip.ts";
import type { DescribedTurn } from "#lib/analytics/describe-turn.ts";
import { NO_WIRE } from "#lib/domain/round-trip.ts";
import { prepareWaterfall } from "./prepare-waterfall.ts";

const START_MS = 1_000_000;

const ROUND_TRIP: DetailedRoundTrip = {
  ...NO_WIRE,
  id: "r1",
  turnId: "t1",
  sessionId: "s1",
  startedAtMs: START_MS,
  client: "codex",
  clientVersion: null,
  person: null,
  team: null,
  repository: null,
  provider: null,
  model: "spark",
  serviceTier: null,
  reasoningEffort: null,
  tier: "Instant",
  transport: null,
  connectionReused: null,
  streamOpenMs: 200,
  ttftMs: 300,
  ttfoMs: 320,
  lastTokenMs: 480,
  e2eMs: 500,
  basis: "clientLog",
  inputTokens: null,
  cachedInputTokens: null,
  outputTokens: null,
  reasoningTokens: null,
  decodeTokensPerSecond: null,
  e2eTokensPerSecond: null,
  attempts: 1,
  outcome: "complete",
  errorType: null,
  statusCode: null,
};

const TURN: DescribedTurn = {
  id: "t1",
  sessionId: "s1",
  client: "codex",
  clientVersion: null,
  person: null,
  team: null,
  repository: null,
  startedAtMs: START_MS,
  durationMs: 1000,
  outcome: "complete",
  phases: [],
  roundTrips: [],
  attempts: [],
  toolCalls: [],
  approvals: [],
  warmUps: [],
};

/** What a row shows, in short: its pieces as [kind, from, to] in ms of an axis of 1000 ms. */
const shown = (turn: DescribedTurn) =>
  prepareWaterfall(turn).rows.map((row) => ({
    label: row.label,
    note: row.note,
    pieces: row.pieces.map(({ kind, percent, ms }) => [
      kind,
      Math.round(percent * 10),
      Math.round(percent * 10 + ms),
    ]),
  }));

test("a round trip is divided where the stream opened and where the first token came", () => {
  const { rows } = prepareWaterfall({ ...TURN, roundTrips: [ROUND_TRIP] });
  expect(rows).toEqual([
    {
      key: "roundTrip r1",
      kind: "roundTrip",
      label: "1 · spark",
      startMs: 0,
      durationMs: 500,
      note: null,
      pieces: [
        { kind: "queue", percent: 0, widthPercent: 20, ms: 200 },
        { kind: "firstToken", percent: 20, widthPercent: 10, ms: 100 },
        { kind: "generation", percent: 30, widthPercent: 20, ms: 200 },
      ],
      firstTokenPercent: 30,
    },
  ]);
});

test("without a first token the rest is unattributed; without the opening of the stream nothing is queue", () => {
  const opaque = {
    ...ROUND_TRIP,
    streamOpenMs: null,
    ttftMs: null,
    ttfoMs: null,
    outcome: "failed" as const,
  };
  expect(shown({ ...TURN, roundTrips: [opaque, { ...ROUND_TRIP, streamOpenMs: null }] })).toEqual([
    { label: "1 · spark", note: "failed", pieces: [["unattributed", 0, 500]] },
    {
      label: "2 · spark",
      note: null,
      pieces: [
        ["firstToken", 0, 300],
        ["generation", 300, 500],
      ],
    },
  ]);
});

test("what lies before the last attempt is throttling, and each attempt has a row", () => {
  const attempt = {
    roundTripId: "r1",
    startedAtMs: START_MS,
    durationMs: 20,
    statusCode: 429,
    errorType: "limit",
    throttleClass: "rate" as const,
  };
  const last = {
    ...attempt,
    startedAtMs: START_MS + 150,
    durationMs: 350,
    statusCode: 200,
    errorType: null,
    throttleClass: null,
  };
  expect(shown({ ...TURN, roundTrips: [ROUND_TRIP], attempts: [attempt, last] })).toEqual([
    {
      label: "1 · spark",
      note: null,
      pieces: [
        ["throttle", 0, 150],
        ["queue", 150, 200],
        ["firstToken", 200, 300],
        ["generation", 300, 500],
      ],
    },
    { label: "Attempt 1", note: "rate: limit", pieces: [["attempt", 0, 20]] },
    { label: "Attempt 2", note: null, pieces: [["attempt", 150, 500]] },
  ]);
});

test("tool calls and approvals stand in order of their start", () => {
  const turn: DescribedTurn = {
    ...TURN,
    roundTrips: [ROUND_TRIP],
    toolCalls: [{ id: "c1", tool: "exec", startedAtMs: START_MS + 600, durationMs: 300, outcome: "failed" }],
    approvals: [
      {
        id: "a1",
        tool: "exec",
        decidedAtMs: START_MS + 590,
        waitMs: 80,
        decision: "approved",
        decidedBy: null,
      },
    ],
  };
  expect(shown(turn).slice(1)).toEqual([
    { label: "Approval of exec", note: "approved", pieces: [["approval", 510, 590]] },
    { label: "exec", note: "failed", pieces: [["tool", 600, 900]] },
  ]);
});

test("a warm-up before the turn moves the axis, not the turn", () => {
  const warmUps = [{ id: "w1", model: "spark", startedAtMs: START_MS - 1000, e2eMs: 400 }];
  const waterfall = prepareWaterfall({ ...TURN, roundTrips: [ROUND_TRIP], warmUps });
  expect({
    turnPercent: waterfall.turnPercent,
    ticks: waterfall.ticks.map(({ ms }) => ms),
    rows: waterfall.rows.map(({ label, startMs, pieces }) => [label, startMs, pieces[0]?.percent]),
  }).toEqual({
    turnPercent: 50,
    ticks: [-1000, -500, 0, 500, 1000],
    rows: [
      ["Warm-up", -1000, 0],
      ["1 · spark", 0, 50],
    ],
  });
});

test("a turn in which nothing is known to have happened has an axis and no rows", () => {
  expect(prepareWaterfall(TURN).rows).toEqual([]);
});

test("a connection that HTTP needed comes before the queue; that of a WebSocket came before the request", () => {
  const kindsOf = (transport: "sse" | "websocket") =>
    prepareWaterfall({
      ...TURN,
      roundTrips: [{ ...ROUND_TRIP, transport, connectMs: 150 }],
      attempts: [],
      toolCalls: [],
      approvals: [],
      warmUps: [],
    }).rows[0]?.pieces.map(({ kind, ms }) => [kind, ms]);
  expect(kindsOf("sse")?.slice(0, 2)).toEqual([
    ["connect", 150],
    ["queue", 50],
  ]);
  expect(kindsOf("websocket")?.[0]).toEqual(["queue", 200]);
});
