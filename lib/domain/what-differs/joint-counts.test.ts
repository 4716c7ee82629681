import { expect, test } from "vitest";
import { cramersV, jointCounts } from "./joint-counts.ts";

const count = (one: string | null, other: string | null, n: number) => ({ one, other, n });

test("V is 1 when one dimension follows from the other, unknown being a value", () => {
  expect(cramersV([count("a", "a1", 7), count("a", "a2", 3), count(null, "b1", 9)])).toBe(1);
});

test("V is 0 when they have nothing to do with each other, or one has a single value", () => {
  const even = [count("a", "x", 10), count("a", "y", 20), count("b", "x", 30), count("b", "y", 60)];
  expect(cramersV(even)).toBeCloseTo(0, 6);
  expect(cramersV([count("a", "x", 10), count("a", "y", 20)])).toBe(0);
  expect(cramersV([])).toBe(0);
});

test("V of a table is the root of its chi-square per round trip", () => {
  // chi-square = 100 · (30 · 40 − 10 · 20)² / (40 · 60 · 50 · 50)
  const table = [count("a", "x", 30), count("a", "y", 10), count("b", "x", 20), count("b", "y", 40)];
  expect(cramersV(table)).toBeCloseTo(1000 / Math.sqrt(40 * 60 * 50 * 50), 12);
});

test("round trips are counted by two dimensions over selection and rest", () => {
  const cells = [
    { session: 1, values: { client: "codex", model: "m" }, selected: 2, rest: 3 },
    { session: 2, values: { client: "codex", model: "m" }, selected: 0, rest: 1 },
    { session: 2, values: { client: "codex" }, selected: 1, rest: 0 },
    { session: 3, values: { client: "gone" }, selected: 0, rest: 0 },
  ];
  expect(jointCounts(cells, "client", "model")).toEqual([count("codex", "m", 6), count("codex", null, 1)]);
});
