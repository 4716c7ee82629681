import { expect, test } from "vitest";
import type { DescribedSession, SessionTrip, SessionTurn } from "#lib/analytics/describe-session.ts";
import { prepareSessionClock } from "./prepare-session-clock.ts";

const HOUR_MS = 3_600_000;
const turn = (startedAtMs: number, durationMs: number) => ({ startedAtMs, durationMs }) as SessionTurn;
const trip = (startedAtMs: number, e2eMs: number, tier = "Fast", outcome = "complete") =>
  ({ startedAtMs, e2eMs, tier, outcome }) as SessionTrip;
const session = (turns: readonly SessionTurn[], roundTrips: readonly SessionTrip[]) =>
  ({ turns, roundTrips }) as unknown as DescribedSession;

test("one turn takes the whole axis, and its round trips their part of it", () => {
  const clock = prepareSessionClock(
    session([turn(5_000, 1_000)], [trip(5_000, 250), trip(5_500, 500, "Deep")]),
  );
  expect(clock.lanes).toEqual([
    { kind: "turns", tier: "", n: 1, path: "M0 0h1000v1h-1000z" },
    { kind: "tier", tier: "Deep", n: 1, path: "M500 0h500v1h-500z" },
    { kind: "tier", tier: "Fast", n: 1, path: "M0 0h250v1h-250z" },
  ]);
  expect(clock.gaps).toEqual([]);
  expect(clock.ticks).toEqual([
    { percent: 0, unixMs: 5_000 },
    { percent: 100, unixMs: 6_000 },
  ]);
});

test("a short pause is drawn to scale, a night is not, and is told", () => {
  const turns = [turn(0, 1_000), turn(1_100, 1_000), turn(10 * HOUR_MS, 2_000)];
  const clock = prepareSessionClock(session(turns, []));
  // 4 s of turns, and half as much of pauses: 100 ms to scale, and what is left for the night.
  expect(clock.gaps).toEqual([
    { percent: (2_100 / 6_000) * 100, widthPercent: (1_900 / 6_000) * 100, ms: 10 * HOUR_MS - 2_100 },
  ]);
  expect(clock.lanes[0]?.path).toBe("M0 0h166.7v1h-166.7zM183.3 0h166.7v1h-166.7zM666.7 0h333.3v1h-333.3z");
});

test("pauses that are all alike are drawn alike, and none of them is told", () => {
  const turns = Array.from({ length: 10 }, (_, index) => turn(index * 30_000, 10_000));
  expect(prepareSessionClock(session(turns, [])).gaps).toEqual([]);
});

test("what did not complete has a line of its own", () => {
  const trips = [trip(0, 500), trip(500, 500, "Fast", "failed")];
  expect(prepareSessionClock(session([turn(0, 1_000)], trips)).lanes.at(-1)).toEqual({
    kind: "notComplete",
    tier: "",
    n: 1,
    path: "M500 0h500v1h-500z",
  });
});

test("ten thousand round trips make a short picture in which nothing leaves the axis", () => {
  const trips = Array.from({ length: 10_000 }, (_, index) => trip(index * 60_000, 20_000));
  const turns = trips.map(({ startedAtMs }) => turn(startedAtMs, 20_000));
  const clock = prepareSessionClock(session(turns, trips));
  const path = clock.lanes[1]?.path ?? "";
  expect(clock.lanes[1]?.n).toBe(10_000);
  expect(path.length).toBeLessThan(40_000);
  for (const [, x, width] of path.matchAll(/M([\d.]+) 0h([\d.]+)/g))
    expect(Number(x) + Number(width)).toBeLessThanOrEqual(1000.2);
  expect(clock.ticks.length).toBeLessThan(9);
});

test("a turn of no length is still seen", () => {
  const clock = prepareSessionClock(session([turn(7, 0)], [trip(7, 0)]));
  expect(clock.lanes[0]?.path).toBe("M0 0h1v1h-1z");
});
