import { expect, test } from "vitest";
import type { DonorCost } from "./donor-cost.ts";
import { donorTables } from "./donor-table.ts";
import { effectiveDonorSessions } from "./effective-donor-sessions.ts";
import { replayModel } from "./replay-model.ts";
import { indexSessions } from "./weigh-sessions.ts";

/** Two donors of each of five sessions. */
const costs = Array.from(
  { length: 10 },
  (_, donor): DonorCost => ({
    session: donor >> 1,
    tier: "Instant",
    transport: "sse",
    isNewConnection: false,
    reasons: false,
    uncachedInput: 1000,
    connectMs: 0,
    queueMs: 0,
    firstTokenMs: 100,
    msPerToken: 10,
    tailMs: 0,
    isReckoned: false,
  }),
);
const sessions = indexSessions(costs.map(({ session }) => session));

/** How many sessions count when round trips of so many tokens draw from these sets. */
function effective(sets: readonly (readonly number[])[], tokens: readonly number[]): number {
  const table = donorTables(
    costs,
    sets.map((donors) => ({
      donors: Int32Array.from(donors),
      waitFactors: new Float64Array(donors.length).fill(1),
    })),
  )(null);
  const model = {
    ...replayModel([], 1, 1),
    set: Int32Array.from(sets.keys()),
    tokens: Float64Array.from(tokens),
  };
  return effectiveDonorSessions(model, table, sessions);
}

const ALL = costs.map((_, donor) => donor);

test("sessions that stand for as much all count", () => {
  expect(effective([ALL], [50])).toBeCloseTo(5);
});

test("sessions that long round trips draw from count for more, so that all together count for fewer", () => {
  const mostly = effective([ALL, [0, 1]], [1, 1000]);
  expect(mostly).toBeGreaterThan(1);
  expect(mostly).toBeLessThan(1.1);
  expect(effective([ALL, [0, 1]], [1000, 1])).toBeGreaterThan(4.9);
});

test("without donors none counts", () => {
  expect(effective([], [])).toBe(0);
});
