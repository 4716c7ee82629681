import { expect, test } from "vitest";
import { formatClock } from "./format-clock.ts";

const NOW = Date.UTC(2026, 10, 25, 15, 30);

test.each([
  [Date.UTC(2026, 10, 25, 16, 40), "16:40"],
  [Date.UTC(2026, 10, 25, 0, 5), "00:05"],
  [Date.UTC(2026, 10, 26, 9, 0), "Thu 09:00"],
  [Date.UTC(2026, 10, 24, 23, 59), "Tue 23:59"],
  [Date.UTC(2026, 11, 2, 16, 40), "Dec 2, 16:40"],
])("%d is %s", (unixMs, text) => {
  expect(formatClock(unixMs, NOW, "UTC")).toBe(text);
});

test("today is the day of the zone that is asked for", () => {
  const late = Date.UTC(2026, 10, 25, 23, 30);
  expect(formatClock(late, NOW, "Asia/Tokyo")).toBe("08:30");
  expect(formatClock(late, NOW, "Europe/Helsinki")).toBe("Thu 01:30");
});
