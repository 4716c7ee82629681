import { afterEach, beforeEach, expect, test } from "vitest";
import { saveRetention } from "#lib/analytics/settings/save-settings.ts";
import { RETENTION_DAYS } from "#lib/domain/retention.ts";
import { addPartitions } from "#lib/store/add-partitions.ts";
import { openDatabase, openImpatientDatabase } from "#lib/store/database.ts";
import { CollectorMetrics } from "#server/collector/collector-metrics.ts";
import { RetentionJob } from "#server/collector/retention-job.ts";
import { createRetentionDatabase, type RetentionDatabase } from "#tests/support/retention-database.ts";

const DAY_MS = 86_400_000;
const NOTHING = {
  pendingBytes: () => 0,
  pendingMaxBytes: 0,
  pendingAssemblies: async () => null,
  latency: async () => null,
};
const NOBODY = "postgresql://nobody@127.0.0.1:1/none";

let retention: RetentionDatabase;
let said: string[];
let metrics: CollectorMetrics;

beforeEach(async () => {
  retention = await createRetentionDatabase();
  said = [];
  metrics = new CollectorMetrics(NOTHING);
});

afterEach(() => retention.close());

test("the collector drops old partitions and counts them in /metrics by table", async () => {
  await addPartitions(retention.database, "turns", [0]);
  await addPartitions(retention.database, "metric_points", [0, Date.now()]);
  const impatient = openImpatientDatabase(retention.url);
  const say = (line: string) => void said.push(line);
  const job = new RetentionJob(retention.database, impatient, { say, metrics, delayMs: 0 });
  job.start();
  await expect
    .poll(() => metrics.text(), { timeout: 30_000 })
    .toMatch(/^roundtrip_partitions_dropped(_total)?\{table="turns"\} 1$/m);
  expect(await metrics.text()).toMatch(/^roundtrip_partitions_dropped(_total)?\{table="metric_points"\} 1$/m);
  await job.stop();
  expect((await retention.partitions()).map((name) => name.replace(/\d+/, ""))).toEqual(["metric_points_"]);
  expect(said).toEqual([]);
  await impatient.$disconnect();
});

test("for how long data is kept is what was set, and may change while the collector runs", async () => {
  const days = { ...RETENTION_DAYS, facts: 1_000, metricPoints: 3_000 };
  await saveRetention(days, retention.database);
  await addPartitions(retention.database, "turns", [Date.now() - 200 * DAY_MS, Date.now() - 1_200 * DAY_MS]);
  const impatient = openImpatientDatabase(retention.url);
  const run = async () => {
    const dropped = new CollectorMetrics(NOTHING);
    const say = (line: string) => void said.push(line);
    const job = new RetentionJob(retention.database, impatient, { say, metrics: dropped, delayMs: 0 });
    job.start();
    await expect
      .poll(() => dropped.text(), { timeout: 30_000 })
      .toMatch(/^roundtrip_partitions_dropped(_total)?\{table="turns"\} 1$/m);
    await job.stop();
  };
  await run();
  expect(await retention.partitions()).toHaveLength(1);
  await saveRetention({ ...days, facts: 90 }, retention.database);
  await run();
  expect(await retention.partitions()).toHaveLength(0);
  expect(said).toEqual([]);
  await impatient.$disconnect();
});

test("without a database it says so in one line and goes on trying until it is stopped", async () => {
  const [database, impatient] = [openDatabase(NOBODY), openImpatientDatabase(NOBODY)];
  const say = (line: string) => void said.push(line);
  const job = new RetentionJob(database, impatient, { say, metrics, delayMs: 0 });
  job.start();
  await expect.poll(() => said.length, { timeout: 30_000 }).toBe(1);
  expect(said[0]).toMatch(/^Dropping old data fails and is tried again: .+$/);
  await job.stop();
  expect(said).toHaveLength(1);
  await Promise.all([database.$disconnect(), impatient.$disconnect()]);
});
