import { expect, test } from "vitest";
import type { DescribedTurn } from "#lib/analytics/describe-turn.ts";
import { ROUND_TRIP, START_MS, TURN } from "#tests/support/described-turn.ts";
import { prepareWaterfall } from "./prepare-waterfall.ts";

const WHOLE = { number: 1, fromMs: 0, toMs: null };

/** What a row shows, in short: its pieces as [kind, from, to] in ms of an axis of 1000 ms. */
const shown = (turn: DescribedTurn) =>
  prepareWaterfall(turn, WHOLE).rows.map((row) => ({
    label: row.label,
    note: row.note,
    pieces: row.pieces.map(({ kind, percent, ms }) => [
      kind,
      Math.round(percent * 10),
      Math.round(percent * 10 + ms),
    ]),
  }));

test("a round trip is divided where the stream opened and where the first token came", () => {
  const { rows } = prepareWaterfall({ ...TURN, roundTrips: [ROUND_TRIP] }, WHOLE);
  expect(rows).toEqual([
    {
      kind: "roundTrip",
      id: "r1",
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
  expect(shown({ ...TURN, roundTrips: [opaque, { ...ROUND_TRIP, number: 2, streamOpenMs: null }] })).toEqual([
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
  const waterfall = prepareWaterfall(
    { ...TURN, roundTrips: [ROUND_TRIP], warmUps },
    { ...WHOLE, fromMs: -1000 },
  );
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
  expect(prepareWaterfall(TURN, WHOLE).rows).toEqual([]);
});

test("a connection that HTTP needed comes before the queue; that of a WebSocket came before the request", () => {
  const kindsOf = (transport: "sse" | "websocket") =>
    prepareWaterfall(
      { ...TURN, roundTrips: [{ ...ROUND_TRIP, transport, connectMs: 150 }] },
      WHOLE,
    ).rows[0]?.pieces.map(({ kind, ms }) => [kind, ms]);
  expect(kindsOf("sse")?.slice(0, 2)).toEqual([
    ["connect", 150],
    ["queue", 50],
  ]);
  expect(kindsOf("websocket")?.[0]).toEqual(["queue", 200]);
});

test("a part ends where the next begins: what lasts longer is drawn to there and keeps its length", () => {
  const later = { ...ROUND_TRIP, startedAtMs: START_MS + 400 };
  const { rows, ticks } = prepareWaterfall(
    { ...TURN, durationMs: 9_000, roundTrips: [later] },
    { number: 2, fromMs: 400, toMs: 800 },
  );
  expect(ticks.map(({ ms, percent }) => [ms, percent])).toEqual([
    [400, 0],
    [500, 25],
    [600, 50],
    [700, 75],
    [800, 100],
  ]);
  expect(rows[0]).toMatchObject({ durationMs: 500, firstTokenPercent: 75 });
  expect(
    rows[0]?.pieces.map(({ kind, percent, widthPercent, ms }) => [kind, percent, widthPercent, ms]),
  ).toEqual([
    ["queue", 0, 50, 200],
    ["firstToken", 50, 25, 100],
    ["generation", 75, 25, 200],
  ]);
});
