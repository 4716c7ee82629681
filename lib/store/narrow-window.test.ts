import fc from "fast-check";
import { expect, test } from "vitest";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { narrowWindow, type TimePage } from "./narrow-window.ts";

const HOUR_MS = 3_600_000;
const WINDOW = { fromMs: 5 * HOUR_MS + 7, toMs: 900 * HOUR_MS + 11 };

const countOf = (startsMs: readonly number[]) => (window: TimeWindow, intervalMs: number) => {
  const inside = startsMs.filter((ms) => ms >= window.fromMs && ms < window.toMs);
  const byInterval = Map.groupBy(inside, (ms) => Math.floor(ms / intervalMs) * intervalMs);
  return Promise.resolve([...byInterval].map(([atMs, { length: n }]) => ({ atMs, n })));
};

/** The page as a look at all would give it. */
function pageOf(startsMs: readonly number[], { descending, afterMs, limit }: TimePage): readonly number[] {
  const inOrder = startsMs.toSorted((a, b) => (descending ? b - a : a - b));
  // The same instant may go on behind the page before.
  const behind = inOrder.filter((ms) => afterMs === null || (descending ? ms <= afterMs : ms >= afterMs));
  return behind.slice(0, limit);
}

test("a page lies whole in the narrow window, wherever it begins", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: WINDOW.fromMs, max: WINDOW.toMs - 1 }), { maxLength: 60 }),
      fc.record({
        descending: fc.boolean(),
        afterMs: fc.option(fc.integer({ min: WINDOW.fromMs, max: WINDOW.toMs - 1 })),
        limit: fc.integer({ min: 1, max: 20 }),
      }),
      async (startsMs, page) => {
        const narrow = await narrowWindow(WINDOW, page, countOf(startsMs));
        const inside = startsMs.filter((ms) => narrow && ms >= narrow.fromMs && ms < narrow.toMs);
        expect(pageOf(inside, page)).toEqual(pageOf(startsMs, page));
      },
    ),
  );
});

test("what was long ago is looked for in its hours", async () => {
  const startsMs = [200, 200.5, 200.7, 201.5].map((hours) => hours * HOUR_MS);
  const newest = (limit: number) =>
    narrowWindow(WINDOW, { descending: true, afterMs: null, limit }, countOf(startsMs));
  expect(await newest(1)).toEqual({ fromMs: 201 * HOUR_MS, toMs: 202 * HOUR_MS });
  expect(await newest(2)).toEqual({ fromMs: 200 * HOUR_MS, toMs: 202 * HOUR_MS });
  const behind = { descending: true, afterMs: 200.6 * HOUR_MS, limit: 1 };
  expect(await narrowWindow(WINDOW, behind, countOf(startsMs))).toEqual({
    fromMs: 200 * HOUR_MS,
    toMs: 201 * HOUR_MS,
  });
});

test("of nothing there is no window, and of a short one not even a question", async () => {
  const page = { descending: true, afterMs: null, limit: 5 };
  expect(await narrowWindow(WINDOW, page, countOf([]))).toBeNull();
  const short = { fromMs: 0, toMs: 2 * HOUR_MS };
  expect(await narrowWindow(short, page, () => Promise.reject(new Error("asked")))).toEqual(short);
});
