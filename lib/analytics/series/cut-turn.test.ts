import { expect, test } from "vitest";
import type { DescribedTurn } from "#lib/analytics/describe-turn.ts";
import { ROUND_TRIP, START_MS, TURN } from "#tests/support/described-turn.ts";
import { cutTurn, takePart } from "./cut-turn.ts";
import { turnLines } from "./turn-lines.ts";

/** A round trip each second, the second of which needed two attempts, and a tool behind each, two of one moment. */
const LONG: DescribedTurn = {
  ...TURN,
  durationMs: 4_000,
  roundTrips: [0, 1, 2, 3].map((index) => ({
    ...ROUND_TRIP,
    id: `r${index}`,
    number: index + 1,
    startedAtMs: START_MS + index * 1_000,
  })),
  attempts: [0, 100].map((ms) => ({
    roundTripId: "r1",
    startedAtMs: START_MS + 1_000 + ms,
    durationMs: 50,
    statusCode: 429,
    errorType: null,
    throttleClass: null,
  })),
  toolCalls: [600, 1_600, 2_600, 2_600].map((ms, index) => ({
    id: `c${index}`,
    tool: "exec",
    startedAtMs: START_MS + ms,
    durationMs: 300,
    outcome: "complete",
  })),
  approvals: [
    {
      id: "a0",
      tool: "exec",
      decidedAtMs: START_MS + 2_600,
      waitMs: 100,
      decision: "approved",
      decidedBy: null,
    },
  ],
  warmUps: [{ id: "w0", model: "spark", startedAtMs: START_MS - 500, e2eMs: 400 }],
};

const namesOf = (turn: DescribedTurn) => turnLines(turn).flatMap((lines) => lines.map(({ label }) => label));

test("a turn of few lines is one part, from its warm-up on", () => {
  expect(cutTurn(TURN)).toEqual([{ number: 1, fromMs: 0, toMs: null }]);
  expect(cutTurn(LONG)).toEqual([{ number: 1, fromMs: -500, toMs: null }]);
});

test("a part has no more lines than can be read, and keeps a round trip together with its attempts", () => {
  expect(cutTurn(LONG, 4)).toEqual([
    { number: 1, fromMs: -500, toMs: 1_000 },
    { number: 2, fromMs: 1_000, toMs: 2_000 },
    { number: 3, fromMs: 2_000, toMs: 3_000 },
    { number: 4, fromMs: 3_000, toMs: null },
  ]);
  const { attempts, toolCalls } = takePart(LONG, { number: 2, fromMs: 1_000, toMs: 2_000 });
  expect([attempts.length, toolCalls.map(({ id }) => id)]).toEqual([2, ["c1"]]);
});

test("one moment is not torn apart, even where it alone has more than can be read", () => {
  const crowd = {
    ...TURN,
    toolCalls: Array.from({ length: 9 }, (_, index) => ({ ...call, id: `c${index}` })),
  };
  expect(cutTurn(crowd, 4)).toEqual([{ number: 1, fromMs: 0, toMs: null }]);
});

const call = { id: "c", tool: "exec", startedAtMs: START_MS, durationMs: 300, outcome: "complete" as const };

test.each([1, 2, 3, 4, 5, 100])(
  "parts of at most %i lines are together the turn, each line in one",
  (most) => {
    const parts = cutTurn(LONG, most);
    expect(parts.flatMap((part) => namesOf(takePart(LONG, part)))).toEqual(namesOf(LONG));
  },
);

test("of a part its round trips keep the numbers that they have in the turn", () => {
  const { roundTrips } = takePart(LONG, { number: 2, fromMs: 2_000, toMs: null });
  expect(roundTrips.map(({ number }) => number)).toEqual([3, 4]);
});
