import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Observation } from "#lib/domain/observation.ts";
import { ObservationWriter } from "#server/collector/observation-writer.ts";
import { codexExport } from "#tests/support/codex-export.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

const MIB = 1024 * 1024;
const JSON_TYPE = { "content-type": "application/json" };

let collector: TestCollector;
let holder: pg.Client;

beforeAll(async () => {
  collector = await startTestCollector();
  holder = new pg.Client({ connectionString: collector.databaseUrl });
  await holder.connect();
});

afterAll(async () => {
  await holder?.end();
  await collector?.close();
});

const hold = () => holder.query("begin; lock table observations in access exclusive mode");
const release = () => holder.query("commit");

test("a flood that is told to come back leaves room for a small export, even of the same program", async () => {
  await hold();
  const flood = Array.from({ length: 12 }, (_, index) =>
    collector.send({
      path: "/v1/logs",
      headers: JSON_TYPE,
      body: codexExport("flood", [`flood-${index}`], 12 * MIB),
    }),
  );
  expect((await Promise.race(flood)).status).toBe(503);
  const small = collector.send({
    path: "/v1/logs",
    headers: JSON_TYPE,
    body: codexExport("small", ["small"]),
  });
  const received = async () => (await collector.metrics()).get('roundtrip_received_total{signal="logs"}');
  const refused = async () =>
    (await collector.metrics()).get('roundtrip_requests_total{signal="logs",status="503"}');
  await expect.poll(async () => ((await received()) ?? 0) + ((await refused()) ?? 0)).toBe(13);
  await release();
  const floodStatuses = (await Promise.all(flood)).map(({ status }) => status);
  expect([(await small).status, new Set(floodStatuses)]).toEqual([200, new Set([200, 503])]);
});

const observation = (key: string): Observation => ({
  key,
  scope: "fairness",
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

const batch = (name: string, size: number) =>
  Array.from({ length: size }, (_, index) => observation(`${name}-${index}`));

test("one export of another connection is committed before most of a flood that came first", async () => {
  const writer = new ObservationWriter(collector.database, {
    saved: () => undefined,
    failed: () => undefined,
  });
  const committed: string[] = [];
  await hold();
  const flood = Array.from({ length: 30 }, (_, index) =>
    writer.save(batch(`flood-${index}`, 1_000), "flood").then(() => void committed.push("flood")),
  );
  const small = writer.save(batch("small", 1), "small").then(() => void committed.push("small"));
  expect(writer.isPressed).toBe(true);
  await release();
  await Promise.all([...flood, small]);
  // Two transactions of 5,000 observations may have been under way before it, and one takes it along.
  expect(committed.indexOf("small")).toBeLessThanOrEqual(15);
  expect(committed.length).toBe(31);
  expect(writer.isPressed).toBe(false);
});
