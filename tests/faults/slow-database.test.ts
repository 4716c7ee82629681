import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codexExport } from "#tests/support/codex-export.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

const JSON_TYPE = { "content-type": "application/json" };
const EXPORTS = 60;

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
  const client = new pg.Client({ connectionString: collector.databaseUrl });
  await client.connect();
  // Each statement that writes observations takes this long, however few it writes.
  await client.query(`
    create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.4); return null; end';
    create trigger slow before insert on observations for each statement execute function slow()`);
  await client.end();
});

afterAll(() => collector?.close());

const storedCalls = async () =>
  (await collector.database.observation.findMany({ select: { facts: true } })).map(
    ({ facts }) => (facts as { callId: string }).callId,
  );

const pendingBytes = async () => (await collector.metrics()).get("roundtrip_pending_bytes");

/** Keeps everybody from writing observations until the returned connection commits. */
async function lockObservations(): Promise<pg.Client> {
  const holder = new pg.Client({ connectionString: collector.databaseUrl });
  await holder.connect();
  await holder.query("begin; lock table observations in access exclusive mode");
  return holder;
}

test("with a slow database exports share its transactions, and each is told only what is stored", async () => {
  const answers = await Promise.all(
    Array.from({ length: EXPORTS }, async (_, index) => {
      const answer = await collector.send({
        path: "/v1/logs",
        headers: JSON_TYPE,
        body: codexExport(`slow-${index}`, [`call-${index}`]),
      });
      const isStored = (await storedCalls()).includes(`call-${index}`);
      return { status: answer.status, isStored };
    }),
  );
  expect(answers).toEqual(Array.from({ length: EXPORTS }, () => ({ status: 200, isStored: true })));
  expect((await storedCalls()).length).toBe(EXPORTS);
});

test("while a statement hangs, metrics and health are answered", async () => {
  const holder = await lockObservations();
  let isAnswered = false;
  const slow = collector
    .send({ path: "/v1/logs", headers: JSON_TYPE, body: codexExport("meanwhile", ["meanwhile"]) })
    .then(({ status }) => {
      isAnswered = true;
      return status;
    });
  await expect.poll(pendingBytes).toBeGreaterThan(0);
  const health = await collector.send({ path: "/healthz", method: "GET" });
  expect({ health: health.status, isAnswered }).toEqual({ health: 200, isAnswered: false });
  await holder.query("commit");
  await holder.end();
  expect(await slow).toBe(200);
});

test("a database that is locked for longer than a sender waits keeps its promise to those who waited", async () => {
  const holder = await lockObservations();
  const answer = collector.send({
    path: "/v1/logs",
    headers: JSON_TYPE,
    body: codexExport("locked", ["locked"]),
  });
  await expect.poll(pendingBytes).toBeGreaterThan(0);
  // The connection that waits for the lock is cut, as an administrator or a failover would.
  await holder.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
  );
  expect([(await answer).status, (await answer).headers["retry-after"]]).toEqual([503, "2"]);
  await holder.query("commit");
  await holder.end();
  expect(await storedCalls()).not.toContain("locked");
  const again = await collector.send({
    path: "/v1/logs",
    headers: JSON_TYPE,
    body: codexExport("locked", ["locked"]),
  });
  expect([again.status, (await storedCalls()).includes("locked"), await pendingBytes()]).toEqual([
    200,
    true,
    0,
  ]);
});
