import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GET as getLimits } from "#app/api/v1/limits/route.ts";
import type { RateLimitReading } from "#lib/domain/rate-limit-reading.ts";
import { saveRateLimitReadings } from "#lib/store/save-rate-limit-readings.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env["DATABASE_URL"] = testDatabase.url;
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await testDatabase.drop();
});

beforeEach(() => sharedDatabase().$executeRaw`truncate rate_limit_readings`);

const T0 = Date.UTC(2026, 10, 25);
/** Later than any test runs. */
const RESET_MS = Date.UTC(2126, 0, 1);

const READING: RateLimitReading = {
  id: "one",
  provider: "openai",
  account: "3f9a",
  family: "codex_bengalfox",
  familyName: "GPT-5.3-Codex-Spark",
  windowMinutes: 300,
  windowKind: "fixed",
  unit: "percent",
  limit: null,
  remaining: null,
  usedFraction: 0.25,
  resetsAtMs: RESET_MS,
  status: null,
  isBinding: false,
  source: "header",
  sessionId: null,
  raw: "x-codex-bengalfox-primary-used-percent: 25",
  observedAtMs: T0,
};

const limits = (query = "") => getLimits(new Request(`http://localhost/api/v1/limits${query}`));

async function buckets() {
  return (await (await limits()).json()).buckets;
}

test("a bucket is answered to the letter of the contract, by the last reading of it whenever that came", async () => {
  const later = { ...READING, id: "two", observedAtMs: T0 + 1000, usedFraction: 0.5 };
  await saveRateLimitReadings(sharedDatabase(), [later]);
  await saveRateLimitReadings(sharedDatabase(), [READING]);
  expect(await buckets()).toEqual([
    {
      provider: "openai",
      account: "3f9a",
      family: "codex_bengalfox",
      windowMinutes: 300,
      unit: "percent",
      usedFraction: 0.5,
      remaining: null,
      limit: null,
      resetsAt: "2126-01-01T00:00:00.000Z",
      headroomFraction: 0.5,
      exhaustsAt: null,
      exhaustsAtInterval: null,
      observedAt: "2026-11-25T00:00:01.000Z",
      source: "header",
      blockedBy: null,
      familyName: "GPT-5.3-Codex-Spark",
      status: null,
      isBinding: false,
      pace: null,
      chanceOfExhaustion: null,
      projectedFraction: null,
      lockOutMs: null,
      confidence: 0.8,
      forecastGap: "tooLittleSeen",
      blockedUntil: null,
    },
  ]);
});

test("provider, account, family, window and unit tell buckets apart, unknown ones too", async () => {
  const others = [
    { provider: "anthropic" },
    { account: null },
    { family: "codex" },
    { windowMinutes: 10_080 },
    { windowMinutes: null },
    { unit: "requests" as const },
  ];
  const readings = others.map((other, index) => ({ ...READING, ...other, id: `other ${index}` }));
  await saveRateLimitReadings(sharedDatabase(), [
    READING,
    ...readings,
    { ...READING, account: null, id: "again" },
  ]);
  expect(await buckets()).toHaveLength(7);
});

test("a reading that comes again is a duplicate", async () => {
  expect(await saveRateLimitReadings(sharedDatabase(), [READING, READING])).toEqual({
    stored: 1,
    duplicate: 1,
  });
  expect(await saveRateLimitReadings(sharedDatabase(), [READING])).toEqual({ stored: 0, duplicate: 1 });
});

test("once its window began anew, what was used is unknown", async () => {
  await saveRateLimitReadings(sharedDatabase(), [{ ...READING, resetsAtMs: T0 + 1 }]);
  expect(await buckets()).toMatchObject([{ usedFraction: null, resetsAt: null, headroomFraction: null }]);
});

test("a fast family is shown blocked while the general quota of its account is spent, and no other account's", async () => {
  const general = { ...READING, id: "general", family: "codex", windowMinutes: 10_080, usedFraction: 1 };
  await saveRateLimitReadings(sharedDatabase(), [
    { ...READING, usedFraction: 0 },
    general,
    { ...READING, id: "other", account: "77aa", usedFraction: 0 },
  ]);
  expect(await buckets()).toMatchObject([
    { account: "3f9a", family: "codex", headroomFraction: 0, blockedBy: null },
    {
      account: "3f9a",
      family: "codex_bengalfox",
      headroomFraction: 1,
      blockedBy: "codex · 7 d",
      blockedUntil: "2126-01-01T00:00:00.000Z",
    },
    { account: "77aa", family: "codex_bengalfox", blockedBy: null, blockedUntil: null },
  ]);
});

test("limits are answered in CSV too, and an unknown parameter gets 400", async () => {
  await saveRateLimitReadings(sharedDatabase(), [READING]);
  const lines = (await (await limits("?format=csv")).text()).split("\r\n");
  expect(lines[0]).toMatch(/^provider,account,family,windowMinutes,unit,/);
  expect(lines[1]).toMatch(/^openai,3f9a,codex_bengalfox,300,percent,0.25,/);
  expect((await limits("?family=codex")).status).toBe(400);
});
