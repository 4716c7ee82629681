import fc from "fast-check";
import { expect, test } from "vitest";
import type { SampleArm } from "./sample.ts";
import { walkQuantiles } from "./walk-quantiles.ts";

const POSITIONS = Float64Array.of(0.01, 0.25, 0.5, 0.75, 0.99);

/** One row to a session, so that what is drawn is the weight. */
function quantilesOf(values: readonly number[], drawn: readonly number[]): number[] {
  const session = Int32Array.from(values, (_, row) => row);
  const cell = new Int32Array(values.length);
  const arm: SampleArm = {
    values: Float64Array.from(values),
    session,
    cell,
    pairs: { session, cell, rows: new Float64Array(values.length).fill(1) },
  };
  const into = new Float64Array(POSITIONS.length);
  const mass = drawn.reduce((sum, times) => sum + times, 0);
  const weights = { drawn: Uint8Array.from(drawn), weightIn: Float64Array.of(1) };
  walkQuantiles(arm, weights, mass, POSITIONS, into, 0, 1);
  return [...into];
}

/** The value where the line through the middles of all weights reaches a position. */
function sought(values: readonly number[], drawn: readonly number[], position: number): number {
  let passed = 0;
  const knots = values.flatMap((value, row) => {
    const weight = drawn[row] ?? 0;
    passed += weight;
    return weight > 0 ? [{ value, middle: passed - weight / 2 }] : [];
  });
  const target = position * passed;
  const after = knots.findIndex(({ middle }) => middle >= target);
  const [last, next] = [knots.at(after - 1), knots[after]];
  if (after === 0) return next?.value ?? Number.NaN;
  if (last === undefined || next === undefined) return knots.at(-1)?.value ?? Number.NaN;
  return last.value + ((next.value - last.value) * (target - last.middle)) / (next.middle - last.middle);
}

test("equal weights lie evenly, and between two values it is linear", () => {
  expect(quantilesOf([1, 2, 4, 8], [1, 1, 1, 1])).toEqual([1, 1.5, 3, 6, 8]);
});

test("a row without weight changes nothing", () => {
  expect(quantilesOf([0, 1, 2, 3, 4, 8, 9], [0, 1, 1, 0, 1, 1, 0])).toEqual([1, 1.5, 3, 6, 8]);
});

test("whatever rows weigh, the quantiles are those of the line through the middles of their weights", () => {
  const rows = fc.array(fc.tuple(fc.nat(20), fc.nat(3)), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(rows, (pairs) => {
      const sorted = pairs.toSorted(([a], [b]) => a - b);
      const values = sorted.map(([value]) => value);
      const drawn = sorted.map(([, times]) => times);
      fc.pre(drawn.some((times) => times > 0));
      for (const [index, quantile] of quantilesOf(values, drawn).entries()) {
        expect(quantile).toBeCloseTo(sought(values, drawn, POSITIONS[index] ?? 0), 9);
      }
    }),
  );
});
