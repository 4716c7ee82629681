import { expect, test } from "vitest";
import { SAMPLE_NOW as NOW, sampleBucket } from "#tests/support/sample-limits.ts";
import { prepareLimitRow } from "./prepare-limit-rows.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const row = (...bucket: Parameters<typeof sampleBucket>) =>
  prepareLimitRow(sampleBucket(...bucket), NOW, "UTC");
const WEEK = {
  provider: "openai",
  account: "3f9a12345678",
  family: "codex",
  windowMinutes: 10_080,
  unit: "percent",
} as const;

test("an open bucket has its share, its even pace, its reset and who told it when", () => {
  expect(row()).toMatchObject({
    state: "open",
    name: { main: "codex · 5 h", detail: null },
    usedShare: 0.6,
    evenShare: 0.6,
    left: { main: "40 %", detail: null },
    resets: { main: "in 2 h", detail: "17:30" },
    pace: { main: "1.0 × budget" },
    heard: { main: "3 min ago", detail: "response header" },
  });
});

test("the name for people stands before the family, and what is counted before nothing", () => {
  const counted = {
    familyName: "GPT-5.3-Codex-Spark",
    family: "codex_bengalfox",
    unit: "tokens",
    limit: 80_000,
    remaining: 32_000,
  } as const;
  expect(row(counted)).toMatchObject({
    name: { main: "GPT-5.3-Codex-Spark · 5 h", detail: "codex_bengalfox · tokens" },
    left: { main: "40 %", detail: "32,000 of 80,000" },
  });
});

test("a forecast says when it is spent, within which bounds, and how long it is then locked", () => {
  const exhaustsAtMs = NOW + 70 * MINUTE;
  const within = { fromMs: NOW + 40 * MINUTE, toMs: NOW + 110 * MINUTE };
  const forecast = {
    gap: null,
    exhaustsAtMs,
    exhaustsAtIntervalMs: within,
    lockOutMs: 50 * MINUTE,
    pace: 1.42,
  };
  expect(row({}, forecast)).toMatchObject({
    forecast: { main: "spent at about 16:40", detail: "16:10 to 17:20, 80 % sure" },
    lockOut: { main: "50 min" },
    pace: { main: "1.4 × budget" },
  });
  const open = row({}, { ...forecast, exhaustsAtIntervalMs: { ...within, toMs: null } });
  expect(open.forecast.detail).toBe("from 16:10 on, or not at all, 80 % sure");
});

test("a bucket that lasts says how much is used by then, and with which chance it does not", () => {
  const lasting = {
    gap: null,
    projectedFraction: 0.62,
    projectedInterval: { from: 0.48, to: 1.19 },
    chanceOfExhaustion: 0.12,
    lockOutMs: 0,
  };
  expect(row({}, lasting)).toMatchObject({
    forecast: {
      main: "lasts: 62 % used at reset",
      detail: "48 % to 119 % wanted by then, 80 % sure; spent before: 12 % likely",
    },
    lockOut: { main: "none" },
  });
});

test.each([
  ["tooLittleSeen", "not known: too little use was seen"],
  ["noReset", "not known: nobody says when it resets"],
  ["windowOver", "not known: its window is over, nothing was heard since"],
] as const)("without a forecast it says why: %s", (gap, detail) => {
  expect(row({}, { gap }).forecast).toEqual({ main: "–", detail });
});

test("a spent bucket says since when and until when", () => {
  const forecast = { usedFraction: 1, exhaustsAtMs: NOW - HOUR, lockOutMs: 3 * HOUR, gap: null };
  expect(row({ headroomFraction: 0 }, forecast)).toMatchObject({
    state: "spent",
    usedShare: 1,
    forecast: { main: "spent since 14:30", detail: "back at 17:30" },
  });
});

test("a blocked bucket is of no use, whatever it shows", () => {
  const blocked = { headroomFraction: 1, blockedBy: [WEEK], blockedUntilMs: NOW + 21 * HOUR };
  expect(row(blocked, { gap: null, exhaustsAtMs: NOW + HOUR, lockOutMs: HOUR })).toMatchObject({
    state: "blocked",
    usedShare: 0,
    left: { main: "none usable", detail: "shows 100 %" },
    forecast: { main: "blocked by codex · 7 d", detail: "until Thu 12:30, in 21 h" },
    lockOut: { main: "–" },
  });
});

test("what nobody knows is a dash and never nothing", () => {
  const unknown = { headroomFraction: null, usedFraction: null, resetsAtMs: null };
  expect(row(unknown, { usedFraction: null, pace: null })).toMatchObject({
    state: "unknown",
    usedShare: null,
    evenShare: null,
    left: { main: "–" },
    resets: { main: "–" },
    pace: { main: "–" },
    lockOut: { main: "–" },
  });
});

test("a bucket that refills has no even pace, and says when it is full", () => {
  const refilling = { windowKind: "bucket", windowMinutes: 1, resetsAtMs: NOW + 6_000 } as const;
  expect(row(refilling)).toMatchObject({
    evenShare: null,
    resets: { main: "refills steadily", detail: "full in 6 s" },
  });
});
