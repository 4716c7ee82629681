import { describe, expect, test } from "vitest";
import { scoreForecasts } from "#bench/limits/score-forecasts.ts";
import { simulateBucket } from "#bench/limits/simulate-bucket.ts";
import { UNSEEN_HABITS } from "#bench/limits/unseen-habits.ts";
import { seededRandom } from "#simulation/random.ts";

// Few buckets, so that it stays quick; `bench/limits/back-test.ts` measures with many.
const MINUTE_MS = 60_000;
const KINDS = {
  "five hours": { windowMinutes: 300, kind: "fixed", stepMs: MINUTE_MS, windows: 70 },
  "a week": { windowMinutes: 10_080, kind: "fixed", stepMs: 10 * MINUTE_MS, windows: 6 },
} as const;

describe.each(Object.entries(KINDS))(
  "on habits that the forecast was not tuned on, over %s",
  (_name, kind) => {
    const histories = Object.entries(UNSEEN_HABITS).flatMap(([label, habit], at) =>
      Array.from({ length: 3 }, (_, nth) =>
        simulateBucket(label, habit, kind, seededRandom(90_000 + at * 100 + nth)),
      ),
    );
    const { ours, naive, unknown } = scoreForecasts(histories, 15, seededRandom(9));
    const shareOf = (outcomes: typeof ours, holds: (outcome: (typeof ours)[number]) => boolean) =>
      outcomes.filter(holds).length / outcomes.length;

    test("an interval that claims 80 % holds about as often", () => {
      const held = shareOf(ours, ({ holdsFraction }) => holdsFraction === true);
      expect(held).toBeGreaterThan(0.7);
      expect(held).toBeLessThan(0.9);
    });

    test("so does that of the instant of exhaustion, and what is said to last, lasts", () => {
      const told = ours.filter(({ saysExhaustion }) => saysExhaustion);
      const lasting = ours.filter(({ saysExhaustion }) => !saysExhaustion);
      expect(shareOf(told, ({ holdsExhaustion }) => holdsExhaustion)).toBeGreaterThan(0.65);
      expect(shareOf(lasting, ({ holdsExhaustion }) => holdsExhaustion)).toBeGreaterThan(0.8);
    });

    test("its median lies nearer than the mean slope of the window", () => {
      const median = (outcomes: typeof ours) =>
        outcomes.map(({ fractionError }) => fractionError ?? 0).sort((a, b) => a - b)[outcomes.length >> 1] ??
        0;
      expect(median(ours)).toBeLessThan(median(naive));
    });

    test("it says seldom that it does not know", () => {
      expect(unknown).toBeLessThan(0.1 * (unknown + ours.length));
    });
  },
);
