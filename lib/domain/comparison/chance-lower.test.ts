import { expect, test } from "vitest";
import { chanceLower } from "./chance-lower.ts";
import type { ComparableTrip } from "./comparable-trip.ts";
import { layOutArms } from "./lay-out-arms.ts";
import { matchCells } from "./match-cells.ts";
import { rawSample } from "./sample.ts";
import { weighArms } from "./weigh-arms.ts";

/** Whole numbers, so that many are equal; every third row is of another kind of work in one arm, every fifth in the other. */
function arm(name: string, n: number, every: number, shift: number): ComparableTrip[] {
  return Array.from({ length: n }, (_, index) => ({
    session: `${name} ${index % 9}`,
    value: ((index * 37) % 23) + shift,
    uncachedInputTokens: index % every === 0 ? 100 : 5_000,
    outputTokens: null,
    reasoning: null,
    connectionReused: null,
    hour: 0,
  }));
}

const laidOut = layOutArms([arm("a", 120, 3, 0), arm("b", 150, 5, 4)]);

test.each([
  ["raw", rawSample(laidOut.arms, laidOut.sessions)],
  ["matched", matchCells(laidOut).sample],
] as const)(
  "is the weighted share of all pairs in which A is lower, ties counting half (%s)",
  (_name, sample) => {
    const weighed = weighArms(sample, [0.5]);
    if (weighed === null) throw new Error("Both arms have both kinds of work");
    const [a, b] = sample.arms;
    let lower = 0;
    for (const [row, value] of a.values.entries()) {
      for (const [other, against] of b.values.entries()) {
        const weight = (weighed.arms[0].rowWeights[row] ?? 0) * (weighed.arms[1].rowWeights[other] ?? 0);
        lower += weight * (value < against ? 1 : value === against ? 0.5 : 0);
      }
    }
    const { value, interval } = chanceLower(weighed, 10);
    expect(value).toBeCloseTo(lower / weighed.mass ** 2, 9);
    expect(interval?.from).toBeLessThan(value);
    expect(interval?.to).toBeGreaterThan(value);
  },
);
