import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Assembly } from "#lib/domain/turn.ts";
import { openImpatientDatabase } from "#lib/store/database.ts";
import { dropPartitions } from "#lib/store/drop-partitions.ts";
import { findRowCounts } from "#lib/store/find-meta.ts";
import { findRoundTrips } from "#lib/store/find-round-trips.ts";
import { loadAssemblies } from "#lib/store/load-assemblies.ts";
import { replaceAssemblies } from "#lib/store/replace-assemblies.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import { workOffTouched } from "#lib/store/rollups/work-off-touched.ts";
import { generateHistory } from "#simulation/history/generate-history.ts";
import { codexExport } from "#tests/support/codex-export.ts";
import { type RunningProcess, startProcess } from "#tests/support/processes.ts";
import { createRetentionDatabase, type RetentionDatabase } from "#tests/support/retention-database.ts";
import { startTestCollector } from "#tests/support/test-collector.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.now();
/** Of this history, at least a week's partition is older than facts are kept, whatever day it is today. */
const END_MS = NOW_MS - 91 * DAY_MS;
const history = { seed: 5, roundTrips: 1_500, people: 6, teams: 2, days: 10, endMs: END_MS };

let retention: RetentionDatabase;
let watcher: pg.Client;

beforeEach(async () => {
  retention = await createRetentionDatabase();
  watcher = new pg.Client({ connectionString: retention.url });
  await watcher.connect();
});

afterEach(async () => {
  await watcher.end();
  await retention.close();
});

const NOTHING: Assembly = { turns: [], roundTrips: [], toolCalls: [], approvals: [], warmUps: [] };

const segments = () => [...generateHistory(history).days].flatMap((day) => [...day.segments()]);

async function rollUp(): Promise<void> {
  while (await workOffTouched(retention.database, { quietMs: 0 }));
}

/** Drops in a process of its own that can be killed. */
function startDropping(): RunningProcess {
  return startProcess(process.execPath, ["tests/support/programs/drop-partitions.ts"], {
    env: { DATABASE_URL: retention.url, NOW_MS: String(NOW_MS) },
  });
}

async function kill(dropping: RunningProcess): Promise<void> {
  dropping.child.kill("SIGKILL");
  expect(await dropping.ended).toBe("SIGKILL");
}

/** How many partitions of turns are being detached, and how many are detached. */
async function onTheirWayOut(): Promise<{ pending: number; detached: number }> {
  const { rows } = await watcher.query(`
    select (count(*) filter (where inhdetachpending))::int as pending,
      (count(*) filter (where inhrelid is null))::int as detached
    from pg_class left join pg_inherits on inhrelid = oid
    where relkind = 'r' and relname ~ '^turns_[0-9]{8}$'`);
  return rows[0];
}

/** All round trips and turns there are, by roll-ups and facts together. */
const counts = () => findRowCounts(retention.database);

/** Drops until nothing old is left. */
async function dropTheRest(): Promise<void> {
  const { waiting } = await retention.drop({ nowMs: NOW_MS, patienceMs: 60_000 });
  expect([...waiting]).toEqual([]);
  expect(await onTheirWayOut()).toEqual({ pending: 0, detached: 0 });
  expect(
    await watcher.query("select 1 from turns where started_at < now() - interval '98 days'"),
  ).toMatchObject({
    rowCount: 0,
  });
}

test("killed between detaching and dropping, the next one drops what was detached", async () => {
  await loadAssemblies(retention.database, segments());
  await rollUp();
  const before = await counts();
  // Whoever drops a table waits until the watcher lets it.
  await watcher.query(`
    create function hold() returns event_trigger language plpgsql as 'begin perform pg_advisory_xact_lock(7); end';
    create event trigger hold on ddl_command_start when tag in ('DROP TABLE') execute function hold();
    select pg_advisory_lock(7)`);
  const dropping = startDropping();
  await expect.poll(async () => (await onTheirWayOut()).detached, { timeout: 60_000 }).toBe(1);
  await kill(dropping);
  expect((await onTheirWayOut()).detached).toBe(1);
  expect(await counts()).toEqual(before);
  await watcher.query("select pg_advisory_unlock(7); drop event trigger hold");
  await dropTheRest();
  expect(await counts()).toEqual({ ...before, warmUps: (await counts()).warmUps });
});

