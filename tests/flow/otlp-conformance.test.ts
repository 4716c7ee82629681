import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compareMetricTiers } from "#lib/analytics/compare-metric-tiers.ts";
import {
  exportDurations,
  exportLogs,
  exportSpans,
  makeLogs,
  makeSpans,
  PROTOCOLS,
  type Protocol,
} from "#tests/support/export-once.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
});

afterAll(() => collector.close());

const WAYS = PROTOCOLS.flatMap((protocol) => [false, true].map((gzip) => ({ protocol, gzip })));

function route(way: { readonly protocol: Protocol; readonly gzip: boolean }) {
  return { ...way, port: collector.port, grpcPort: collector.grpcPort };
}

function ids(prefix: string, way: object): readonly string[] {
  return Array.from({ length: 300 }, (_, index) => `${prefix}-${Object.values(way).join("-")}-${index}`);
}

/** The call ids of the stored observations of a kind, as often as they are there. */
async function storedIds(kind: "modelCall" | "toolCall", prefix: string): Promise<readonly string[]> {
  const rows = await collector.database.observation.findMany({ where: { kind }, select: { facts: true } });
  return rows
    .map(({ facts }) => String((facts as { callId?: string }).callId))
    .filter((id) => id.startsWith(prefix))
    .toSorted();
}

test.each(WAYS)(
  "spans by the official exporter over $protocol, gzip $gzip, are all kept, once",
  async (way) => {
    const sent = ids("response", way);
    const spans = makeSpans(sent);
    const before = (await collector.metrics()).get('roundtrip_received_total{signal="traces"}') ?? 0;
    expect(await exportSpans(route(way), spans)).toBeNull();
    expect(await exportSpans(route(way), spans)).toBeNull();
    expect(await storedIds("modelCall", `response-${way.protocol}-${way.gzip}-`)).toEqual(sent.toSorted());
    expect((await collector.metrics()).get('roundtrip_received_total{signal="traces"}')).toBe(before + 602);
  },
);

test.each(WAYS)(
  "log records by the official exporter over $protocol, gzip $gzip, are all kept, once",
  async (way) => {
    const sent = ids("call", way);
    const logs = makeLogs(sent);
    expect(await exportLogs(route(way), logs)).toBeNull();
    expect(await exportLogs(route(way), logs)).toBeNull();
    expect(await storedIds("toolCall", `call-${way.protocol}-${way.gzip}-`)).toEqual(sent.toSorted());
  },
);

const KINDS = (["cumulative", "delta"] as const).flatMap((temporality) =>
  (["explicit", "exponential"] as const).map((histogram) => ({ temporality, histogram })),
);

test.each(WAYS.flatMap((way) => KINDS.map((kind) => ({ ...way, ...kind }))))(
  "$temporality $histogram histograms over $protocol, gzip $gzip, count each value once",
  async ({ temporality, histogram, ...way }) => {
    const client = ["metrics", way.protocol.replace("/", "-"), way.gzip, temporality, histogram].join("-");
    // 0.101 to 0.5 seconds, over three exports.
    const seconds = Array.from({ length: 400 }, (_, index) => (index + 101) / 1000);
    const rounds = [seconds.slice(0, 150), [], seconds.slice(150)];
    await exportDurations(route(way), { temporality, histogram }, client, rounds);
    const window = { fromMs: Date.now() - 60_000, toMs: Date.now() + 1000 };
    const tiers = await compareMetricTiers({ window, filters: { client: [client] } }, collector.database);
    expect(tiers.map(({ tier, n }) => [tier, n])).toEqual([["Instant", 400]]);
    const { ranges, p50 } = tiers[0]?.e2eMs ?? {};
    const median = 300.5;
    expect(ranges?.p50?.from).toBeLessThanOrEqual(median);
    expect(ranges?.p50?.to).toBeGreaterThanOrEqual(median);
    // Buckets that double let a median be a third off; exponential ones are 160 over the whole range.
    const off = Math.abs((p50 ?? 0) / median - 1);
    expect(off).toBeLessThan(histogram === "explicit" ? 0.34 : 0.02);
  },
);

/** Shuts the database for the collector while something is done. */
async function withoutDatabase(doing: () => Promise<void>): Promise<void> {
  const url = new URL(collector.databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = "/postgres";
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  try {
    await admin.query(`alter database ${name} allow_connections false`);
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
    await doing();
  } finally {
    await admin.query(`alter database ${name} allow_connections true`);
    await admin.end();
  }
}

async function refusals(signal: string): Promise<number> {
  return (await collector.metrics()).get(`roundtrip_requests_total{signal="${signal}",status="503"}`) ?? 0;
}

test.each(["http/json", "http/protobuf"] as const)(
  "an exporter over %s waits while there is no database, and loses nothing",
  async (protocol) => {
    const way = { ...route({ protocol, gzip: true }), timeoutMillis: 30_000 };
    const [responses, calls] = [ids("later-response", [protocol]), ids("later-call", [protocol])];
    const before = await refusals("traces");
    let outcomes: Promise<readonly (string | null)[]> = Promise.resolve([]);
    await withoutDatabase(async () => {
      outcomes = Promise.all([exportSpans(way, makeSpans(responses)), exportLogs(way, makeLogs(calls))]);
      while ((await refusals("traces")) === before) await sleep(20);
    });
    expect(await outcomes).toEqual([null, null]);
    expect(await storedIds("modelCall", `later-response-${protocol}-`)).toEqual(responses.toSorted());
    expect(await storedIds("toolCall", `later-call-${protocol}-`)).toEqual(calls.toSorted());
  },
);

test("an exporter over gRPC is told UNAVAILABLE while there is no database, and what it sends again counts once", async () => {
  const way = route({ protocol: "grpc", gzip: true });
  const responses = ids("later-response", ["grpc"]);
  const spans = makeSpans(responses);
  // The official JavaScript exporter does not try again by itself over gRPC; other languages' do.
  await withoutDatabase(async () => {
    expect(await exportSpans(way, spans)).toMatch(/^14 UNAVAILABLE: The database cannot store anything now/);
  });
  expect(await exportSpans(way, spans)).toBeNull();
  expect(await storedIds("modelCall", "later-response-grpc-")).toEqual(responses.toSorted());
});

test("a cumulative exporter that was refused for a while has lost nothing once it is heard again", async () => {
  const way = { ...route({ protocol: "grpc", gzip: false }), timeoutMillis: 2_000 };
  const kind = { temporality: "cumulative", histogram: "explicit" } as const;
  const client = "metrics-through-an-outage";
  const refusedBefore = await refusals("metrics");
  const [closed, reopen] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const outage = withoutDatabase(async () => {
    closed.resolve();
    await reopen.promise;
  });
  await closed.promise;
  const rounds = (async function* () {
    yield [0.1, 0.2];
    while ((await refusals("metrics")) === refusedBefore) await sleep(20);
    reopen.resolve();
    await outage;
    yield [0.3];
  })();
  await exportDurations(way, kind, client, rounds);
  const window = { fromMs: Date.now() - 60_000, toMs: Date.now() + 1000 };
  const tiers = await compareMetricTiers({ window, filters: { client: [client] } }, collector.database);
  expect(tiers.map(({ n }) => n)).toEqual([3]);
});
