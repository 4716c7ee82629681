import { request as httpRequest } from "node:http";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Observation } from "#lib/domain/observation.ts";
import { saveObservations } from "#lib/store/save-observations.ts";
import { ObservationWriter } from "#server/collector/observation-writer.ts";
import { storedRoundTrips } from "#tests/support/stored-rows.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

const MIB = 1024 * 1024;
const JSON_TYPE = { "content-type": "application/json" };
const UNREACHABLE = "postgresql://nobody:nothing@127.0.0.1:1/nowhere";

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
});

afterAll(() => collector.close());

/** One Codex event and so many bytes of an unknown field. */
function exportOf(callId: string, paddingBytes = 0): string {
  const attributes = { "event.name": "codex.tool_result", "conversation.id": "pressure", call_id: callId };
  return JSON.stringify({
    padding: "x".repeat(paddingBytes),
    resourceLogs: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "codex_exec" } }] },
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: "1795327382000000000",
                attributes: Object.entries(attributes).map(([key, text]) => ({
                  key,
                  value: { stringValue: text },
                })),
              },
            ],
          },
        ],
      },
    ],
  });
}

test("while the database does not commit, so much waits and the rest is told to come back", async () => {
  const client = new pg.Client({ connectionString: collector.databaseUrl });
  await client.connect();
  await client.query("begin; lock table observations in access exclusive mode");
  const answers = Array.from({ length: 8 }, (_, index) =>
    collector.send({ path: "/v1/logs", headers: JSON_TYPE, body: exportOf(`large-${index}`, 12 * MIB) }),
  );
  const refused = await Promise.race(answers);
  expect([refused.status, refused.headers["retry-after"], JSON.parse(refused.body.toString())]).toEqual([
    503,
    "1",
    { code: 14, message: "Too much is waiting to be stored; nothing of this request was kept." },
  ]);
  expect((await collector.metrics()).get("roundtrip_pending_bytes")).toBeLessThanOrEqual(64 * MIB);
  await client.query("commit");
  await client.end();

  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  const acknowledged = statuses.flatMap((status, index) => (status === 200 ? [`large-${index}`] : []));
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  const stored = await collector.database.observation.findMany({ select: { facts: true } });
  const storedIds = stored.map(({ facts }) => (facts as { callId: string }).callId);
  expect(storedIds.toSorted()).toEqual(acknowledged);
  expect((await collector.metrics()).get("roundtrip_pending_bytes")).toBe(0);
});

test("a sender that goes away in the middle of a body leaves nothing waiting", async () => {
  const { port } = collector;
  const headers = { ...JSON_TYPE, "content-length": 10 * MIB };
  const sent = httpRequest({
    host: "127.0.0.1",
    port,
    path: "/v1/logs",
    method: "POST",
    headers,
    agent: false,
  });
  sent.on("error", () => undefined);
  sent.write(new Uint8Array(5 * MIB).fill(0x20));
  const pendingBytes = async () => (await collector.metrics()).get("roundtrip_pending_bytes");
  await expect.poll(pendingBytes).toBeGreaterThan(0);
  sent.destroy();
  await expect.poll(pendingBytes).toBe(0);
});

const observation = (key: string): Observation => ({
  key,
  scope: "writer",
  traceId: null,
  spanId: null,
  parentSpanId: null,
  kind: "prompt",
  source: "log",
  atMs: 1.8e12,
  startMs: null,
  facts: {},
  instants: null,
});

test("one request that the database refuses does not fail the others of its group", async () => {
  const events: unknown[] = [];
  const writer = new ObservationWriter(collector.database, {
    saved: (result) => void events.push(result),
    failed: (_error, isRefused) => void events.push({ isRefused }),
  });
  const answers = await Promise.allSettled(
    ["first", "bad\0", "last"].map((key) => writer.save([observation(key)])),
  );
  expect(answers.map((answer) => (answer.status === "rejected" ? answer.reason.status : 200))).toEqual([
    200, 500, 200,
  ]);
  expect(events).toEqual([{ stored: 1, duplicate: 0 }, { isRefused: true }, { stored: 1, duplicate: 0 }]);
  const stored = await collector.database.observation.findMany({
    where: { scope: "writer" },
    select: { key: true },
  });
  expect(stored.map(({ key }) => key).toSorted()).toEqual(["first", "last"]);
});

test("requests that arrive together share a transaction, and each hears of its own commit", async () => {
  const commits: number[] = [];
  const writer = new ObservationWriter(collector.database, {
    saved: ({ stored }) => void commits.push(stored),
    failed: () => void commits.push(0),
  });
  await Promise.all(Array.from({ length: 50 }, (_, index) => writer.save([observation(`shared-${index}`)])));
  await writer.idle();
  expect(commits).toEqual([50]);
});

test("without a database every export is refused with 503, nothing is acknowledged, and metrics still answer", async () => {
  const lonely = await startTestCollector(UNREACHABLE);
  try {
    const answer = await lonely.send({ path: "/v1/logs", headers: JSON_TYPE, body: exportOf("lost") });
    expect([answer.status, answer.headers["retry-after"], JSON.parse(answer.body.toString())]).toEqual([
      503,
      "2",
      { code: 14, message: "The database cannot store anything now; nothing of this request was kept." },
    ]);
    expect((await lonely.send({ path: "/healthz", method: "GET" })).status).toBe(503);
    const metrics = await lonely.metrics();
    expect(metrics.get('roundtrip_requests_total{signal="logs",status="503"}')).toBe(1);
    expect(metrics.get('roundtrip_commit_failures_total{fault="database"}')).toBe(1);
    expect(metrics.get("roundtrip_stored_total")).toBe(0);
    await expect
      .poll(() => lonely.said.toSorted())
      .toEqual([
        "Assembly fails and is tried again: Can't reach database server at 127.0.0.1:1",
        "Rolling up fails and is tried again: Can't reach database server at 127.0.0.1:1",
        "The collector cannot store anything now and asks clients to wait: Can't reach database server at 127.0.0.1:1",
      ]);
  } finally {
    await lonely.close();
  }
});

test("a turn whose rows the database refuses is given up, and those behind it in the queue are assembled", async () => {
  const call = (traceId: string, facts: Observation["facts"]): Observation => ({
    ...observation(`call-${traceId}`),
    scope: `trace/${traceId}`,
    traceId,
    kind: "modelCall",
    source: "span",
    startMs: 0,
    facts,
  });
  // No attribute reader lets such a count through; a mistake in a dialect might.
  const unheardOf = { inputTokens: 1e300 };
  await saveObservations(collector.database, [call("a-bad", unheardOf), call("b-good", { inputTokens: 7 })]);
  await expect.poll(() => collector.database.pendingAssembly.count(), { timeout: 20_000 }).toBe(0);
  const stored = (await storedRoundTrips(collector.database))
    .filter(({ scope }) => ["trace/a-bad", "trace/b-good"].includes(scope))
    .map(({ scope, inputTokens }) => ({ scope, inputTokens }));
  expect(stored).toEqual([{ scope: "trace/b-good", inputTokens: 7 }]);
  expect(collector.said.some((line) => line.startsWith("A segment could not be assembled"))).toBe(true);
});
