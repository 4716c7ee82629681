import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as getTurns } from "#app/api/v1/turns/route.ts";
import { PHASES } from "#lib/domain/phase.ts";
import { compileTierRules, DEFAULT_TIER_RULES } from "#lib/domain/tier.ts";
import type { Turn } from "#lib/domain/turn.ts";
import { MODEL_PHASES } from "#lib/domain/turn-order.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { askApi, expectRefusal } from "#tests/support/ask-api.ts";
import { createHistoryDatabase, type HistoryDatabase } from "#tests/support/history-database.ts";

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 10, 20, 9, 30);
const [FROM_MS, TO_MS] = [END_MS - 2.6 * DAY_MS, END_MS - 0.2 * DAY_MS];
const WINDOW = `from=${new Date(FROM_MS).toISOString()}&to=${new Date(TO_MS).toISOString()}`;
const tierOf = compileTierRules(DEFAULT_TIER_RULES);

let history: HistoryDatabase;

beforeAll(async () => {
  history = await createHistoryDatabase({ seed: 23, roundTrips: 3_000, people: 15, days: 3, endMs: END_MS });
  process.env["DATABASE_URL"] = history.url;
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await history.drop();
});

interface Listed {
  turns: {
    id: string;
    roundTrips: number;
    modelMs: number;
    tier: string | null;
    longestPhase: string | null;
    slowestRoundTripId: string | null;
    slowestTier: string | null;
    slowestE2eMs: number | null;
  }[];
  next: string | null;
}

const tripsOf = (turn: Turn) => history.roundTrips.filter(({ turnId }) => turnId === turn.id);
const modelMsOf = ({ phases }: Turn) => MODEL_PHASES.reduce((sum, phase) => sum + phases[phase], 0);

const KEYS: Readonly<Record<string, (turn: Turn) => number>> = {
  startedAt: ({ startedAtMs }) => startedAtMs,
  durationMs: ({ durationMs }) => durationMs,
  modelMs: modelMsOf,
  roundTrips: (turn) => tripsOf(turn).length,
};

function turnsWithin(isWanted: (turn: Turn) => boolean = () => true): readonly Turn[] {
  return history.turns.filter(
    (turn) => turn.startedAtMs >= FROM_MS && turn.startedAtMs < TO_MS && isWanted(turn),
  );
}

/** All pages one after the other. */
async function walk(query: string): Promise<Listed["turns"]> {
  const turns: Listed["turns"] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Listed = await askApi<Listed>(getTurns, `${query}&cursor=${cursor}`);
    turns.push(...page.turns);
    cursor = page.next;
  }
  return turns;
}

// Short pages are looked for near the end of an index first, long ones among all that there is.
const PAGES = Object.keys(KEYS).flatMap((key) => [2, 70].map((limit) => [limit, key] as const));

test.each(PAGES)(
  "pages of %d by %s show each turn of the window once, the greatest first",
  async (limit, key) => {
    const keyOf = KEYS[key] ?? (() => Number.NaN);
    const expected = new Map(turnsWithin().map((turn) => [turn.id, keyOf(turn)]));
    const told = await walk(`${WINDOW}&sort=-${key}&limit=${limit}`);
    expect(told.length).toBeGreaterThan(400);
    expect(told.map(({ id }) => id).toSorted()).toEqual([...expected.keys()].toSorted());
    const values = told.map(({ id }) => expected.get(id) ?? Number.NaN);
    for (const [place, value] of values.entries())
      expect(value).toBeLessThanOrEqual((values[place - 1] ?? Number.POSITIVE_INFINITY) + 1e-6);
  },
);

test("a turn is listed with what took longest in it", async () => {
  const { turns } = await askApi<Listed>(getTurns, `${WINDOW}&sort=-modelMs&limit=100`);
  for (const told of turns) {
    const turn = history.turns.find(({ id }) => id === told.id);
    if (!turn) throw new Error(`No turn ${told.id} was made`);
    const trips = tripsOf(turn);
    expect(told.roundTrips).toBe(trips.length);
    expect(told.modelMs).toBeCloseTo(modelMsOf(turn), 1);
    expect(told.longestPhase).toBe(PHASES.toSorted((a, b) => turn.phases[b] - turn.phases[a])[0]);
    const slowest = trips.find(({ id }) => id === told.slowestRoundTripId);
    expect(told.slowestE2eMs).toBeCloseTo(Math.max(...trips.map(({ e2eMs }) => e2eMs)), 1);
    expect(slowest?.e2eMs).toBeCloseTo(told.slowestE2eMs ?? Number.NaN, 1);
    expect(told.slowestTier).toBe(slowest && tierOf(slowest));
    expect(trips.map(tierOf)).toContain(told.tier);
  }
});

test.each(Object.keys(KEYS))("filters narrow the turns by %s", async (key) => {
  const [some] = turnsWithin(({ team, outcome }) => team !== null && outcome === "complete");
  const isWanted = ({ team, outcome }: Turn) => team === some?.team && outcome === "complete";
  const own = await walk(`${WINDOW}&team=${some?.team}&outcome=complete&sort=-${key}&limit=2`);
  expect(own.map(({ id }) => id).toSorted()).toEqual(
    turnsWithin(isWanted)
      .map(({ id }) => id)
      .toSorted(),
  );
  const values = own.map(({ id }) => KEYS[key]?.(turnsWithin().find((turn) => turn.id === id) as Turn) ?? 0);
  for (const [place, value] of values.entries())
    expect(value).toBeLessThanOrEqual((values[place - 1] ?? Number.POSITIVE_INFINITY) + 1e-6);
  const session = await walk(`${WINDOW}&sessionId=${some?.sessionId}&sort=-${key}`);
  expect(session.map(({ id }) => id)).toContain(some?.id);
  expect(session.length).toBe(turnsWithin(({ sessionId }) => sessionId === some?.sessionId).length);
  const tiers = await Promise.all(
    [...new Set(history.roundTrips.map(tierOf))].map((tier) =>
      walk(`${WINDOW}&tier=${tier}&sort=-${key}&limit=500`).then((turns) => ({ tier, turns })),
    ),
  );
  for (const { tier, turns } of tiers)
    expect(new Set(turns.map((turn) => turn.tier))).toEqual(turns.length > 0 ? new Set([tier]) : new Set());
  const withTrips = turnsWithin((turn) => tripsOf(turn).length > 0).length;
  expect(tiers.reduce((sum, { turns }) => sum + turns.length, 0)).toBe(withTrips);
});

test("CSV has the same turns, and where the next page begins in a header", async () => {
  const ask = (query: string) => getTurns(new Request(`http://localhost/?${WINDOW}&${query}`));
  const response = await ask("format=csv&limit=3&sort=-durationMs");
  const [header, ...lines] = (await response.text()).trimEnd().split("\r\n");
  expect(header).toMatch(/^id,startedAt,durationMs,modelMs,/);
  const listed = await askApi<Listed>(getTurns, `${WINDOW}&limit=3&sort=-durationMs`);
  expect(lines.map((line) => line.split(",")[0])).toEqual(listed.turns.map(({ id }) => id));
  expect(response.headers.get("x-next-cursor")).toBe(listed.next);
});

test("what a list of turns cannot be asked for is refused", async () => {
  const { next } = await askApi<Listed>(getTurns, `${WINDOW}&limit=1`);
  await expectRefusal(getTurns, `sort=-durationMs&cursor=${next}`, "cursor");
  await expectRefusal(getTurns, "cursor=nonsense", "cursor");
  await expectRefusal(getTurns, "sort=-ttftMs", "sort");
  await expectRefusal(getTurns, "transport=websocket", "transport");
});