test("killed while it detaches, the next one ends what was begun", async () => {
  await loadAssemblies(retention.database, segments());
  await rollUp();
  const before = await counts();
  const reader = new pg.Client({ connectionString: retention.url });
  await reader.connect();
  await reader.query("begin; select count(*) from turns");
  const dropping = startDropping();
  await expect.poll(async () => (await onTheirWayOut()).pending, { timeout: 60_000 }).toBe(1);
  await kill(dropping);
  expect(await counts()).toEqual(before);
  expect((await onTheirWayOut()).pending).toBe(1);
  await reader.query("commit");
  await reader.end();
  await dropTheRest();
  expect(await counts()).toEqual({ ...before, warmUps: (await counts()).warmUps });
});

test("while partitions go, exports, late facts and queries go on, and none of them fails", async () => {
  const impatient = openImpatientDatabase(retention.url);
  const old = segments();
  await loadAssemblies(retention.database, old);
  await rollUp();
  const collector = await startTestCollector(retention.url);
  await watcher.query(`
    select add_partition('observations', 7, ${NOW_MS - 30 * DAY_MS});
    insert into observations (key, kind, source, at_ms, facts, received_at, received_on)
    select 'old/' || n, 'tool', 'log', 0, '{}', now() - interval '30 days', (now() - interval '30 days')::date
    from generate_series(1, 1000) n`);
  const window = { fromMs: END_MS - 11 * DAY_MS, toMs: NOW_MS };
  const ask = async () => {
    const [all] = await findFigures(retention.database, {
      selection: { window, variantIds: null, filters: {} },
      figures: ["ttftMs"],
      by: [],
      intervalMs: null,
      groupOf: () => "all",
    });
    return all?.sums.counts.n;
  };
  const total = await ask();
  let isOver = false;
  let [exports, queries, loads] = [0, 0, 0];
  const repeat = async (once: () => Promise<void>) => {
    while (!isOver) await once();
  };
  const work = [
    repeat(async () => {
      const answer = await collector.send({
        path: "/v1/logs",
        headers: { "content-type": "application/json" },
        body: codexExport(`session-${exports}`, [`call-${exports}`]),
      });
      expect(answer.status).toBe(200);
      exports += 1;
    }),
    repeat(async () => {
      // No round trip is missed or counted twice, wherever the facts are just now.
      expect(await ask()).toBe(total);
      await findRoundTrips(
        retention.database,
        { window, variantIds: null, filters: {} },
        { order: { key: "startedAt", descending: false }, limit: 20, after: null },
      );
      queries += 1;
    }),
    repeat(async () => {
      // Sessions are told again, whatever of them is about to go, and the collector rolls up again what that touches.
      const { scope, ...segment } = old[(loads * 7) % old.length] ?? {
        scope: "",
        segmentMs: 0,
        assembly: NOTHING,
      };
      await retention.database.$transaction(
        (transaction) =>
          replaceAssemblies(
            transaction,
            [{ scope, fromMs: segment.segmentMs, toMs: segment.segmentMs + 1 }],
            [{ scope, ...segment }],
          ),
        { maxWait: 60_000, timeout: 60_000 },
      );
      loads += 1;
    }),
  ];
  const dropping = dropPartitions(retention.database, impatient, { nowMs: NOW_MS, patienceMs: 60_000 });
  const [{ dropped, waiting }] = await Promise.all([
    dropping.finally(() => {
      isOver = true;
    }),
    ...work,
  ]);
  expect([...waiting]).toEqual([]);
  expect(dropped.get("round_trips")).toBeGreaterThan(0);
  expect(dropped.get("observations")).toBe(1);
  expect(Math.min(exports, queries, loads)).toBeGreaterThan(0);
  expect(await ask()).toBe(total);
  expect(collector.said).toEqual([]);
  await impatient.$disconnect();
  await collector.close();
});
