import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { insertSampleRows, iso, sampleRoundTrip } from "#tests/support/sample-rows.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

let collector: TestCollector;
let database: Database;

beforeAll(async () => {
  collector = await startTestCollector();
  database = openDatabase(collector.databaseUrl);
});

afterAll(async () => {
  await database?.$disconnect();
  await collector?.close();
});

/** What /metrics says of names that begin so. */
async function metricsOf(prefix: string) {
  return Object.fromEntries([...(await collector.metrics())].filter(([name]) => name.startsWith(prefix)));
}

test("the last hour's latencies by tier are among the metrics, each with its n, and unknown ones are left out", async () => {
  const startedAt = iso(Date.now() - 60_000);
  const trip = (id: string, row: object) => sampleRoundTrip({ id, started_at: startedAt, ...row });
  await insertSampleRows(database, {
    model_variants: [
      { id: 1, model: "gpt-5.3-codex-spark" },
      { id: 2, model: "gpt-5.3-codex" },
    ],
    round_trips: [
      trip("a", { ttft_ms: 100, e2e_ms: 900, decode_tokens_per_second: 1200 }),
      trip("b", { ttft_ms: 300, e2e_ms: 1100, decode_tokens_per_second: 1000 }),
      trip("c", { ttft_ms: 7, outcome: "cancelled" }),
      trip("d", { outcome: "rateLimited", variant_id: 2 }),
      trip("old", { started_at: iso(Date.now() - 2 * 3_600_000), ttft_ms: 9 }),
    ],
  });
  expect(await metricsOf("roundtrip_ttft")).toEqual({
    'roundtrip_ttft_milliseconds{tier="Instant",quantile="0.5"}': 200,
    'roundtrip_ttft_milliseconds_n{tier="Instant"}': 2,
    'roundtrip_ttft_milliseconds_n{tier="Standard"}': 0,
  });
  expect(await metricsOf("roundtrip_decode")).toEqual({
    'roundtrip_decode_tokens_per_second{tier="Instant",quantile="0.5"}': 1100,
    'roundtrip_decode_tokens_per_second_n{tier="Instant"}': 2,
    'roundtrip_decode_tokens_per_second_n{tier="Standard"}': 0,
  });
  expect(await metricsOf("roundtrip_round_trips")).toEqual({
    'roundtrip_round_trips{tier="Instant",outcome="complete"}': 2,
    'roundtrip_round_trips{tier="Instant",outcome="failed"}': 0,
    'roundtrip_round_trips{tier="Instant",outcome="rateLimited"}': 0,
    'roundtrip_round_trips{tier="Instant",outcome="cancelled"}': 1,
    'roundtrip_round_trips{tier="Standard",outcome="complete"}': 0,
    'roundtrip_round_trips{tier="Standard",outcome="failed"}': 0,
    'roundtrip_round_trips{tier="Standard",outcome="rateLimited"}': 1,
    'roundtrip_round_trips{tier="Standard",outcome="cancelled"}': 0,
  });
});

test("each client that exports is counted, with the time of its last export", async () => {
  const span = (spanId: string) => ({
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId,
    startTimeUnixNano: "1795327382000000000",
    endTimeUnixNano: "1795327383000000000",
    attributes: [{ key: "gen_ai.operation.name", value: { stringValue: "chat" } }],
  });
  const body = JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "my-agent" } }] },
        scopeSpans: [{ spans: [span("b7ad6b7169203331"), span("b7ad6b7169203332")] }],
      },
    ],
  });
  const beforeSeconds = Date.now() / 1000;
  await collector.send({ path: "/v1/traces", headers: { "content-type": "application/json" }, body });
  const heard = await metricsOf("roundtrip_client_");
  expect(heard).toEqual({
    'roundtrip_client_observations{client="my-agent"}': 2,
    'roundtrip_client_last_seen_seconds{client="my-agent"}': expect.any(Number),
  });
  expect(heard['roundtrip_client_last_seen_seconds{client="my-agent"}']).toBeGreaterThanOrEqual(
    beforeSeconds,
  );
});
