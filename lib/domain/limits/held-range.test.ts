import { describe, expect, test } from "vitest";
import { heldRange as exactRange, quantileOfSorted } from "./held-range.ts";

const hundred = Array.from({ length: 100 }, (_, index) => index);
const { POSITIVE_INFINITY: NEVER } = Number;

/** To six decimals: shares have no exact binary form. */
function heldRange(...of: Parameters<typeof exactRange>) {
  const { from, to } = exactRange(...of);
  return { from: Math.round(from * 1e6) / 1e6, to: Math.round(to * 1e6) / 1e6 };
}

describe("a range that holds eight of ten", () => {
  test("leaves out a tenth at each end", () => {
    expect(heldRange(hundred, 0.8)).toEqual({ from: 9.5, to: 89.5 });
  });

  test("begins at the lowest where values pile up there, and leaves out a fifth above", () => {
    const piled = hundred.map((value) => Math.max(30, value));
    expect(heldRange(piled, 0.8, { isLowest: (value) => value === 30 })).toEqual({ from: 30, to: 79.5 });
  });

  test("never ends where many never come to pass, and leaves out a fifth below", () => {
    const often = hundred.map((value) => (value >= 70 ? NEVER : value));
    expect(heldRange(often, 0.8, { isHighest: (value) => value === NEVER })).toEqual({
      from: 19.5,
      to: NEVER,
    });
  });

  test("ends where only a few never come to pass", () => {
    const seldom = hundred.map((value) => (value >= 95 ? NEVER : value));
    expect(heldRange(seldom, 0.8, { isHighest: (value) => value === NEVER })).toEqual({
      from: 9.5,
      to: 89.5,
    });
  });
});

test("a quantile lies between neighbours, and is Infinity beyond the last that is not", () => {
  expect(quantileOfSorted([1, 2, 3], 0.5)).toBe(2);
  expect(quantileOfSorted([1, 3], 0.5)).toBe(2);
  expect(quantileOfSorted([1, 3], 0)).toBe(1);
  expect(quantileOfSorted([1, 3], 1)).toBe(3);
  expect(quantileOfSorted([1, NEVER, NEVER], 0.9)).toBe(NEVER);
});
