import { afterAll, beforeAll, expect, test } from "vitest";
import { GET } from "#app/api/v1/what-if/route.ts";
import { PHASES } from "#lib/domain/phase.ts";
import { loadAssemblies } from "#lib/store/load-assemblies.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { generateHistory } from "#simulation/history/generate-history.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 10, 20, 12);
const PERIOD = `from=${new Date(END_MS - 5 * DAY_MS).toISOString()}&to=${new Date(END_MS).toISOString()}`;

const segments = generateHistory({
  seed: 5,
  roundTrips: 6_000,
  people: 30,
  teams: 3,
  days: 5,
  endMs: END_MS,
}).days.flatMap((day) => [...day.segments()]);
const complete = segments
  .flatMap(({ assembly }) => assembly.turns)
  .filter(({ outcome, startedAtMs }) => outcome === "complete" && startedAtMs >= END_MS - 5 * DAY_MS);

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env["DATABASE_URL"] = testDatabase.url;
  await loadAssemblies(sharedDatabase(), segments);
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await testDatabase.drop();
});

async function ask(query: string) {
  const response = await GET(new Request(`http://127.0.0.1/api/v1/what-if?${PERIOD}&${query}`));
  return { status: response.status, body: await response.json() };
}

const sumOf = (phases: Record<string, number>) =>
  PHASES.reduce((sum, phase) => sum + (phases[phase] ?? 0), 0);

test("another tier is modelled from the turns that ran, and says what it assumes", async () => {
  const { body } = await ask("tierFrom=Standard&tierTo=Instant");
  expect(body).toMatchObject({ refusal: null, completeTurns: complete.length });
  const { recorded, modelled, saved, phases, bottleneck } = body.result;
  // Below the most that are replayed, the turns are all there are, with their times to the letter.
  if (complete.length <= 1_500) {
    const sumMs = complete.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(recorded.sumMs / sumMs).toBeCloseTo(1, 6);
  }
  expect(sumOf(phases.before) / recorded.sumMs).toBeCloseTo(1, 4);
  expect(sumOf(phases.after) / modelled.sumMs.value).toBeCloseTo(1, 4);
  expect(saved.share.from).toBeGreaterThan(0);
  expect(saved.share.from).toBeLessThan(saved.share.value);
  expect(saved.share.value).toBeLessThan(saved.share.to);
  expect(PHASES).toContain(bottleneck.after);
  expect(body.assumptions[0]).toEqual({
    code: "model",
    sentence: "This is a model. None of these turns ran like that.",
  });
});

test("without throttling its phase goes, except for round trips that were cut short, and no other does", async () => {
  const { body } = await ask("throttleFactor=0");
  expect(body.result.phases.before.throttle).toBeGreaterThan(0);
  const { before, after } = body.result.phases;
  expect(after.throttle / before.throttle).toBeLessThan(0.1);
  expect(body.result.phases.after.tool).toBeCloseTo(body.result.phases.before.tool, 0);
});

test("a team's turns are replayed with what the tier does for everybody", async () => {
  const [team] = complete.map(({ team }) => team).filter((name) => name !== null);
  const { body } = await ask(`tierTo=Instant&team=${encodeURIComponent(team ?? "")}`);
  expect(body.completeTurns).toBe(complete.filter((turn) => turn.team === team).length);
  expect(body.support.donors).toBeGreaterThan(100);
});

test("a tier that nobody used gives no answer, and says why", async () => {
  const { body } = await ask("tierTo=Nonesuch");
  expect(body).toMatchObject({ result: null, refusal: "fewDonors" });
});

test.each([
  ["", 'Parameter "tierTo" is missing'],
  ["tierFrom=Fast", 'Parameter "tierFrom" needs "tierTo"'],
  ["transportTo=pigeon", 'Parameter "transportTo" must be one of'],
  ["tierTo=Fast&outputRatio=0", 'Parameter "outputRatio" must be from 0.1 to 10'],
  ["tierTo=Fast&model=x", 'Parameter "model" is unknown'],
])("%s gets 400 and a sentence that names the parameter", async (query, message) => {
  const { status, body } = await ask(query);
  expect(status).toBe(400);
  expect(body.error.message).toContain(message);
});
