import { expect, test } from "vitest";
import type { BucketHeadroom } from "#lib/analytics/limit-history.ts";
import type { ThrottleEvent } from "#lib/analytics/list-throttles.ts";
import { prepareHeadroomCharts } from "./prepare-headroom-lines.ts";
import { prepareHeadroomTable } from "./prepare-headroom-table.ts";

const HOUR = 3_600_000;
/** 240 intervals of six minutes. */
const WINDOW = { fromMs: 0, toMs: 24 * HOUR };

function bucket(account: string, points: readonly [atH: number, left: number, resetsAtH: number | null][]) {
  return {
    provider: "openai",
    account,
    family: "codex",
    familyName: null,
    windowMinutes: 300,
    unit: "percent",
    points: points.map(([atH, headroomFraction, resetsAtH]) => ({
      atMs: atH * HOUR,
      headroomFraction,
      resetsAtMs: resetsAtH === null ? null : resetsAtH * HOUR,
    })),
  } satisfies BucketHeadroom;
}

function throttle(account: string | null, atH: number, more: Partial<ThrottleEvent> = {}): ThrottleEvent {
  return {
    startedAtMs: atH * HOUR,
    provider: "openai",
    account,
    bucket: { family: "codex", windowMinutes: 300, unit: "percent" },
    lostMs: 1000,
    ...more,
  } as ThrottleEvent;
}

/** The values of the first line at these hours. */
function valuesAt(histories: readonly BucketHeadroom[], ...hours: number[]) {
  const [chart] = prepareHeadroomCharts(histories, [], WINDOW);
  return hours.map((hour) => chart?.slots[Math.floor(hour * 10)]?.values[0]);
}

test("a reading holds until the next one, and never beyond its reset", () => {
  const history = bucket("a", [
    [1, 0.9, 6],
    [3, 0.5, 6],
    [10, 1, 15],
  ]);
  expect(valuesAt([history], 0.5, 1, 2.9, 3.05, 5.9, 6.05, 9.9, 10.05, 14.9, 15.05)).toEqual([
    null,
    0.9,
    0.9,
    0.5,
    0.5,
    null,
    null,
    1,
    1,
    null,
  ]);
});

test("without a reset that was told a reading holds for the length of the window", () => {
  expect(valuesAt([bucket("a", [[1, 0.4, null]])], 1, 5.9, 6.05)).toEqual([0.4, 0.4, null]);
});

test("of several readings in one interval the least counts", () => {
  const history = bucket("a", [
    [1, 0.9, 6],
    [1.01, 0.2, 6],
    [1.02, 0.3, 6],
  ]);
  expect(valuesAt([history], 1, 1.15)).toEqual([0.2, 0.3]);
});

test("each family, window and unit has a chart, with its fullest bucket first and no more lines than can be told apart", () => {
  const many = Array.from({ length: 8 }, (_, index) =>
    bucket(`account-${index}`, [[1, 0.9 - index / 10, 6]]),
  );
  const week = { ...bucket("account-0", [[1, 0.5, 20]]), windowMinutes: 10_080 };
  const charts = prepareHeadroomCharts([...many, week], [], WINDOW);
  expect(
    charts.map(({ title, drawn, buckets }) => [title, drawn, buckets.length, buckets[0]?.account]),
  ).toEqual([
    ["codex · 5 h", 6, 8, "account-7"],
    ["codex · 7 d", 1, 1, "account-0"],
  ]);
  expect(charts[0]?.slots[10]?.values).toHaveLength(6);
});

test("throttles stand on the axis of the bucket that they ran into, and count for its account", () => {
  const histories = [bucket("a", [[1, 0.1, 6]]), bucket("b", [[1, 0.2, 6]])];
  const throttles = [
    throttle("a", 2),
    throttle("a", 2.01),
    throttle("b", 3),
    throttle("elsewhere", 4),
    throttle("a", 5, { bucket: null }),
    throttle("a", 5, { bucket: { family: "codex", windowMinutes: 10_080, unit: "percent" } }),
  ];
  const [chart] = prepareHeadroomCharts(histories, throttles, WINDOW);
  expect(chart?.buckets.map((one) => [one.account, one.throttles, one.lostMs])).toEqual([
    ["a", 2, 2000],
    ["b", 1, 1000],
  ]);
  const marked = chart?.slots.flatMap(({ throttles: count }, slot) => (count > 0 ? [[slot, count]] : []));
  expect(marked).toEqual([
    [20, 2],
    [30, 1],
  ]);
});

test("resets are marked where a window ended, but not of windows too short to be seen", () => {
  const history = bucket("a", [
    [1, 0.9, 6],
    [3, 0.5, 6],
    [10, 1, 15],
    [23, 1, 28],
  ]);
  const [chart] = prepareHeadroomCharts([history], [], WINDOW);
  expect(chart?.slots.flatMap(({ resets }, slot) => (resets > 0 ? slot : []))).toEqual([60, 150]);
  const [short] = prepareHeadroomCharts([{ ...history, windowMinutes: 1 }], [], WINDOW);
  expect(short?.slots.every(({ resets }) => resets === 0)).toBe(true);
});

test("the table has the least of each hour of a day, and nothing where nothing is known", () => {
  const history = bucket("a", [
    [1, 0.9, 6],
    [1.5, 0.4, 6],
  ]);
  const [chart] = prepareHeadroomCharts([history], [throttle("a", 20)], WINDOW);
  const rows = prepareHeadroomTable(chart?.slots ?? []);
  const told = rows.map(({ atMs, values, throttles, resets }) => [atMs / HOUR, values[0], throttles, resets]);
  expect(told).toEqual([
    [1, 0.4, 0, 0],
    [2, 0.4, 0, 0],
    [3, 0.4, 0, 0],
    [4, 0.4, 0, 0],
    [5, 0.4, 0, 0],
    [6, null, 0, 1],
    [20, null, 1, 0],
  ]);
});
