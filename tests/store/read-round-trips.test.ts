import { afterEach, beforeEach, expect, test } from "vitest";
import { describeMeta } from "#lib/analytics/describe-meta.ts";
import { listRoundTrips } from "#lib/analytics/list-round-trips.ts";
import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { RoundTripOrder, RoundTripPosition } from "#lib/domain/round-trip-order.ts";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { DatabaseUnreachableError } from "#lib/store/read-rows.ts";
import { insertSampleRows, sampleRoundTrip } from "#tests/support/sample-rows.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const WINDOW = { fromMs: Date.parse("2026-11-22T00:00:00Z"), toMs: Date.parse("2026-11-23T00:00:00Z") };

let testDatabase: TestDatabase;
let database: Database;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.url);
  await insertSampleRows(database, {
    model_variants: [
      { id: 1, provider: "openai", model: "gpt-5.3-codex-spark", service_tier: "default" },
      { id: 2, provider: "anthropic", model: "claude-haiku-4-5" },
    ],
    round_trips: [
      at("a", "10:00:00.000001", { ttft_ms: 5, status_code: 200, person: "ada" }),
      at("b", "10:00:00.000002", { ttft_ms: 5, status_code: 200, connection_reused: true }),
      at("c", "10:00:00.000002", { variant_id: 2, connection_reused: false, transport: "sse" }),
      at("d", "10:00:01", { ttft_ms: 3.25, person: "ada" }),
      at("e", "10:00:02", { outcome: "failed", status_code: 500, error_type: "server_error" }),
      at("f", "10:00:03", { ttft_ms: 9 }),
      at("g", "10:00:04", { ttft_ms: 5 }),
    ],
    attempts: [
      { round_trip_id: "d", position: 0, started_at: "2026-11-22T10:00:01Z", status_code: 429 },
      { round_trip_id: "d", position: 1, started_at: "2026-11-22T10:00:01.5Z", status_code: 200 },
    ],
  });
});

afterEach(async () => {
  await database.$disconnect();
  await testDatabase.drop();
});

type Columns = Parameters<typeof sampleRoundTrip>[0];

function at(id: string, time: string, columns: Omit<Columns, "id" | "started_at"> = {}) {
  return sampleRoundTrip({ ...columns, id, started_at: `2026-11-22T${time}Z` });
}

async function idsOf(filters: RoundTripFilters): Promise<string> {
  const order = { key: "startedAt", descending: false } as const;
  const { roundTrips } = await listRoundTrips(
    { window: WINDOW, filters, order, after: null, limit: 50 },
    database,
  );
  return roundTrips.map(({ id }) => id).join("");
}

/** Walks through all pages, calling `between` after each. */
async function walk(order: RoundTripOrder, between: () => Promise<void> = async () => {}): Promise<string> {
  let ids = "";
  let after: RoundTripPosition | null = null;
  do {
    const list = await listRoundTrips({ window: WINDOW, filters: {}, order, after, limit: 2 }, database);
    ids += list.roundTrips.map(({ id }) => id).join("");
    after = list.next;
    await between();
  } while (after);
  return ids;
}

test.each([
  ["startedAt", false, "abcdefg"],
  ["startedAt", true, "gfedcba"],
  ["ttftMs", false, "dabgfce"],
  ["ttftMs", true, "fgbadec"],
  ["outputTokens", true, "gfedcba"],
] as const)(
  "pages by %s, descending %s, show each row once, unknown values last",
  async (key, descending, ids) => {
    expect(await walk({ key, descending })).toBe(ids);
  },
);

test("rows that arrive between two pages neither repeat nor hide others", async () => {
  let count = 0;
  const insertNewest = async (): Promise<void> => {
    count += 1;
    await insertSampleRows(database, { round_trips: [at(`new-${count}`, `11:00:0${count}`)] });
  };
  expect(await walk({ key: "startedAt", descending: true }, insertNewest)).toBe("gfedcba");
});

test("a round trip is listed with what its variant and its attempts say", async () => {
  const order = { key: "ttftMs", descending: false } as const;
  const list = await listRoundTrips({ window: WINDOW, filters: {}, order, after: null, limit: 1 }, database);
  expect(list).toEqual({
    roundTrips: [
      {
        id: "d",
        turnId: null,
        sessionId: "session-1",
        startedAtMs: Date.parse("2026-11-22T10:00:01Z"),
        client: "codex",
        clientVersion: null,
        person: "ada",
        team: null,
        repository: null,
        provider: "openai",
        model: "gpt-5.3-codex-spark",
        serviceTier: "default",
        reasoningEffort: null,
        tier: "Instant",
        transport: null,
        connectionReused: null,
        streamOpenMs: null,
        ttftMs: 3.25,
        ttfoMs: null,
        lastTokenMs: null,
        e2eMs: 1000,
        basis: "clientLog",
        inputTokens: null,
        cachedInputTokens: null,
        outputTokens: null,
        reasoningTokens: null,
        decodeTokensPerSecond: null,
        e2eTokensPerSecond: null,
        attempts: 2,
        outcome: "complete",
        errorType: null,
        statusCode: null,
        connectMs: null,
        serverMs: null,
        stalls: null,
        stalledMs: null,
        gapMaxMs: null,
        requestedTier: null,
        fallbackFromWebSocket: null,
        account: null,
        limitFamily: null,
      },
    ],
    next: { value: 3.25, id: "d" },
  });
});

