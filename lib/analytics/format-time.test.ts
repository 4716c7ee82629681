import { expect, test } from "vitest";
import { formatInstant, formatIso, formatRange } from "./format-time.ts";

const INSTANT_MS = Date.parse("2026-11-22T00:03:07.250Z");

test("an instant is shown in the zone asked for, midnight as 00", () => {
  expect([formatInstant(INSTANT_MS, "UTC"), formatInstant(INSTANT_MS, "America/New_York")]).toEqual([
    "Nov 22, 00:03:07",
    "Nov 21, 19:03:07",
  ]);
});

test("an instant is ISO 8601 for machines, and null when unknown or beyond all dates", () => {
  expect([formatIso(INSTANT_MS), formatIso(null), formatIso(1e300)]).toEqual([
    "2026-11-22T00:03:07.250Z",
    null,
    null,
  ]);
});

test("a stretch within a day tells the day once", () => {
  const hour = 3_600_000;
  expect(formatRange(INSTANT_MS, INSTANT_MS + hour, "UTC")).toMatch(/^Nov 22, 00:03\s–\s01:03$/);
  expect(formatRange(INSTANT_MS, INSTANT_MS + 24 * hour, "UTC")).toMatch(/^Nov 22, 00:03\s–\sNov 23, 00:03$/);
});
