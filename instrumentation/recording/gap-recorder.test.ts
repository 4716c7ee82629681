import fc from "fast-check";
import { expect, test } from "vitest";
import { GapRecorder } from "./gap-recorder.ts";

const summaryOf = (gaps: readonly number[]) => {
  const recorder = new GapRecorder();
  for (const gapMs of gaps) recorder.record(gapMs);
  return recorder.summary();
};

test("without a gap there is nothing to sum up", () => {
  expect(summaryOf([])).toBeNull();
});

test("one gap is all of its quantiles", () => {
  expect(summaryOf([7])).toEqual({ count: 1, p50Ms: 7, p95Ms: 7, maxMs: 7, stalls: 0, stalledMs: 0 });
});

test("quantiles are gaps that were there, by their rank", () => {
  const gaps = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect(summaryOf(gaps)).toMatchObject({ count: 100, p50Ms: 50, p95Ms: 95, maxMs: 100 });
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 5_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
      (some) => {
        const sorted = some.toSorted((a, b) => a - b);
        expect(summaryOf(some)).toMatchObject({
          count: some.length,
          p50Ms: sorted[Math.ceil(some.length * 0.5) - 1],
          p95Ms: sorted[Math.ceil(some.length * 0.95) - 1],
          maxMs: sorted.at(-1),
        });
      },
    ),
  );
});

test("a stall is longer than a second and than ten usual gaps", () => {
  const usual = Array.from({ length: 50 }, () => 15);
  expect(summaryOf([...usual, 1_000])).toMatchObject({ stalls: 0, stalledMs: 0 });
  expect(summaryOf([...usual, 1_001, 2_000])).toMatchObject({ stalls: 2, stalledMs: 3_001 });
  const slow = usual.map((gapMs) => gapMs * 20);
  expect(summaryOf([...slow, 2_000, 3_000, 3_001])).toMatchObject({ stalls: 1, stalledMs: 3_001 });
});

test("of very many gaps all count, the first ones stand for the quantiles, and late stalls are seen", () => {
  const gaps = Array.from({ length: 100_000 }, () => 1);
  expect(summaryOf([...gaps, 5_000])).toEqual({
    count: 100_001,
    p50Ms: 1,
    p95Ms: 1,
    maxMs: 5_000,
    stalls: 1,
    stalledMs: 5_000,
  });
});
