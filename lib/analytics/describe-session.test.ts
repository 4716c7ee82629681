import { expect, test } from "vitest";
import { type SessionTrip, sumByTier } from "./describe-session.ts";

const trip = (tier: string, e2eMs: number, more: Partial<SessionTrip> = {}): SessionTrip => ({
  ...{ tier, e2eMs, startedAtMs: 0, ttftMs: null, outputTokens: null, outcome: "complete" },
  ...more,
});

test("round trips are added up by tier, the most used first; unknown stays unknown", () => {
  const sums = sumByTier([
    trip("Deep", 9_000),
    trip("Fast", 1_000, { ttftMs: 100, outputTokens: 10 }),
    trip("Fast", 3_000, { ttftMs: 300 }),
    trip("Fast", 500, { ttftMs: 5_000, outputTokens: 1, outcome: "failed" }),
  ]);
  expect(sums).toEqual([
    {
      ...{ tier: "Fast", n: 3, complete: 2, ttftP50Ms: 200, ttftN: 2, e2eP50Ms: 2_000, e2eMs: 4_500 },
      ...{ outputTokens: 11, outputTokensN: 2 },
    },
    {
      ...{ tier: "Deep", n: 1, complete: 1, ttftP50Ms: null, ttftN: 0, e2eP50Ms: 9_000, e2eMs: 9_000 },
      ...{ outputTokens: null, outputTokensN: 0 },
    },
  ]);
});
