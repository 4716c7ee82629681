import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as getEvents } from "#app/api/v1/limits/events/route.ts";
import { GET as getLimits } from "#app/api/v1/limits/route.ts";
import { listThrottles } from "#lib/analytics/list-throttles.ts";
import { lostTimeOf, lostToThrottling } from "#lib/analytics/lost-to-throttling.ts";
import type { RateLimitReading } from "#lib/domain/rate-limit-reading.ts";
import { saveRateLimitReadings } from "#lib/store/save-rate-limit-readings.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { insertSampleRows, sampleRoundTrip } from "#tests/support/sample-rows.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const DAY = "from=2026-11-22&to=2026-11-23";
const AT = Date.UTC(2026, 10, 22, 10);

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env["DATABASE_URL"] = testDatabase.url;
  await insertSampleRows(sharedDatabase(), {
    model_variants: [
      { id: 1, provider: "openai", model: "gpt-5.3-codex" },
      { id: 2, provider: "openai", model: "gpt-5.3-codex-spark" },
    ],
    round_trips: [
      sampleRoundTrip({
        id: "waited",
        started_at: at(0),
        e2e_ms: 9_000,
        person: "ada",
        team: "core",
        account: "3f9a",
      }),
      sampleRoundTrip({
        id: "gated",
        started_at: at(60_000),
        variant_id: 2,
        outcome: "rateLimited",
        person: "bob",
        team: "core",
        account: "77aa",
        limit_family: "codex_bengalfox",
      }),
      sampleRoundTrip({ id: "again", started_at: at(90_000), variant_id: 2, person: "bob", account: "77aa" }),
      sampleRoundTrip({
        id: "untold",
        started_at: at(120_000),
        outcome: "rateLimited",
        session_id: "session-2",
      }),
    ],
    attempts: [
      attempt("waited", 0, 0, 200, 429),
      attempt("waited", 1, 2_200, 100, 429),
      attempt("waited", 2, 6_300, 2_700, 200),
      attempt("gated", 0, 60_000, 150, 429),
      attempt("again", 0, 90_000, 1_000, 200),
      attempt("untold", 0, 120_000, 50, 429),
    ],
    throttles: [
      {
        ...throttle("waited", 0, 0, 2_200),
        retry_after_ms: 2_000,
        family: "tokens",
        window_minutes: 1,
        unit: "tokens",
      },
      {
        ...throttle("waited", 1, 2_200, 4_100),
        retry_after_ms: 4_000,
        family: "tokens",
        window_minutes: 1,
        unit: "tokens",
      },
      {
        ...throttle("gated", 0, 60_000, 150),
        class: "quota",
        code: "usage_limit_reached",
        family: "codex",
        window_minutes: 10_080,
        unit: "percent",
      },
      throttle("untold", 0, 120_000, 50),
    ],
  });
  await saveRateLimitReadings(sharedDatabase(), [
    {
      ...SPENT,
      id: "heard",
      account: "5b5b",
      sessionId: "session-2",
      usedFraction: 0.2,
      observedAtMs: AT + 100_000,
    },
    { ...SPENT, id: "spent", sessionId: "session-2", observedAtMs: AT + 110_000 },
  ]);
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await testDatabase.drop();
});

/** So many ms after AT. */
function at(ms: number): string {
  return new Date(AT + ms).toISOString();
}

function attempt(roundTripId: string, position: number, ms: number, durationMs: number, statusCode: number) {
  return {
    round_trip_id: roundTripId,
    position,
    started_at: at(ms),
    duration_ms: durationMs,
    status_code: statusCode,
  };
}

function throttle(roundTripId: string, position: number, ms: number, lostMs: number) {
  return { round_trip_id: roundTripId, position, started_at: at(ms), class: "rate", lost_ms: lostMs };
}

const SPENT: RateLimitReading = {
  id: "spent",
  provider: "openai",
  account: null,
  family: "codex",
  familyName: null,
  windowMinutes: 300,
  windowKind: "fixed",
  unit: "percent",
  limit: null,
  remaining: null,
  usedFraction: 1,
  resetsAtMs: AT + 3_600_000,
  status: null,
  isBinding: false,
  source: "file",
  sessionId: null,
  raw: "",
  observedAtMs: AT,
};

async function events(query = "") {
  const response = await getEvents(new Request(`http://localhost/api/v1/limits/events?${DAY}${query}`));
  expect(response.status).toBe(200);
  return await response.json();
}

