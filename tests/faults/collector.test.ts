import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedDatabase, openEmbeddedDatabase } from "#server/database/embedded-database.ts";
import { migrate } from "#server/database/migrate.ts";
import type { PostgresServer } from "#server/database/postgres-server.ts";
import { freePort } from "#server/free-ports.ts";
import { type ExportStreams, startExportStreams } from "#tests/support/export-streams.ts";
import { type RunningProcess, startProcess } from "#tests/support/processes.ts";
import { sendRequest } from "#tests/support/send-request.ts";

const JSON_TYPE = { "content-type": "application/json" };
const ONE_SPAN = {
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              traceId: "0af7651916cd43dd8448eb211c80319c",
              spanId: "b7ad6b7169203331",
              startTimeUnixNano: "1795327382000000000",
              endTimeUnixNano: "1795327383000000000",
              attributes: [{ key: "gen_ai.operation.name", value: { stringValue: "chat" } }],
            },
          ],
        },
      ],
    },
  ],
};

let dataDir: string;
let embedded: EmbeddedDatabase;
let server: PostgresServer;
let port: number;
let collector: RunningProcess;

async function startCollectorProcess(): Promise<RunningProcess> {
  const started = startProcess(process.execPath, ["server/collector/main.ts"], {
    env: {
      DATABASE_URL: embedded.url,
      ROUNDTRIP_OTLP_HTTP_PORT: String(port),
      ROUNDTRIP_OTLP_GRPC_PORT: "0",
    },
  });
  await started.waitFor(/receives OTLP/);
  return started;
}

async function countBy(expression: string): Promise<ReadonlyMap<string, number>> {
  const client = new pg.Client({ connectionString: embedded.url });
  await client.connect();
  try {
    const { rows } = await client.query(
      `select ${expression} as id, count(*)::int as n from observations where ${expression} is not null group by 1`,
    );
    return new Map(rows.map(({ id, n }) => [id, n]));
  } finally {
    await client.end();
  }
}

/** Waits until so many more spans and log records were acknowledged. */
async function progress({ acknowledged: { spanIds, callIds } }: ExportStreams, more: number): Promise<void> {
  const [spans, calls] = [spanIds.size + more, callIds.size + more];
  await expect.poll(() => spanIds.size >= spans && callIds.size >= calls, { timeout: 60_000 }).toBe(true);
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "roundtrip-collector-"));
  embedded = await openEmbeddedDatabase(dataDir);
  server = await embedded.start();
  await migrate(embedded.url);
  port = await freePort("127.0.0.1");
  collector = await startCollectorProcess();
});

afterAll(async () => {
  await collector?.stop();
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test("everything acknowledged is stored exactly once, whatever is killed meanwhile", async () => {
  const streams = startExportStreams(`http://127.0.0.1:${port}`);
  for (let round = 0; round < 3; round++) {
    await progress(streams, 200);
    collector.child.kill("SIGKILL");
    await collector.ended;
    collector = await startCollectorProcess();
  }
  await progress(streams, 200);
  server.kill();
  await server.exited;
  await collector.waitFor(/cannot store anything now/);
  const health = await sendRequest({ port, path: "/healthz", method: "GET" });
  const refused = await sendRequest({
    port,
    path: "/v1/traces",
    headers: JSON_TYPE,
    body: JSON.stringify(ONE_SPAN),
  });
  expect([health.status, refused.status, refused.headers["retry-after"]]).toEqual([503, 503, "2"]);
  server = await embedded.start();
  await collector.waitFor(/stores again/);
  await progress(streams, 200);
  await streams.stop();

  const stored = { spanIds: await countBy("span_id"), callIds: await countBy("facts->>'callId'") };
  const { spanIds, callIds } = streams.acknowledged;
  expect([...spanIds].filter((id) => !stored.spanIds.has(id))).toEqual([]);
  expect([...callIds].filter((id) => !stored.callIds.has(id))).toEqual([]);
  expect([...stored.spanIds, ...stored.callIds].filter(([, n]) => n !== 1)).toEqual([]);
  expect(spanIds.size).toBeGreaterThan(1000);
  expect(callIds.size).toBeGreaterThan(1000);
});

test("a collector that is told to end answers what it has received and exits with 0", async () => {
  const streams = startExportStreams(`http://127.0.0.1:${port}`);
  await progress(streams, 200);
  collector.child.kill("SIGTERM");
  expect(await collector.ended).toBe(0);
  const { spanIds } = streams.acknowledged;
  const acknowledged = [...spanIds];
  collector = await startCollectorProcess();
  await streams.stop();
  const stored = await countBy("span_id");
  expect(acknowledged.filter((id) => stored.get(id) !== 1)).toEqual([]);
});

test("a second collector on a used port gives up in one line that names the setting", async () => {
  const second = startProcess(process.execPath, ["server/collector/main.ts"], {
    env: {
      DATABASE_URL: embedded.url,
      ROUNDTRIP_OTLP_HTTP_PORT: String(port),
      ROUNDTRIP_OTLP_GRPC_PORT: "0",
    },
  });
  expect(await second.ended).toBe(1);
  expect(second.output()).toBe(`Port ${port} is in use: set ROUNDTRIP_OTLP_HTTP_PORT to a free one.\n`);
});
