import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { type Collector, startCollector } from "#server/collector/start-collector.ts";
import { type EmbeddedDatabase, openEmbeddedDatabase } from "#server/database/embedded-database.ts";
import { migrate } from "#server/database/migrate.ts";
import type { PostgresServer } from "#server/database/postgres-server.ts";
import { codexExport } from "#tests/support/codex-export.ts";
import { sendRequest } from "#tests/support/send-request.ts";

const run = promisify(execFile);
const MIB = 1024 * 1024;
const DISK_BYTES = 192 * MIB;
const LEFT_BYTES = 2 * MIB;
const CALLS = 400;

let disk: string;
/** Why there is no small disk; null when there is one. */
let refusal: string | null = null;
let embedded: EmbeddedDatabase;
let server: PostgresServer;
let database: Database;
let collector: Collector;
const said: string[] = [];

// A small disk of its own is the one way to fill a disk without harm to others. Only root may mount one, on Linux.
beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), "roundtrip-disk-"));
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "roundtrip-test", disk]);
  } catch (error) {
    refusal = `No small disk can be mounted here: ${String(error).split("\n")[0]}`;
    return;
  }
  await chmod(disk, 0o755);
  const dataDir = join(disk, "data");
  await mkdir(dataDir);
  embedded = await openEmbeddedDatabase(dataDir);
  server = await embedded.start();
  await migrate(embedded.url);
  database = openDatabase(embedded.url);
  collector = await startCollector(database, {
    host: "127.0.0.1",
    port: 0,
    grpcPort: 0,
    say: (line) => void said.push(line),
  });
});

afterAll(async () => {
  await collector?.close();
  await database?.$disconnect();
  await server?.stop();
  if (refusal === null) await run("umount", ["-l", disk]);
  await rm(disk, { recursive: true, force: true });
});

async function send(round: number): Promise<number> {
  const callIds = Array.from({ length: CALLS }, (_, index) => `call-${round}-${index}`);
  const { status } = await sendRequest({
    port: collector.port,
    path: "/v1/logs",
    headers: { "content-type": "application/json" },
    body: codexExport(`disk-${round}`, callIds),
  });
  return status;
}

test("on a full disk exports are told to come back, what was acknowledged stays, and room is enough to go on", async ({
  skip,
}) => {
  if (refusal !== null) skip(refusal);
  const ballast = join(disk, "ballast");
  const { bavail, bsize } = await statfs(disk);
  await writeFile(ballast, new Uint8Array(bavail * bsize - LEFT_BYTES));

  const acknowledged: number[] = [];
  let refusedWith: number | null = null;
  for (let round = 0; refusedWith === null; round += 1) {
    const status = await send(round);
    if (status === 200) acknowledged.push(round);
    else refusedWith = status;
  }
  expect(refusedWith).toBe(503);
  expect(said.join("\n")).toMatch(/cannot store anything now/);

  await rm(ballast);
  const sendAgain = async () => {
    // PostgreSQL may stop itself, having found no room for its log; the supervisor would start it anew.
    const how = await Promise.race([server.exited, Promise.resolve("running")]);
    if (how !== "running") server = await embedded.start();
    return await send(1_000_000);
  };
  await expect.poll(sendAgain, { timeout: 60_000 }).toBe(200);
  expect(said.at(-1)).toBe("The collector stores again.");

  const rows = await database.observation.groupBy({ by: ["scope"], _count: true });
  const stored = new Map(rows.map(({ scope, _count }) => [scope, _count]));
  const kept = [...acknowledged, 1_000_000].map((round) => stored.get(`codex/disk-${round}`));
  expect(kept).toEqual(kept.map(() => CALLS));
});
