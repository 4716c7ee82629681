import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TOLD_ROUND_TRIPS } from "#lib/store/told-rows.ts";
import { freePort } from "#server/free-ports.ts";
import { captureBodies } from "#tests/support/captures.ts";
import { type RunningProcess, startProcess } from "#tests/support/processes.ts";
import { sendRequest } from "#tests/support/send-request.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/test-database.ts";

/** Each is how to shuffle and where to kill; the captures themselves stay the same. */
const HISTORIES = [1, 2, 3, 4];

/** TTFT as the event times show it, in ms: over HTTP the wait for the headers included. */
const TRUTH = {
  "codex-sse": { ttftMs: [315, 313], warmUps: 0 },
  "codex-websocket": { ttftMs: [122, 122], warmUps: 1 },
} as const;

/** What was said and done in the captured sessions, and so must be nowhere. */
const CONTENT = ["say hi", "echo hi", "Hello done", "aggregated_output", "bash", "/home/dev"];

let testDatabase: TestDatabase;
let sql: pg.Client;
let port: number;
let collector: RunningProcess;

async function startCollectorProcess(): Promise<void> {
  collector = startProcess(process.execPath, ["server/collector/main.ts"], {
    env: {
      DATABASE_URL: testDatabase.url,
      ROUNDTRIP_OTLP_HTTP_PORT: String(port),
      ROUNDTRIP_OTLP_GRPC_PORT: "0",
    },
  });
  await collector.waitFor(/receives OTLP/);
}

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  sql = new pg.Client({ connectionString: testDatabase.url });
  await sql.connect();
  port = await freePort("127.0.0.1");
  await startCollectorProcess();
});

afterAll(async () => {
  await collector?.stop();
  await sql?.end();
  await testDatabase?.drop();
});

/** A repeatable shuffle. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const ranked = items.map((item) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return { item, rank: state };
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ item }) => item);
}

async function tableNames(): Promise<string[]> {
  const { rows } = await sql.query<{ table_name: string }>(
    "select table_name from information_schema.tables where table_schema = 'public' and table_name <> '_prisma_migrations'",
  );
  return rows.map(({ table_name }) => table_name);
}

async function postTwice(name: keyof typeof TRUTH, seed: number): Promise<void> {
  const bodies = captureBodies(name);
  const posts = shuffled([...bodies, ...bodies], seed);
  for (const [index, { signal, body }] of posts.entries()) {
    if (index === seed + 1) {
      collector.child.kill("SIGKILL");
      await collector.ended;
      await startCollectorProcess();
    }
    const answer = await sendRequest({
      port,
      path: `/v1/${signal}`,
      headers: { "content-type": "application/json" },
      body,
    });
    expect(answer.status).toBe(200);
  }
}

describe.each(Object.keys(TRUTH) as (keyof typeof TRUTH)[])(
  "%s, posted twice in any order with the collector killed in between",
  (name) => {
    test.each(HISTORIES)("history %i", async (seed) => {
      const tables = await tableNames();
      await sql.query(`truncate ${tables.join(", ")} cascade`);
      await postTwice(name, seed);
      await expect
        .poll(async () => (await sql.query("select from pending_assemblies")).rowCount, { timeout: 20_000 })
        .toBe(0);

      const { rows: counts } = await sql.query(`select
      (select count(*)::int from turns) as turns, (select count(*)::int from round_trips) as "roundTrips",
      (select count(*)::int from tool_calls) as "toolCalls", (select count(*)::int from warm_ups) as "warmUps"`);
      expect(counts).toEqual([{ turns: 1, roundTrips: 2, toolCalls: 1, warmUps: TRUTH[name].warmUps }]);

      const { rows } = await sql.query(
        `select ttft_ms, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, outcome
       from ${TOLD_ROUND_TRIPS.sql} r order by started_at`,
      );
      const usage = { input_tokens: 1200, cached_input_tokens: 800, output_tokens: 45, reasoning_tokens: 10 };
      expect(rows).toMatchObject([usage, usage].map((tokens) => ({ ...tokens, outcome: "complete" })));
      const off = rows.map(({ ttft_ms }, index) => Math.abs(ttft_ms - (TRUTH[name].ttftMs[index] ?? 0)));
      expect(Math.max(...off)).toBeLessThan(5);

      const { rows: turns } = await sql.query(
        `select duration_ms - (client_ms + connect_ms + queue_ms + first_token_ms + generation_ms + tool_ms + approval_ms
        + throttle_ms + unattributed_ms) as rest, duration_ms from turns`,
      );
      expect(turns[0]?.rest).toBeCloseTo(0, 6);
      expect(turns[0]?.duration_ms).toBeGreaterThan(300);

      const everything: unknown[] = [];
      for (const table of tables)
        everything.push((await sql.query(`select ${table}::text as row from ${table}`)).rows);
      const text = JSON.stringify(everything);
      expect(text).toContain("gpt-5.3-codex-spark");
      expect(
        CONTENT.filter((content) => text.includes(content) || collector.output().includes(content)),
      ).toEqual([]);
    });
  },
);