const eventOf = async (id: string) =>
  (await events()).events.find(({ roundTripId }: { roundTripId: string }) => roundTripId === id);

test("the tries of one round trip that ran into one bucket are one throttle, with all that they cost", async () => {
  expect(await eventOf("waited")).toEqual({
    startedAt: at(0),
    person: "ada",
    team: "core",
    client: "codex",
    provider: "openai",
    model: "gpt-5.3-codex",
    tier: expect.any(String),
    account: "3f9a",
    class: "rate",
    code: null,
    family: "tokens",
    windowMinutes: 1,
    unit: "tokens",
    bucketBasis: "told",
    advertisedMs: 4_000,
    attemptsWasted: 2,
    waitedMs: 6_300,
    backOffMs: 6_000,
    recoveredAfterMs: 6_100,
    outcome: "complete",
    sessionId: "session-1",
    turnId: null,
    roundTripId: "waited",
  });
});

test("a call that was given up recovered when the next one of its model was answered", async () => {
  expect(await eventOf("gated")).toMatchObject({
    class: "quota",
    family: "codex",
    windowMinutes: 10_080,
    waitedMs: 150,
    attemptsWasted: 1,
    recoveredAfterMs: 29_850,
    outcome: "rateLimited",
  });
});

test("a refusal that names no bucket ran into the one that its session knew to be spent", async () => {
  expect(await eventOf("untold")).toMatchObject({
    account: null,
    family: "codex",
    windowMinutes: 300,
    bucketBasis: "inferred",
    recoveredAfterMs: null,
  });
});

test("what was lost is summed by person, team, bucket, class and day", async () => {
  const { lost } = await events();
  expect(lost.person).toEqual([
    { value: "ada", throttles: 1, attemptsWasted: 2, waitedMs: 6_300 },
    { value: "bob", throttles: 1, attemptsWasted: 1, waitedMs: 150 },
    { value: null, throttles: 1, attemptsWasted: 1, waitedMs: 50 },
  ]);
  expect(lost.team[0]).toEqual({ value: "core", throttles: 2, attemptsWasted: 3, waitedMs: 6_450 });
  expect(lost.bucket.map(({ value }: { value: string }) => value)).toEqual([
    "tokens · 1 min",
    "codex · 7 d",
    "codex · 5 h",
  ]);
  expect(lost.day).toEqual([{ value: "2026-11-22", throttles: 3, attemptsWasted: 4, waitedMs: 6_500 }]);
});

test("filters and the window choose, CSV carries the same rows, newest first, and nonsense gets 400", async () => {
  expect((await events("&person=ada")).events).toHaveLength(1);
  expect((await events("&model=gpt-5.3-codex-spark")).events).toMatchObject([{ roundTripId: "gated" }]);
  const elsewhere = await getEvents(
    new Request("http://localhost/api/v1/limits/events?from=2026-11-23&to=2026-11-24"),
  );
  expect((await elsewhere.json()).events).toEqual([]);
  const csv = await getEvents(new Request(`http://localhost/api/v1/limits/events?${DAY}&format=csv`));
  const lines = (await csv.text()).trim().split("\r\n");
  expect(lines).toHaveLength(4);
  expect(lines[1]).toMatch(/untold$/);
  expect((await getEvents(new Request("http://localhost/api/v1/limits/events?bucket=x"))).status).toBe(400);
});

test("what throttling cost whom is the same from refused attempts alone as from all throttles", async () => {
  const window = { fromMs: AT, toMs: AT + 3_600_000 };
  const told = await lostToThrottling(window);
  expect(told).toEqual({
    people: [
      { value: "ada", attemptsWasted: 2, lostMs: 6_300 },
      { value: "bob", attemptsWasted: 1, lostMs: 150 },
      { value: null, attemptsWasted: 1, lostMs: 50 },
    ],
    isCut: false,
  });
  const { people } = lostTimeOf(await listThrottles({ window, filters: {} }));
  expect(people).toEqual(told.people.map((sum) => expect.objectContaining(sum)));
  expect((await lostToThrottling({ fromMs: AT + 1, toMs: AT + 60_000 })).people).toEqual([
    { value: "ada", attemptsWasted: 1, lostMs: 4_100 },
  ]);
});

test("what a session's file does not name, the wire does: both are one bucket", async () => {
  const response = await getLimits(new Request("http://localhost/api/v1/limits"));
  const { buckets } = await response.json();
  expect(buckets).toHaveLength(1);
  expect(buckets[0]).toMatchObject({ account: "5b5b", family: "codex", source: "file" });
});