test.each([
  [{ tier: ["Fast"] }, "c"],
  [{ tier: ["Instant", "Fast"], transport: ["sse"] }, "c"],
  [{ serviceTier: [null] }, "c"],
  [{ model: ["nothing-like-it"] }, ""],
  [{ person: ["ada"] }, "ad"],
  [{ person: [null] }, "bcefg"],
  [{ person: ["ada", null] }, "abcdefg"],
  [{ statusCode: ["200", "500"] }, "abe"],
  [{ connectionReused: ["true"] }, "b"],
  [{ connectionReused: ["false", null] }, "acdefg"],
  [{ outcome: ["failed"], errorType: ["server_error"] }, "e"],
  [{ person: ["' or true --"] }, ""],
] as const)("the filter %j finds its rows and no others", async (filters, ids) => {
  expect(await idsOf(filters)).toBe(ids);
});

test("a range of a metric takes the complete round trips that have a value in it, both ends included", async () => {
  const order = { key: "ttftMs", descending: true } as const;
  const asked = { window: WINDOW, filters: {}, order, after: null, limit: 50 };
  const all = (await listRoundTrips(asked, database)).roundTrips.filter(
    ({ outcome, ttftMs }) => outcome === "complete" && ttftMs !== null,
  );
  const values = all.map(({ ttftMs }) => ttftMs ?? 0);
  const [max = 0, min = 0] = [values[0], values.at(-1)];
  expect(max).toBeGreaterThan(min);
  for (const [from, to] of [
    [null, null],
    [min, max],
    [max, null],
    [null, min],
    [min + 0.5, max - 0.5],
  ] as const) {
    const range = { figure: "ttftMs", min: from, max: to } as const;
    const listed = await listRoundTrips({ ...asked, range }, database);
    const expected = all.filter(
      ({ ttftMs }) => (ttftMs ?? 0) >= (from ?? 0) && (ttftMs ?? 0) <= (to ?? Number.POSITIVE_INFINITY),
    );
    expect(listed.roundTrips.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  }
});

test("the window takes its first instant and leaves its last", async () => {
  const window = { fromMs: Date.parse("2026-11-22T10:00:01Z"), toMs: Date.parse("2026-11-22T10:00:03Z") };
  const order = { key: "startedAt", descending: false } as const;
  const list = await listRoundTrips({ window, filters: {}, order, after: null, limit: 9 }, database);
  expect(list.roundTrips.map(({ id }) => id)).toEqual(["d", "e"]);
});

test("meta counts the values of every dimension, most frequent first, unknown included", async () => {
  const { dimensions, ...meta } = await describeMeta({ window: null, filters: {} }, database);
  expect(meta).toEqual({
    firstMs: Date.parse("2026-11-22T10:00:00Z") + 0.001,
    lastMs: Date.parse("2026-11-22T10:00:04Z"),
    rows: { roundTrips: 7, attempts: 2, turns: 0, toolCalls: 0, approvals: 0, warmUps: 0 },
  });
  const one = (value: string | null, n: number) => ({ value, name: value, n });
  expect(dimensions).toEqual({
    client: [one("codex", 7)],
    clientVersion: [one(null, 7)],
    provider: [one("openai", 6), one("anthropic", 1)],
    model: [one("gpt-5.3-codex-spark", 6), one("claude-haiku-4-5", 1)],
    tier: [one("Instant", 6), one("Fast", 1)],
    serviceTier: [one("default", 6), one(null, 1)],
    reasoningEffort: [one(null, 7)],
    transport: [one(null, 6), one("sse", 1)],
    connectionReused: [one(null, 5), one("false", 1), one("true", 1)],
    person: [one(null, 5), one("ada", 2)],
    team: [one(null, 7)],
    repository: [one(null, 7)],
    outcome: [one("complete", 6), one("failed", 1)],
    errorType: [one(null, 6), one("server_error", 1)],
    statusCode: [one(null, 4), one("200", 2), one("500", 1)],
    basis: [one("clientLog", 7)],
  });
});

test("a database that does not answer is told apart from a mistake of ours", async () => {
  const nowhere = openDatabase("postgresql://nobody@127.0.0.1:1/none");
  await expect(describeMeta({ window: null, filters: {} }, nowhere)).rejects.toBeInstanceOf(
    DatabaseUnreachableError,
  );
  await nowhere.$disconnect();
});
