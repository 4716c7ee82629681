import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { openEmbeddedDatabase } from "#server/database/embedded-database.ts";
import { hasEnded } from "#server/database/postmaster-file.ts";
import { freePort, freePorts } from "#server/free-ports.ts";
import { type StartedRoundtrip, type StartSettings, startRoundtrip } from "#tests/support/start-roundtrip.ts";

let dataDir = "";
let settings: StartSettings = {};

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "roundtrip-faults-"));
  const [dashboard, http, grpc] = await freePorts("127.0.0.1", 3);
  settings = {
    ROUNDTRIP_DATA_DIR: dataDir,
    PORT: String(dashboard),
    ROUNDTRIP_OTLP_HTTP_PORT: String(http),
    ROUNDTRIP_OTLP_GRPC_PORT: String(grpc),
  };
});

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

test("Ctrl-C stops everything, and the data directory is free again", async () => {
  const roundtrip = await startAndWait();
  const children = await roundtrip.childrenWith("");
  expect(children).toHaveLength(3);
  // A terminal and npm each pass the same key press on.
  roundtrip.signal("SIGINT");
  roundtrip.signal("SIGINT");
  expect(await roundtrip.exited).toBe(0);
  expect(await Promise.all(children.map((pid) => hasEnded(pid, 0)))).toEqual([true, true, true]);
  expect(await readdir(dataDir)).toEqual(["postgres", "postgres-password", "postgres.log"]);
});

test("whichever part is killed, it comes back and answers where it did", async () => {
  const roundtrip = await startAndWait();
  await killChild(roundtrip, "collector/main.ts");
  await roundtrip.untilPrinted("The collector is back");
  expect((await fetch(`http://127.0.0.1:${settings["ROUNDTRIP_OTLP_HTTP_PORT"]}/metrics`)).status).toBe(200);

  await killChild(roundtrip, "dashboard/main.ts");
  await roundtrip.untilPrinted("The dashboard is back");
  expect((await fetch(`http://127.0.0.1:${settings["PORT"]}/`)).status).toBe(200);

  const url = await databaseUrl();
  await killChild(roundtrip, "postgres");
  await roundtrip.untilPrinted("The database is back");
  expect(await tablesAt(url)).toContain("round_trips");

  roundtrip.signal("SIGTERM");
  expect(await roundtrip.exited).toBe(0);
});

test("after the supervisor was killed its children end, and the next start takes the database over", async () => {
  const killed = await startAndWait();
  const [database = 0] = await killed.childrenWith("postgres");
  const others = [
    ...(await killed.childrenWith("collector/main.ts")),
    ...(await killed.childrenWith("dashboard/main.ts")),
  ];
  killed.signal("SIGKILL");
  expect(await killed.exited).toBe("SIGKILL");

  const roundtrip = await startAndWait();
  expect(await Promise.all([database, ...others].map((pid) => hasEnded(pid, 0)))).toEqual([true, true, true]);
  expect(roundtrip.output()).toContain("taken over from a start that was killed");
  roundtrip.signal("SIGINT");
  expect(await roundtrip.exited).toBe(0);
});

test("after the bootstrap was killed, all that it started ends, and the next start waits for that", async () => {
  const bootstrap = startRoundtrip(settings, "scripts/bootstrap.mjs");
  onTestFinished(() => bootstrap.signal("SIGKILL"));
  await bootstrap.untilPrinted("Roundtrip is at");
  bootstrap.signal("SIGKILL");
  const roundtrip = await startAndWait();
  roundtrip.signal("SIGINT");
  expect(await roundtrip.exited).toBe(0);
});

test("a second start on the same data directory gets one line and changes nothing for the first", async () => {
  const first = await startAndWait();
  await expectRefusal({}, `Roundtrip already runs on ${dataDir} (process ${first.pid})`);
  expect((await fetch(`http://127.0.0.1:${settings["PORT"]}/`)).status).toBe(200);
  first.signal("SIGINT");
  expect(await first.exited).toBe(0);
});

test.each(["PORT", "ROUNDTRIP_OTLP_HTTP_PORT", "ROUNDTRIP_OTLP_GRPC_PORT"])(
  "a used %s gets one line before anything is created",
  async (setting) => {
    const holder = createServer().listen(Number(settings[setting]), "127.0.0.1");
    await once(holder, "listening");
    await expectRefusal(
      {},
      `Port ${settings[setting]} is used by another program: stop it, or set ${setting} to`,
    );
    expect(await readdir(dataDir)).toEqual([]);
    holder.close();
  },
);

