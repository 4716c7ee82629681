import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as getMeta } from "#app/api/v1/meta/route.ts";
import { GET as getRoundTrips } from "#app/api/v1/round-trips/route.ts";
import { GET as getTiers } from "#app/api/v1/tiers/route.ts";
import { GET as getTurn } from "#app/api/v1/turns/[id]/route.ts";
import { openDatabase } from "#lib/store/database.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { insertSampleRows, sampleRoundTrip, sampleTurn, sampleWarmUp } from "#tests/support/sample-rows.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

const DAY = "from=2026-11-22&to=2026-11-23";

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env["DATABASE_URL"] = testDatabase.url;
  const database = openDatabase(testDatabase.url);
  await insertSampleRows(database, {
    model_variants: [{ id: 1, provider: "openai", model: "gpt-5.3-codex-spark" }],
    turns: [
      sampleTurn(
        { id: "t/1", started_at: "2026-11-22T10:00:00Z" },
        { queue: 333.3333, generation: 666.6667 },
      ),
    ],
    round_trips: [
      sampleRoundTrip({
        id: "a",
        started_at: "2026-11-22T10:00:00.1Z",
        turn_id: "t/1",
        person: "=cmd()",
        transport: "websocket",
        connection_reused: true,
        ttft_ms: 123.456789,
        output_tokens: 200,
      }),
      sampleRoundTrip({
        id: "b",
        started_at: "2026-11-22T09:00:00Z",
        outcome: "rateLimited",
        status_code: 429,
      }),
    ],
    attempts: [
      {
        round_trip_id: "a",
        position: 0,
        started_at: "2026-11-22T10:00:00.1Z",
        duration_ms: 900,
        status_code: 200,
      },
    ],
    tool_calls: [
      { id: "c", turn_id: "t/1", tool: "exec", started_at: "2026-11-22T10:00:00.5Z", outcome: "complete" },
    ],
    approvals: [{ id: "p", turn_id: "t/1", decided_at: "2026-11-22T10:00:00.6Z", decision: "approved" }],
    warm_ups: [
      sampleWarmUp({ id: "w", started_at: "2026-11-22T09:59:58Z", e2e_ms: 250 }),
      sampleWarmUp({ id: "long-before", started_at: "2026-11-22T09:50:00Z" }),
      sampleWarmUp({ id: "other", started_at: "2026-11-22T09:59:58Z", session_id: "session-2" }),
    ],
  });
  await database.$disconnect();
});

afterAll(async () => {
  await sharedDatabase().$disconnect();
  await testDatabase.drop();
});

const request = (path: string) => new Request(`http://localhost${path}`);

const ROUND_TRIP_A = {
  id: "a",
  startedAt: "2026-11-22T10:00:00.100Z",
  client: "codex",
  clientVersion: null,
  provider: "openai",
  model: "gpt-5.3-codex-spark",
  tier: "Instant",
  serviceTier: null,
  transport: "websocket",
  connectionReused: true,
  sessionId: "session-1",
  turnId: "t/1",
  person: "=cmd()",
  team: null,
  repository: null,
  streamOpenMs: null,
  ttftMs: 123.46,
  ttfoMs: null,
  e2eMs: 1000,
  basis: "clientLog",
  inputTokens: null,
  cachedInputTokens: null,
  outputTokens: 200,
  reasoningTokens: null,
  decodeTokensPerSecond: null,
  e2eTokensPerSecond: null,
  attempts: 1,
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
};

test("round trips are answered to the letter of the contract, and never cached", async () => {
  const response = await getRoundTrips(request(`/api/v1/round-trips?${DAY}&outcome=complete`));
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
  const body = await response.text();
  expect(JSON.parse(body)).toEqual({ roundTrips: [ROUND_TRIP_A], next: null });
  expect(body).toBe(JSON.stringify({ roundTrips: [ROUND_TRIP_A], next: null }));
});

test("the cursor of one answer leads to the next", async () => {
  const first = await (await getRoundTrips(request(`/api/v1/round-trips?${DAY}&limit=1`))).json();
  const query = `${DAY}&limit=1&cursor=${first.next}`;
  const second = await (await getRoundTrips(request(`/api/v1/round-trips?${query}`))).json();
  const ids = [first, second].map(({ roundTrips }) => roundTrips.map(({ id }: { id: string }) => id));
  expect({ ids, last: second.next }).toEqual({ ids: [["a"], ["b"]], last: null });
});

test("CSV has a column for each field, empty where unknown, and starts no formula", async () => {
  const response = await getRoundTrips(request(`/api/v1/round-trips?${DAY}&limit=1&format=csv`));
  const [head, row, rest] = (await response.text()).split("\r\n");
  expect([response.headers.get("content-type"), head, row, rest]).toEqual([
    "text/csv; charset=utf-8; header=present",
    Object.keys(ROUND_TRIP_A).join(","),
    "a,2026-11-22T10:00:00.100Z,codex,,openai,gpt-5.3-codex-spark,Instant,,websocket,true,session-1,t/1,'=cmd(),,,,123.46,,1000,clientLog,,,200,,,,1,complete,,,,,,,,,",
    "",
  ]);
  expect(response.headers.get("x-next-cursor")).toMatch(/^[\w-]+$/);
});

