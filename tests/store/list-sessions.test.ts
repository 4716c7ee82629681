import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as getSessions } from "#app/api/v1/sessions/route.ts";
import { countSwitches } from "#lib/domain/count-switches.ts";
import type { RoundTrip } from "#lib/domain/round-trip.ts";
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
  history = await createHistoryDatabase({ seed: 31, roundTrips: 6_000, people: 15, days: 3, endMs: END_MS });
  process.env["DATABASE_URL"] = history.url;
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await history.drop();
});

interface Told {
  readonly id: string;
  readonly startedAt: string;
  readonly lastTurnAt: string;
  readonly endedAt: string;
  readonly person: string | null;
  readonly client: string;
  readonly tiers: readonly { readonly tier: string; readonly roundTrips: number }[];
  readonly switches: number;
  readonly turns: number;
  readonly roundTrips: number;
  readonly modelMs: number;
  readonly toolMs: number;
  readonly throttleMs: number;
  readonly ttftP50Ms: number | null;
  readonly ttftN: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly complete: number;
  readonly cancelled: number;
  readonly failed: number;
  readonly rateLimited: number;
}

interface Listed {
  readonly sessions: readonly Told[];
  readonly next: string | null;
}

/** A session as the history has it: its turns that began in the window, and their round trips in order of time. */
interface Made {
  readonly id: string;
  readonly turns: readonly Turn[];
  readonly trips: readonly RoundTrip[];
}

