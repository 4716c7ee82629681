import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as getPerTurn } from "#app/api/v1/round-trips-per-turn/route.ts";
import type { Turn } from "#lib/domain/turn.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { askApi, expectRefusal } from "#tests/support/ask-api.ts";
import { createHistoryDatabase, type HistoryDatabase } from "#tests/support/history-database.ts";

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const [FROM_MS, TO_MS] = [END_MS - 2.6 * DAY_MS, END_MS - 0.2 * DAY_MS];
const WINDOW = `from=${new Date(FROM_MS).toISOString()}&to=${new Date(TO_MS).toISOString()}`;

let history: HistoryDatabase;

beforeAll(async () => {
  history = await createHistoryDatabase({ seed: 29, roundTrips: 3_000, people: 15, days: 3, endMs: END_MS });
  process.env["DATABASE_URL"] = history.url;
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await history.drop();
});

interface PerTurn {
  values: { value: string | null; others: number; n: number; roundTrips: number }[];
  distributions: {
    value: string | null;
    others: number;
    quantiles: { p50: number | null; p95: number | null; p99: number | null; n: number };
    counts: { roundTrips: number; turns: number }[];
  }[];
}

function turnsWithin(): readonly Turn[] {
  return history.turns.filter(({ startedAtMs }) => startedAtMs >= FROM_MS && startedAtMs < TO_MS);
}

/** How many round trips each of the turns took, ascending. */
function takenBy(turns: readonly Turn[]): readonly number[] {
  const tripsOf = Map.groupBy(history.roundTrips, ({ turnId }) => turnId);
  return turns.map(({ id }) => tripsOf.get(id)?.length ?? 0).toSorted((a, b) => a - b);
}

function at(sorted: readonly number[], share: number): number {
  const rank = share * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? Number.NaN;
  return low + ((sorted[Math.ceil(rank)] ?? Number.NaN) - low) * (rank % 1);
}

test.each(["client", "team", "person"] as const)(
  "by %s, turns are counted by the round trips that they took",
  async (by) => {
    const told = await askApi<PerTurn>(getPerTurn, `${WINDOW}&by=${by}&distribution=true`);
    const groups = Map.groupBy(turnsWithin(), (turn) => turn[by]);
    for (const { value, others, quantiles, counts } of told.distributions) {
      if (others > 0) continue;
      const taken = takenBy(groups.get(value) ?? []);
      expect(counts).toEqual(
        [...Map.groupBy(taken, (n) => n)].map(([roundTrips, own]) => ({ roundTrips, turns: own.length })),
      );
      expect(quantiles.n).toBe(taken.length);
      expect(quantiles.p50).toBeCloseTo(at(taken, 0.5), 2);
      if (taken.length < 72) expect(quantiles.p95).toBeNull();
      else expect(quantiles.p95).toBeCloseTo(at(taken, 0.95), 2);
    }
    expect(told.distributions.filter(({ others }) => others === 0)).toHaveLength(Math.min(12, groups.size));
    expect(told.distributions.reduce((sum, { quantiles }) => sum + quantiles.n, 0)).toBe(
      turnsWithin().length,
    );
  },
);

test.each(["tier", "model", "all"])("by %s, what facts count is what roll-ups sum up", async (by) => {
  const { values, distributions } = await askApi<PerTurn>(getPerTurn, `${WINDOW}&by=${by}&distribution=true`);
  expect(distributions).toHaveLength(values.length);
  for (const { value, others, quantiles, counts } of distributions) {
    const summed = values.find((one) => one.value === value && one.others === others);
    expect(quantiles.n).toBe(summed?.n);
    const trips = counts.reduce((sum, { roundTrips, turns }) => sum + roundTrips * turns, 0);
    expect(trips).toBe(summed?.roundTrips);
  }
  const one = values.find(({ value }) => value !== null);
  if (by === "all" || !one) return;
  const only = await askApi<PerTurn>(getPerTurn, `${WINDOW}&by=all&${by}=${one.value}&distribution=true`);
  expect(only.distributions).toMatchObject([{ value: null, quantiles: { n: one.n } }]);
});

test("a distribution is told when it is asked for, in CSV line by line", async () => {
  expect(await askApi<object>(getPerTurn, WINDOW)).not.toHaveProperty("distributions");
  const ask = async (query: string) =>
    (await (await getPerTurn(new Request(`http://localhost/?${WINDOW}&${query}`))).text()).split("\r\n");
  const [header, first] = await ask("by=all&distribution=true&format=csv");
  expect(header).toBe("value,name,others,roundTrips,turns");
  const taken = takenBy(turnsWithin());
  expect(first).toBe(`,,0,${taken[0]},${taken.filter((n) => n === taken[0]).length}`);
  expect((await ask("by=all&format=csv"))[0]).toMatch(/^value,name,others,n,/);
  await expectRefusal(getPerTurn, "distribution=yes", "distribution");
});