test("tiers are answered with n beside every quantile", async () => {
  const response = await getTiers(request(`/api/v1/tiers?${DAY}`));
  const none = { p50: null, p95: null, p99: null, n: 0 };
  expect(await response.json()).toEqual({
    tiers: [
      {
        tier: "Instant",
        resolution: "roundTrips",
        n: 2,
        ttftMs: { p50: 123.46, p95: null, p99: null, n: 1 },
        ttfoMs: none,
        e2eMs: { p50: 1000, p95: null, p99: null, n: 1 },
        decodeTokensPerSecond: none,
        e2eTokensPerSecond: none,
        roundTripsPerTurn: 1,
        completeTurns: 1,
        errorRate: 0,
        rateLimitedRate: 0.5,
      },
    ],
  });
});

test("tiers come as CSV too", async () => {
  const response = await getTiers(request(`/api/v1/tiers?${DAY}&format=csv`));
  const [head, row] = (await response.text()).split("\r\n");
  expect([head?.slice(0, 45), row]).toEqual([
    "tier,n,ttftMs.p50,ttftMs.p95,ttftMs.p99,ttftM",
    "Instant,2,123.46,,,1,,,,0,1000,,,1,,,,0,,,,0,1,1,0,0.5,roundTrips",
  ]);
});

test("a turn is answered with everything that happened in it", async () => {
  const response = await getTurn(request("/api/v1/turns/t%2F1"), { params: Promise.resolve({ id: "t/1" }) });
  const { phases, ...turn } = await response.json();
  expect(turn).toEqual({
    id: "t/1",
    sessionId: "session-1",
    startedAt: "2026-11-22T10:00:00.000Z",
    durationMs: 1000,
    client: "codex",
    clientVersion: null,
    person: null,
    team: null,
    repository: null,
    outcome: "complete",
    roundTrips: [
      {
        ...ROUND_TRIP_A,
        tries: [
          {
            startedAt: "2026-11-22T10:00:00.100Z",
            durationMs: 900,
            statusCode: 200,
            errorType: null,
            throttleClass: null,
          },
        ],
        wire: null,
      },
    ],
    toolCalls: [
      { id: "c", tool: "exec", startedAt: "2026-11-22T10:00:00.500Z", durationMs: null, outcome: "complete" },
    ],
    approvals: [
      {
        id: "p",
        tool: null,
        decidedAt: "2026-11-22T10:00:00.600Z",
        waitMs: null,
        decision: "approved",
        decidedBy: null,
      },
    ],
    warmUps: [{ id: "w", model: null, startedAt: "2026-11-22T09:59:58.000Z", e2eMs: 250 }],
  });
  expect(phases).toEqual([
    { phase: "client", ms: 0 },
    { phase: "connect", ms: 0 },
    { phase: "queue", ms: 333.33 },
    { phase: "firstToken", ms: 0 },
    { phase: "generation", ms: 666.67 },
    { phase: "tool", ms: 0 },
    { phase: "approval", ms: 0 },
    { phase: "throttle", ms: 0 },
    { phase: "unattributed", ms: 0 },
  ]);
});

test.each(["none", "\0"])("an unknown turn gets 404 in the shape of every error", async (id) => {
  const response = await getTurn(request("/api/v1/turns/none"), { params: Promise.resolve({ id }) });
  expect([response.status, await response.json()]).toEqual([
    404,
    { error: { code: "turnNotFound", message: "There is no turn of this id" } },
  ]);
});

test("meta says what there is to ask about", async () => {
  const { dimensions, ...meta } = await (await getMeta(request("/api/v1/meta"))).json();
  expect(meta).toEqual({
    firstAt: "2026-11-22T09:00:00.000Z",
    lastAt: "2026-11-22T10:00:00.100Z",
    rows: { roundTrips: 2, attempts: 1, turns: 1, toolCalls: 1, approvals: 1, warmUps: 3 },
  });
  expect(dimensions.outcome).toEqual([
    { value: "complete", n: 1 },
    { value: "rateLimited", n: 1 },
  ]);
});

test.each([
  ["round trips", "/api/v1/round-trips?tire=Fast", getRoundTrips, "tire"],
  ["round trips", "/api/v1/round-trips?limit=0", getRoundTrips, "limit"],
  ["tiers", "/api/v1/tiers?window=soon", getTiers, "window"],
  ["tiers", "/api/v1/tiers?limit=1", getTiers, "limit"],
  ["meta", "/api/v1/meta?format=csv", getMeta, "format"],
] as const)("a bad parameter for %s gets 400 that names it (%s)", async (_, path, get, name) => {
  const response = await get(request(path));
  const { error } = await response.json();
  expect([response.status, error.code, error.message.startsWith(`Parameter "${name}" `)]).toEqual([
    400,
    "badParameter",
    true,
  ]);
});
