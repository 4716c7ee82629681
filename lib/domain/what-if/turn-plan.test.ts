import fc from "fast-check";
import { expect, test } from "vitest";
import { planTurn, playTurn, type TurnPlan, type TurnStretch } from "./turn-plan.ts";

function play(plan: TurnPlan, lengthsMs: readonly number[]): { endMs: number; startsMs: number[] } {
  const room = plan.lengthMs.length;
  const startsMs = new Float64Array(room);
  const endMs = playTurn(plan, Float64Array.from(lengthsMs), 0, startsMs, new Float64Array(room));
  return { endMs, startsMs: [...startsMs] };
}

const stretch = (startMs: number, endMs: number, roundTrip = -1): TurnStretch => ({
  startMs,
  endMs,
  roundTrip,
});

test("a turn played as it was is as it was, whatever overlaps in it", () => {
  const stretches = fc.array(fc.tuple(fc.nat(1000), fc.nat(300), fc.boolean()), { maxLength: 25 });
  fc.assert(
    fc.property(stretches, fc.nat(200), (all, restMs) => {
      let index = 0;
      const told = all.map(([startMs, lengthMs, isTool]) =>
        stretch(startMs, startMs + lengthMs, isTool ? -1 : index++),
      );
      const durationMs = Math.max(0, ...told.map(({ endMs }) => endMs)) + restMs;
      const lengths = told.filter(({ roundTrip }) => roundTrip >= 0).map((one) => one.endMs - one.startMs);
      const plan = planTurn(durationMs, told);
      const { endMs, startsMs } = play(plan, lengths);
      expect(endMs).toBeCloseTo(durationMs, 6);
      const starts = told.map(({ startMs }) => startMs).toSorted((a, b) => a - b);
      for (const [place, startMs] of startsMs.entries()) expect(startMs).toBeCloseTo(starts[place] ?? -1, 6);
    }),
  );
});

test("a turn is a chain only when its length changes by just what its round trips change by", () => {
  const stretches = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 20, max: 300 })), { maxLength: 6 });
  fc.assert(
    fc.property(stretches, fc.array(fc.nat(300), { minLength: 6, maxLength: 6 }), (all, lengths) => {
      const told = all.map(([startMs, lengthMs], index) => stretch(startMs, startMs + lengthMs, index));
      const plan = planTurn(1000, told);
      if (!plan.isChain) return;
      const change = told.reduce((sum, one, at) => sum + (lengths[at] ?? 0) - (one.endMs - one.startMs), 0);
      expect(play(plan, lengths).endMs).toBeCloseTo(1000 + change, 6);
    }),
  );
});

test("round trips that cross by what clocks differ are no chain: the later may be over first, once it is shorter", () => {
  const plan = planTurn(1000, [stretch(0, 20, 0), stretch(15, 35, 1)]);
  expect(plan.isChain).toBe(false);
  expect(play(plan, [10, 0]).endMs).toBe(975);
});

test("what follows a shorter round trip begins that much earlier, as long after it as it did", () => {
  const plan = planTurn(500, [stretch(10, 110, 0), stretch(150, 300, 1), stretch(320, 480, 2)]);
  expect(plan.isChain).toBe(true);
  expect(play(plan, [50, 150, 10])).toEqual({ endMs: 300, startsMs: [10, 100, 270] });
});

test("after round trips side by side, the turn goes on when the last of them is over", () => {
  const plan = planTurn(1000, [stretch(0, 100, 0), stretch(0, 600, 1), stretch(650, 900, 2)]);
  expect(play(plan, [100, 50, 250]).endMs).toBe(500);
  expect(play(plan, [700, 50, 250]).endMs).toBe(1100);
});

test("two that begin together after one round trip are no chain", () => {
  const plan = planTurn(500, [stretch(0, 100, 0), stretch(110, 300, 1), stretch(110, 400, 2)]);
  expect(plan.isChain).toBe(false);
  expect(play(plan, [100, 10, 10]).endMs).toBe(220);
});

test("a tool that ran on beside the next round trip bounds the turn when that becomes short", () => {
  const plan = planTurn(1000, [stretch(0, 100, 0), stretch(100, 700), stretch(120, 1000, 1)]);
  expect(play(plan, [100, 10]).endMs).toBe(700);
});

test("a tool that came out of a stream begins at the same share of it", () => {
  const plan = planTurn(800, [stretch(0, 400, 0), stretch(300, 600), stretch(620, 800, 1)]);
  const { endMs, startsMs } = play(plan, [40, 180]);
  expect(startsMs).toEqual([0, 30, 350]);
  expect(endMs).toBe(530);
});

test("starts and ends that cross by a few milliseconds of two clocks still follow each other", () => {
  const plan = planTurn(200, [stretch(0, 103, 0), stretch(100, 200, 1)]);
  expect(play(plan, [3, 100]).endMs).toBe(100);
});
