import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as getPerTurn } from "#app/api/v1/round-trips-per-turn/route.ts";
import { GET as getTurns } from "#app/api/v1/turns/route.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { askApi, expectRefusal } from "#tests/support/ask-api.ts";
import { createHistoryDatabase, type HistoryDatabase } from "#tests/support/history-database.ts";

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const [FROM_MS, TO_MS] = [END_MS - 2.6 * DAY_MS, END_MS - 0.2 * DAY_MS];

let history: HistoryDatabase;

beforeAll(async () => {
  history = await createHistoryDatabase({ seed: 17, roundTrips: 3_000, people: 15, days: 3, endMs: END_MS });
  process.env["DATABASE_URL"] = history.url;
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await history.drop();
});

const WINDOW = `from=${new Date(FROM_MS).toISOString()}&to=${new Date(TO_MS).toISOString()}`;
const turnsOf = () =>
  history.turns.filter(({ startedAtMs }) => startedAtMs >= FROM_MS && startedAtMs < TO_MS);

interface Listed {
  turns: { id: string; durationMs: number; client: string; roundTrips: number; generationMs: number }[];
}

test("the longest turns come first, the newest unless asked otherwise, and only those that are asked for", async () => {
  const longest = turnsOf().toSorted((a, b) => b.durationMs - a.durationMs);
  const told = await askApi<Listed>(getTurns, `${WINDOW}&sort=-durationMs&limit=20`);
  expect(told.turns.map(({ id }) => id)).toEqual(longest.slice(0, 20).map(({ id }) => id));
  expect(told.turns[0]?.generationMs).toBeCloseTo(longest[0]?.phases.generation ?? Number.NaN, 1);
  const newest = await askApi<Listed>(getTurns, `${WINDOW}&limit=5`);
  expect(newest.turns.map(({ id }) => id)).toEqual(
    turnsOf()
      .toSorted((a, b) => b.startedAtMs - a.startedAtMs)
      .slice(0, 5)
      .map(({ id }) => id),
  );
  const client = longest[0]?.client ?? "";
  const own = await askApi<Listed>(getTurns, `${WINDOW}&sort=-durationMs&limit=1000&client=${client}`);
  expect(own.turns.length).toBe(Math.min(1000, longest.filter((turn) => turn.client === client).length));
  expect(new Set(own.turns.map((turn) => turn.client))).toEqual(new Set([client]));
  await expectRefusal(getTurns, "sort=durationMs", "sort");
  await expectRefusal(getTurns, "limit=0", "limit");
});

test("round trips per turn are the mean over the turns of each value, whatever is rolled up", async () => {
  const told = await askApi<{ values: { value: string; n: number; roundTripsPerTurn: number }[] }>(
    getPerTurn,
    `${WINDOW}&by=client`,
  );
  const tripsOf = Map.groupBy(history.roundTrips, ({ turnId }) => turnId);
  const byClient = Map.groupBy(turnsOf(), ({ client }) => client);
  expect(new Map(told.values.map(({ value, n }) => [value, n]))).toEqual(
    new Map([...byClient].map(([client, turns]) => [client, turns.length])),
  );
  for (const { value, n, roundTripsPerTurn } of told.values) {
    const trips = (byClient.get(value) ?? []).reduce(
      (sum, { id }) => sum + (tripsOf.get(id)?.length ?? 0),
      0,
    );
    expect(roundTripsPerTurn).toBeCloseTo(trips / n, 2);
  }
});
