import { describe, expect, test } from "vitest";
import { cutUsage } from "./cut-usage.ts";
import { blockMsOf, spreadLeaking, spreadWindows } from "./spread-use.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FIVE_HOURS = { windowMinutes: 300, kind: "fixed", resolution: 0.01 } as const;
const point = (hours: number, usedFraction: number, resetHours: number | null = null) => ({
  atMs: hours * HOUR,
  usedFraction,
  resetsAtMs: resetHours === null ? null : resetHours * HOUR,
});
const sum = (values: Float64Array, from = 0, to = values.length) =>
  values.slice(from, to).reduce((all, one) => all + one, 0);

test("of windows longer than a day a day is a multiple of the blocks", () => {
  expect(blockMsOf(300)).toBe(5 * MINUTE);
  expect(blockMsOf(10_080)).toBe(HOUR);
  expect((24 * HOUR) % blockMsOf(43_200)).toBe(0);
});

describe("a bucket that resets", () => {
  test("has used in all what its windows tell, what was there at first left out", () => {
    const windows = cutUsage(
      [point(0, 0.2, 5), point(1, 0.3, 5), point(4, 0.5, 5), point(6, 0.1, 10), point(7, 0.2, 10)],
      FIVE_HOURS,
    );
    const use = spreadWindows(windows, FIVE_HOURS, 8 * HOUR);
    expect(use.used.length).toBe(8 * 12);
    expect(use.total.at(-1)).toBeCloseTo(0.3 + 0.2, 9);
    // The last hour had no reading.
    expect(sum(use.used, 7 * 12)).toBe(0);
  });

  test("tells of use before a reading, not of a night before it", () => {
    const windows = cutUsage([point(0, 0.1, 24), point(12, 0.14, 24)], FIVE_HOURS);
    const { used } = spreadWindows(windows, FIVE_HOURS, 12 * HOUR);
    expect(sum(used, used.length - 2)).toBeCloseTo(0.04, 9);
  });

  test("is marked as spent until it resets, and not until it is used again", () => {
    const windows = cutUsage([point(0, 0.5, 5), point(1, 1, 5), point(10, 0.1, 15)], FIVE_HOURS);
    const { spent } = spreadWindows(windows, FIVE_HOURS, 10 * HOUR);
    expect([spent[11], spent[12], spent[5 * 12 - 1], spent[5 * 12]]).toEqual([0, 1, 1, 0]);
  });
});

describe("a bucket that gets back bit by bit", () => {
  test("by tokens: what came back between readings was used too when the level stays", () => {
    const window = { windowMinutes: 1, kind: "bucket", resolution: 0.01 } as const;
    const points = [0, 10, 20, 30].map((seconds) => point(seconds / 3_600, 0.5));
    const { use, usedFraction } = spreadLeaking(points, window, 45_000);
    expect(use.total.at(-1)).toBeCloseTo(0.5, 9);
    // And a quarter of a minute gives back a quarter.
    expect(usedFraction).toBeCloseTo(0.25, 9);
  });

  test("by sliding: nothing is left of it a window after the last use", () => {
    const window = { windowMinutes: 60, kind: "sliding", resolution: 0.01 } as const;
    const points = [point(0, 0), point(0.5, 0.2), point(1, 0.4)];
    expect(spreadLeaking(points, window, HOUR).usedFraction).toBeCloseTo(0.4, 9);
    expect(spreadLeaking(points, window, 1.75 * HOUR).usedFraction).toBeCloseTo(0.2, 9);
    expect(spreadLeaking(points, window, 2 * HOUR).usedFraction).toBeCloseTo(0, 9);
  });
});
