import { expect, test } from "vitest";
import type { LatestReading } from "#lib/store/find-latest-readings.ts";
import { describeBucket } from "./list-limits.ts";

const READING: LatestReading = {
  provider: "openai",
  account: null,
  family: "codex",
  familyName: null,
  windowMinutes: 300,
  windowKind: "fixed",
  unit: "percent",
  limit: null,
  remaining: null,
  usedFraction: 0.2,
  resetsAtMs: 2000,
  status: null,
  isBinding: false,
  source: "header",
  observedAtMs: 1000,
};

test("headroom is what is not used, else what remains of the limit, else unknown", () => {
  expect(describeBucket(READING, 1500).headroomFraction).toBeCloseTo(0.8, 12);
  expect(
    describeBucket({ ...READING, usedFraction: null, remaining: 30, limit: 120 }, 1500).headroomFraction,
  ).toBe(0.25);
  expect(describeBucket({ ...READING, usedFraction: null }, 1500).headroomFraction).toBeNull();
});

test("more used than allowed leaves nothing, and not less", () => {
  expect(describeBucket({ ...READING, usedFraction: 1.2 }, 1500).headroomFraction).toBe(0);
});

test("once its window began anew nobody knows what is used", () => {
  expect(describeBucket(READING, 2000)).toMatchObject({
    usedFraction: null,
    resetsAtMs: null,
    headroomFraction: null,
    observedAtMs: 1000,
  });
});

test("where nobody told when a window begins anew, what was used holds for its length", () => {
  const untold = { ...READING, resetsAtMs: null, windowMinutes: 1, observedAtMs: 1000 };
  expect(describeBucket(untold, 60_999).headroomFraction).toBeCloseTo(0.8, 12);
  expect(describeBucket(untold, 61_000).headroomFraction).toBeNull();
  expect(describeBucket({ ...untold, windowMinutes: null }, 1e12).headroomFraction).toBeCloseTo(0.8, 12);
});
