import { afterAll, beforeAll, expect, test } from "vitest";
import { GET } from "#app/api/v1/compare/route.ts";
import { loadAssemblies } from "#lib/store/load-assemblies.ts";
import { workOffTouched } from "#lib/store/rollups/work-off-touched.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { generateHistory } from "#simulation/history/generate-history.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 10, 20, 12);
const DAYS = 8;
const PERIOD = `from=${new Date(END_MS - DAYS * DAY_MS).toISOString()}&to=${new Date(END_MS).toISOString()}`;

// Without a regression, which would hit the groups unequally and is part of neither's truth.
const history = generateHistory({
  seed: 11,
  roundTrips: 24_000,
  people: 60,
  teams: 6,
  days: DAYS,
  endMs: END_MS,
  regression: null,
});

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env["DATABASE_URL"] = testDatabase.url;
  const database = sharedDatabase();
  for (const day of history.days) await loadAssemblies(database, day.segments());
  while (await workOffTouched(database, { quietMs: 0 }));
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await testDatabase.drop();
});

async function compare(query: string) {
  const response = await GET(new Request(`http://127.0.0.1/api/v1/compare?${query}`));
  return { status: response.status, body: await response.json() };
}

test("a service tier that gets the heavy work seems slower, and is told to be faster for the same work", async () => {
  const { reversal } = history.truth;
  if (reversal === null) throw new Error("The history has no planted reversal");
  const { model, reasoningEffort } = reversal.where;
  const { body } = await compare(
    `${PERIOD}&dimension=serviceTier&a=${reversal.b}&b=${reversal.a}&model=${model}&reasoningEffort=${reasoningEffort}`,
  );
  expect(body).toMatchObject({ dimension: "serviceTier", metric: "ttftMs", verdict: "lower", doubt: null });
  expect(body.a.n).toBeGreaterThan(300);
  expect(body.a.compared).toBe(body.a.n);
  expect(body.raw.p50.ratio).toBeGreaterThan(1);
  expect(body.matched.p50.interval.from).toBeLessThan(reversal.ratios.ttftMs);
  expect(body.matched.p50.interval.to).toBeGreaterThan(reversal.ratios.ttftMs);
  expect(body.reversals.p50).toMatchObject({ matchedIsDecisive: true });
  expect(body.overlap.a).toBeGreaterThan(0.3);
});

test("swapping the groups turns the ratio over", async () => {
  const [one, other] = await Promise.all([
    compare(`${PERIOD}&dimension=transport&a=sse&b=websocket&client=codex`),
    compare(`${PERIOD}&dimension=transport&a=websocket&b=sse&client=codex`),
  ]);
  expect(one.body.raw.p50.ratio * other.body.raw.p50.ratio).toBeCloseTo(1, 2);
  expect(one.body.a).toEqual(other.body.b);
});

test("nothing to compare is said, not guessed", async () => {
  const { body } = await compare(`${PERIOD}&dimension=team&a=nobody&b=nobody-else`);
  expect(body).toMatchObject({ verdict: "notDecisive", doubt: "noOverlap", raw: null, matched: null });
  expect(body.a).toEqual({
    value: "nobody",
    name: "nobody",
    p50: null,
    p95: null,
    p99: null,
    n: 0,
    compared: 0,
  });
});

test.each([
  ["a=x", 'Parameter "b" is missing'],
  ["a=x&b=x", 'Parameter "b" must not be the same as "a"'],
  ["a=x&b=y&dimension=sessionId", 'Parameter "dimension" must be one of'],
  ["a=x&b=y&metric=speed", 'Parameter "metric" must be one of'],
  ["a=x&b=y&tier=Fast", 'Parameter "tier" is what is compared'],
])("%s gets 400 and a sentence that names the parameter", async (query, message) => {
  const { status, body } = await compare(query);
  expect(status).toBe(400);
  expect(body.error.message).toContain(message);
});
