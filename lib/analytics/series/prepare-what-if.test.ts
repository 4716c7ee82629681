import { expect, test } from "vitest";
import type { WhatIfResult } from "#lib/domain/what-if/what-if-answer.ts";
import { prepareWhatIf, sayRefusal } from "./prepare-what-if.ts";

const around = (value: number) => ({ value, from: 0.9 * value, to: 1.1 * value });

const result = {
  recorded: { meanMs: 20_000, p50Ms: 15_000, p95Ms: null, sumMs: 400_000 },
  modelled: { meanMs: around(12_000), p50Ms: around(9_000), p95Ms: null, sumMs: around(240_000) },
  saved: {
    perTurnMs: around(8_000),
    totalMs: around(160_000),
    share: { value: 0.4, from: 0.35, to: 0.45 },
  },
  limit: { sumMs: 100_000, savedMs: 300_000, savedShare: 0.75 },
} as unknown as WhatIfResult;

const saving = (value: number, from: number, to: number): WhatIfResult => ({
  ...result,
  saved: { ...result.saved, share: { value, from, to } },
});

test("what would be saved is said with its interval, and the most that could be", () => {
  const { sentence, rows, limit } = prepareWhatIf(result);
  expect(sentence).toBe(
    "Turns would have taken 40 % less time (35 % to 45 %): 12.0 s instead of 20.0 s on average.",
  );
  expect(rows[0]).toEqual({
    name: "Mean",
    recorded: "20.0 s",
    modelled: "12.0 s",
    interval: "10.8 s to 13.2 s",
  });
  expect(rows[2]).toEqual({ name: "p95", recorded: "–", modelled: "–", interval: "–" });
  expect(limit).toContain("75 %");
});

test("more time is said to be more, and what may be either is not decisive", () => {
  expect(prepareWhatIf(saving(-0.2, -0.3, -0.1)).sentence).toContain("20 % more time (10 % to 30 %)");
  expect(prepareWhatIf(saving(0.02, -0.05, 0.08)).sentence).toBe(
    "Not decisive: turns would have taken between 8.0 % less and 5.0 % more time.",
  );
  expect(sayRefusal("fewDonors")).toContain("longer time");
});
