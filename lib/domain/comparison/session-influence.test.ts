import { expect, test } from "vitest";
import { simulateTrips } from "#bench/comparison/simulate-trips.ts";
import { layOutArms, type Pair } from "./lay-out-arms.ts";
import { matchCells } from "./match-cells.ts";
import type { Sample } from "./sample.ts";
import { sessionInfluence } from "./session-influence.ts";
import { makeCellWeights, weighCells } from "./weigh-cells.ts";

const trips = simulateTrips(
  {
    sessions: 12,
    meanTrips: 40,
    sizeSpread: 0.5,
    intraclass: 0.3,
    areShared: true,
    mix: "easier",
    effect: 0,
  },
  1,
);
const { sample } = matchCells(layOutArms(trips));
/** So many times each session, so that once more is little. */
const MANY = 200;

/** The weighted mean of each arm, with what else it takes. */
function meansOf(drawn: Uint8Array) {
  const weights = makeCellWeights(sample.cells);
  const mass = weighCells(sample, drawn, weights);
  const mean = (arm: 0 | 1) => {
    const { values, session, cell } = sample.arms[arm];
    return values.reduce(
      (sum, value, row) =>
        sum + (value * (drawn[session[row] ?? 0] ?? 0) * (weights.weightIn[arm][cell[row] ?? 0] ?? 0)) / mass,
      0,
    );
  };
  return { weights, mass, means: [mean(0), mean(1)] as const };
}

test.each([
  ["an arm", [1, 0]],
  ["the other arm", [0, 1]],
  ["both", [1, 1]],
] as const)("is what drawing a session once more changes, in a figure of %s", (_name, [partOfA, partOfB]) => {
  const once = meansOf(new Uint8Array(sample.sessions).fill(1));
  const figure = ({ means }: { readonly means: Pair<number> }) => partOfA * means[0] + partOfB * means[1];
  const deviationsOf = (arm: 0 | 1, { arms }: Sample) =>
    arms[arm].values.map((value) => value - once.means[arm]);
  const influence = sessionInfluence(sample, once.weights, once.mass, [
    partOfA === 1 ? deviationsOf(0, sample) : null,
    partOfB === 1 ? deviationsOf(1, sample) : null,
  ]);
  const even = new Uint8Array(sample.sessions).fill(MANY);
  for (let session = 0; session < sample.sessions; session++) {
    const more = even.with(session, MANY + 1);
    const change = MANY * (figure(meansOf(more)) - figure(meansOf(even)));
    expect(Math.abs(change - (influence[session] ?? 0))).toBeLessThan(0.02 * Math.abs(change) + 0.5);
  }
  expect(influence.reduce((sum, part) => sum + part, 0)).toBeCloseTo(0, 6);
});
