import { expect, test } from "vitest";
import { auditBucket } from "./audit-bucket.ts";
import type { LedgerCall } from "./ledger-call.ts";

const T0 = Date.UTC(2026, 10, 23, 9);
const MINUTE_MS = 60_000;
const RESET_MS = T0 + 300 * MINUTE_MS;

/** Calls that cost 1.5 % or, each tenth of them, 6 % of a bucket, a minute apart. */
const calls = Array.from({ length: 60 }, (_, index): LedgerCall => {
  const startedAtMs = T0 + index * MINUTE_MS;
  return {
    id: `call-${index}`,
    startedAtMs,
    endedAtMs: startedAtMs + 10_000,
    model: "m",
    family: "f",
    uncachedInputTokens: index % 10 === 9 ? 6_000 : 1_500,
    cachedInputTokens: 0,
    outputTokens: 0,
    outcome: "complete",
  };
});

/** Before each call the provider tells what those before it used, in whole percents and never more than all. */
const points = calls.map(({ startedAtMs }, index) => {
  const used = calls
    .slice(0, index)
    .reduce((sum, call) => sum + (call.uncachedInputTokens ?? 0) / 100_000, 0);
  const usedFraction = Math.min(1, Math.round(used * 100) / 100);
  return { atMs: startedAtMs + 100, usedFraction, resetsAtMs: RESET_MS, resolution: 0.01 };
});

test("a call that goes beyond the limit is not missing where the provider tells no more than that all is used", () => {
  const { state, entries } = auditBucket(points, calls, { unit: "percent", windowMinutes: 300 });
  expect(points.at(-1)?.usedFraction).toBe(1);
  expect(state).toBe("audited");
  expect(entries.flatMap(({ flags }) => flags)).toEqual([]);
});