test("a database of another PostgreSQL gets one line", async () => {
  await mkdir(join(dataDir, "postgres"));
  await writeFile(join(dataDir, "postgres", "PG_VERSION"), "99\n");
  await expectRefusal(
    {},
    `The database in ${dataDir}/postgres was written by PostgreSQL 99, this Roundtrip carries 18`,
  );
});

test("a database without its version gets one line", async () => {
  await mkdir(join(dataDir, "postgres"));
  await expectRefusal({}, `The database in ${dataDir}/postgres is damaged (PG_VERSION is missing)`);
});

test("a damaged database gets one line with PostgreSQL's own reason", async () => {
  await createCluster();
  await rm(join(dataDir, "postgres", "global", "pg_control"));
  await expectRefusal({}, `The database in ${dataDir}/postgres does not start (`);
});

test("a lost password gets one line", async () => {
  await createCluster();
  await rm(join(dataDir, "postgres-password"));
  await expectRefusal({}, `${dataDir}/postgres-password is missing or empty`);
});

test("what an interrupted first start and a crash left behind does not block the next start", async () => {
  await createCluster();
  await mkdir(join(dataDir, "postgres.unfinished"));
  // The ids in both files belong to a process that is alive, but neither Roundtrip nor PostgreSQL.
  await writeFile(join(dataDir, "postgres", "postmaster.pid"), `${process.pid}\n${dataDir}/postgres\n`);
  await writeFile(
    join(dataDir, "roundtrip.lock"),
    JSON.stringify({ pid: process.pid, start: "1", stopping: false }),
  );
  const roundtrip = await startAndWait();
  roundtrip.signal("SIGINT");
  expect(await roundtrip.exited).toBe(0);
});

test("a DATABASE_URL where nobody listens gets one line without the password", async () => {
  const port = await freePort("127.0.0.1");
  const DATABASE_URL = `postgresql://me:secret@127.0.0.1:${port}/mine`;
  const output = await expectRefusal(
    { DATABASE_URL },
    `DATABASE_URL does not work: 127.0.0.1:${port}/mine says`,
  );
  expect(output).not.toContain("secret");
});

test.each([
  [{ DATABASE_URL: "mysql://localhost/x" }, "DATABASE_URL must begin with postgresql://"],
  [{ PORT: "http" }, "PORT "],
  [{ HOST: "0.0.0.0" }, "HOST 0.0.0.0 would let others in"],
])("the setting %j gets one line", async (wrong, line) => {
  await expectRefusal(wrong, line);
});

async function startAndWait(): Promise<StartedRoundtrip> {
  const roundtrip = startRoundtrip(settings);
  // Children notice that their supervisor is gone, so nothing outlives a test that failed.
  onTestFinished(() => roundtrip.signal("SIGKILL"));
  await roundtrip.untilPrinted("Roundtrip is at");
  return roundtrip;
}

async function expectRefusal(wrong: StartSettings, line: string): Promise<string> {
  const roundtrip = startRoundtrip({ ...settings, ...wrong });
  onTestFinished(() => roundtrip.signal("SIGKILL"));
  expect(await roundtrip.exited).toBe(1);
  await roundtrip.untilPrinted("\n");
  expect(roundtrip.output()).toMatch(/^Roundtrip cannot start\. [^\n]+\n$/);
  expect(roundtrip.output()).toContain(line);
  return roundtrip.output();
}

async function killChild(roundtrip: StartedRoundtrip, text: string): Promise<void> {
  const children = await roundtrip.childrenWith(text);
  expect(children).toHaveLength(1);
  for (const pid of children) process.kill(pid, "SIGKILL");
}

/** A cluster as a first start leaves it, in a tenth of the time. */
async function createCluster(): Promise<void> {
  await openEmbeddedDatabase(dataDir, { throwAway: true });
}

async function databaseUrl(): Promise<string> {
  const password = await readFile(join(dataDir, "postgres-password"), "utf8");
  const port = (await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n")[3];
  return `postgresql://roundtrip:${password}@127.0.0.1:${port}/roundtrip`;
}

async function tablesAt(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const found = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  await client.end();
  return found.rows.map(({ tablename }) => String(tablename));
}