function madeSessions(isWanted: (trip: RoundTrip) => boolean = () => true): readonly Made[] {
  const within = history.turns.filter(({ startedAtMs }) => startedAtMs >= FROM_MS && startedAtMs < TO_MS);
  const byTurn = Map.groupBy(history.roundTrips, ({ turnId }) => turnId);
  return [...Map.groupBy(within, ({ sessionId }) => sessionId)]
    .map(([id, turns]) => ({
      id,
      turns,
      trips: turns
        .flatMap((turn) => byTurn.get(turn.id) ?? [])
        .toSorted((a, b) => a.startedAtMs - b.startedAtMs || (a.id < b.id ? -1 : 1)),
    }))
    .filter(({ trips }) => trips.some(isWanted));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const modelMsOf = ({ turns }: Made) =>
  sum(turns.flatMap(({ phases }) => MODEL_PHASES.map((phase) => phases[phase])));
const switchesOf = ({ trips }: Made) => countSwitches(trips.map(tierOf));

const KEYS: Readonly<Record<string, (session: Made) => number>> = {
  lastTurnAt: ({ turns }) => Math.max(...turns.map(({ startedAtMs }) => startedAtMs)),
  modelMs: modelMsOf,
  roundTrips: ({ trips }) => trips.length,
  switches: switchesOf,
};

/** All pages one after the other. */
async function walk(query: string): Promise<readonly Told[]> {
  const sessions: Told[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Listed = await askApi<Listed>(getSessions, `${query}&cursor=${cursor}`);
    sessions.push(...page.sessions);
    cursor = page.next;
  }
  return sessions;
}

// Of short pages the newest are found near the end of an index, of long ones among all that there is.
const PAGES = Object.keys(KEYS).flatMap((key) => [3, 60].map((limit) => [limit, key] as const));

test.each(PAGES)(
  "pages of %d by %s show each session of the window once, the greatest first",
  async (limit, key) => {
    const keyOf = KEYS[key] ?? (() => Number.NaN);
    const expected = new Map(madeSessions().map((session) => [session.id, keyOf(session)]));
    const told = await walk(`${WINDOW}&sort=-${key}&limit=${limit}`);
    expect(told.length).toBeGreaterThan(100);
    expect(told.map(({ id }) => id).toSorted()).toEqual([...expected.keys()].toSorted());
    const values = told.map(({ id }) => expected.get(id) ?? Number.NaN);
    for (const [place, value] of values.entries())
      expect(value).toBeLessThanOrEqual((values[place - 1] ?? Number.POSITIVE_INFINITY) + 1e-2);
  },
);

test("a session is told as its turns and round trips in the window were", async () => {
  const { sessions } = await askApi<Listed>(getSessions, `${WINDOW}&sort=-switches&limit=200`);
  const made = new Map(madeSessions().map((session) => [session.id, session]));
  expect(sessions[0]?.switches).toBeGreaterThan(1);
  for (const told of sessions) {
    const { turns, trips } = made.get(told.id) ?? { turns: [], trips: [] };
    const own = { id: told.id, turns, trips };
    const ofOutcome = (outcome: string) => trips.filter((trip) => trip.outcome === outcome).length;
    const ttfts = trips.flatMap(({ outcome, ttftMs }) => (outcome === "complete" ? (ttftMs ?? []) : []));
    const whole = history.turns.filter(({ sessionId }) => sessionId === told.id);
    const tokens = trips.flatMap(({ outputTokens }) => outputTokens ?? []);
    expect(told).toMatchObject({
      turns: turns.length,
      roundTrips: trips.length,
      switches: switchesOf(own),
      complete: ofOutcome("complete"),
      cancelled: ofOutcome("cancelled"),
      failed: ofOutcome("failed"),
      rateLimited: ofOutcome("rateLimited"),
      ttftN: ttfts.length,
      outputTokens: tokens.length === 0 ? null : sum(tokens),
      client: turns[0]?.client,
      person: turns[0]?.person,
    });
    expect(told.modelMs).toBeCloseTo(modelMsOf(own), 1);
    expect(told.toolMs).toBeCloseTo(sum(turns.map(({ phases }) => phases.tool)), 1);
    expect(Date.parse(told.startedAt)).toBe(Math.floor(Math.min(...whole.map((turn) => turn.startedAtMs))));
    expect(Date.parse(told.lastTurnAt)).toBe(Math.floor(Math.max(...turns.map((turn) => turn.startedAtMs))));
    const middle = ttfts.toSorted((a, b) => a - b);
    const [low, high] = [
      middle[Math.floor((middle.length - 1) / 2)],
      middle[Math.ceil((middle.length - 1) / 2)],
    ];
    if (low !== undefined && high !== undefined) expect(told.ttftP50Ms).toBeCloseTo((low + high) / 2, 1);
    else expect(told.ttftP50Ms).toBeNull();
    expect(sum(told.tiers.map(({ roundTrips }) => roundTrips))).toBe(trips.length);
    expect(new Set(told.tiers.map(({ tier }) => tier))).toEqual(new Set(trips.map(tierOf)));
  }
});

const FILTERS: readonly (readonly [query: string, isWanted: (trip: RoundTrip) => boolean])[] = [
  ["tier=Instant", (trip) => tierOf(trip) === "Instant"],
  ["outcome=failed&outcome=cancelled", ({ outcome }) => outcome === "failed" || outcome === "cancelled"],
  ["tier=Standard&outcome=failed", (trip) => tierOf(trip) === "Standard" && trip.outcome === "failed"],
  ["transport=websocket", ({ transport }) => transport === "websocket"],
  ["repository=–", ({ repository }) => repository === null],
  ["client=codex&client=claude-code", ({ client }) => client === "codex" || client === "claude-code"],
];

const FILTERED = FILTERS.flatMap(([query, isWanted]) =>
  Object.keys(KEYS).map((key) => [query, key, isWanted] as const),
);

test.each(FILTERED)(
  "%s leaves the sessions that have such a round trip, by %s",
  async (query, key, isWanted) => {
    const told = await walk(`${WINDOW}&${query}&sort=-${key}&limit=7`);
    expect(told.length).toBeGreaterThan(3);
    expect(told.map(({ id }) => id).toSorted()).toEqual(
      madeSessions(isWanted)
        .map(({ id }) => id)
        .toSorted(),
    );
  },
);

test("a session and one of its turns are found by their ids", async () => {
  const [session] = madeSessions(({ transport }) => transport === "sse");
  for (const query of [`sessionId=${session?.id}`, `turnId=${session?.turns[0]?.id}`])
    expect((await walk(`${WINDOW}&${query}`)).map(({ id }) => id)).toEqual([session?.id]);
  expect(await walk(`${WINDOW}&sessionId=nobody`)).toEqual([]);
});

test("CSV has the same sessions, and where the next page begins in a header", async () => {
  const ask = (query: string) => getSessions(new Request(`http://localhost/?${WINDOW}&${query}`));
  const response = await ask("format=csv&limit=3&sort=-modelMs");
  const [header, ...lines] = (await response.text()).trimEnd().split("\r\n");
  expect(header).toMatch(/^id,startedAt,lastTurnAt,endedAt,client,/);
  const listed = await askApi<Listed>(getSessions, `${WINDOW}&limit=3&sort=-modelMs`);
  expect(lines.map((line) => line.split(",")[0])).toEqual(listed.sessions.map(({ id }) => id));
  expect(response.headers.get("x-next-cursor")).toBe(listed.next);
});

test("what a list of sessions cannot be asked for is refused", async () => {
  const { next } = await askApi<Listed>(getSessions, `${WINDOW}&limit=1`);
  await expectRefusal(getSessions, `sort=-modelMs&cursor=${next}`, "cursor");
  await expectRefusal(getSessions, "cursor=nonsense", "cursor");
  await expectRefusal(getSessions, "sort=-durationMs", "sort");
  await expectRefusal(getSessions, "limit=1001", "limit");
  await expectRefusal(getSessions, "metric=ttftMs", "metric");
});
