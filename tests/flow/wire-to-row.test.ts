import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listLimits } from "#lib/analytics/list-limits.ts";
import { type SimulatedProvider, startSimulatedProvider } from "#simulation/provider.ts";
import { startProcess } from "#tests/support/processes.ts";
import { storedRoundTrips, storedTurns } from "#tests/support/stored-rows.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

const TTFT_MS = 150;

let provider: SimulatedProvider;
let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
  provider = await startSimulatedProvider({
    models: {},
    default: {
      timeToHeadersMs: 30,
      timeToFirstTokenMs: TTFT_MS,
      tokensPerSecond: 500,
      inputTokens: 1200,
      cachedInputTokens: 800,
      outputTokens: 60,
      rateLimits: { requests: { limit: 500, remaining: 400, resetMs: 3_600_000 } },
    },
  });
});

afterAll(async () => {
  await provider?.close();
  await collector?.close();
});

async function run(program: string): Promise<void> {
  const started = startProcess(
    process.execPath,
    ["--import", resolve("instrumentation/register.ts"), resolve(program), provider.url],
    {
      env: {
        PATH: process.env["PATH"] ?? "",
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.port}`,
        ROUNDTRIP_COMPATIBLE_HOSTS: `127.0.0.1:${provider.port}=openai`,
      },
    },
  );
  expect(await started.ended, started.output()).toBe(0);
  const { database } = collector;
  await expect.poll(() => database.roundTrip.count(), { timeout: 10_000 }).toBeGreaterThan(0);
  await expect.poll(() => database.pendingAssembly.count(), { timeout: 10_000 }).toBe(0);
}

test("what a program's calls took at the wire is one turn with its round trips, and each limit a bucket", async () => {
  await run("tests/support/programs/turn.ts");
  const { database } = collector;
  const turns = await storedTurns(database);
  expect(turns).toMatchObject([
    {
      client: "turn",
      sessionId: "session-7",
      person: "ada",
      team: "engines",
      outcome: "complete",
      roundTrips: 2,
      toolCalls: 1,
      approvals: 1,
      calls: [
        { model: "in-a-turn", count: 1 },
        { model: "in-a-turn", count: 1 },
      ],
      mainModel: "in-a-turn",
    },
  ]);
  const turnId = turns[0]?.id;
  expect(await database.toolCall.findMany()).toMatchObject([{ turnId, tool: "shell" }]);
  expect(await database.approval.findMany()).toMatchObject([
    { turnId, tool: "shell", decision: "approved", decidedBy: "User" },
  ]);
  const roundTrips = (await storedRoundTrips(database)).toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  const expected = {
    turnId,
    basis: "wire",
    transport: "sse",
    outcome: "complete",
    inputTokens: 1200,
    cachedInputTokens: 800,
    outputTokens: 60,
    provider: "openai",
    model: "in-a-turn",
    attempts: 1,
    tries: [{ statusCode: 200 }],
  };
  expect(roundTrips).toMatchObject([
    { ...expected, connectionReused: false },
    { ...expected, connectionReused: true, connectMs: null },
  ]);
  for (const { ttftMs, streamOpenMs, connectMs, lastTokenMs, e2eMs } of roundTrips) {
    // A busy machine makes it later, never earlier.
    expect(ttftMs).toBeGreaterThan(TTFT_MS - 5);
    expect(streamOpenMs).toBeGreaterThan(25);
    expect(streamOpenMs).toBeLessThan(ttftMs ?? 0);
    expect(connectMs ?? 0).toBeLessThan(streamOpenMs ?? 0);
    expect(lastTokenMs).toBeGreaterThan(ttftMs ?? 0);
    expect(e2eMs).toBeGreaterThanOrEqual(lastTokenMs ?? 0);
  }
  const { buckets: limits } = await listLimits(Date.now(), database);
  expect(limits).toMatchObject([
    {
      provider: "openai",
      family: "requests",
      unit: "requests",
      limit: 500,
      remaining: 400,
      headroomFraction: 0.8,
    },
  ]);
});

test("a reading that is sent again is acknowledged and counts once", async () => {
  const reading = (raw: string) => ({
    resourceLogs: [
      {
        scopeLogs: [
          {
            scope: { name: "roundtrip-instrumentation" },
            logRecords: [
              {
                timeUnixNano: "1795328324000000000",
                eventName: "roundtrip.rate_limit",
                attributes: Object.entries({
                  "gen_ai.provider.name": "anthropic",
                  "roundtrip.rate_limit.family": "unified",
                  "roundtrip.rate_limit.unit": "percent",
                  "roundtrip.rate_limit.source": "header",
                  "roundtrip.rate_limit.status": "allowed_warning",
                  "roundtrip.rate_limit.raw": raw,
                }).map(([key, stringValue]) => ({ key, value: { stringValue } })),
              },
            ],
          },
        ],
      },
    ],
  });
  const post = (raw: string) =>
    collector.send({
      path: "/v1/logs",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(reading(raw)),
    });
  for (const raw of ["anthropic-ratelimit-unified-status: allowed_warning", "please keep this to yourself"])
    expect((await post(raw)).status).toBe(200);
  const stored = await collector.database.rateLimitReading.findMany({ where: { provider: "anthropic" } });
  expect(stored).toMatchObject([
    { status: "allowed_warning", raw: "anthropic-ratelimit-unified-status: allowed_warning" },
  ]);
});
