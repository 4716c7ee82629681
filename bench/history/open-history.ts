import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { openDatabase } from "#lib/store/database.ts";
import { workOffTouched } from "#lib/store/rollups/work-off-touched.ts";
import { openEmbeddedDatabase } from "#server/database/embedded-database.ts";
import { migrate } from "#server/database/migrate.ts";
import { generateHistory } from "#simulation/history/generate-history.ts";
import { loadHistory } from "./load-history.ts";

const HOUR_MS = 3_600_000;

/** When each made-up history ends, in Unix ms: on a Friday afternoon in Europe, a morning in America. */
const END_MS = Date.UTC(2026, 10, 20, 14, 30);

/** A server that runs on a folder with a made-up history. */
export interface OpenHistory {
  readonly url: string;
  /** Unix ms at which the history ends. */
  readonly endMs: number;
  /** How many round trips it has. */
  readonly roundTrips: number;
  stop(): Promise<void>;
}

const done = "history.json";

/**
 * Opens the history of 30 days and 500 people that lies in the folder, or makes it there: about so many round trips,
 * rolled up except for the last hour and day, as at the moment at which it ends.
 */
export async function openHistory(folder: string, roundTrips: number): Promise<OpenHistory> {
  const loaded = await readFile(join(folder, done), "utf8").then(JSON.parse, () => null);
  if (loaded === null) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const embedded = await openEmbeddedDatabase(folder, { throwAway: true });
  const server = await embedded.start();
  try {
    const { url } = embedded;
    await migrate(url);
    const count = loaded?.roundTrips ?? (await makeHistory(url, roundTrips));
    await writeFile(join(folder, done), JSON.stringify({ roundTrips: count }));
    return { url, endMs: END_MS, roundTrips: count, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function makeHistory(url: string, roundTrips: number): Promise<number> {
  const history = generateHistory({ seed: 1, roundTrips, endMs: END_MS });
  const tell = timer();
  const loaded = await loadHistory(
    url,
    (function* () {
      for (const day of history.days) yield* day.segments();
    })(),
  );
  tell(`${loaded} round trips loaded`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("vacuum (analyze)");
  tell("vacuumed");
  const database = openDatabase(url);
  let steps = 0;
  while (await workOffTouched(database, { quietMs: 0 })) steps += 1;
  tell(`${steps} hours and days rolled up`);
  await database.$disconnect();
  const hourMs = Math.floor(END_MS / HOUR_MS) * HOUR_MS;
  await client.query("insert into touched_hours (hour) values (to_timestamp($1::float8))", [hourMs / 1000]);
  await client.query("vacuum (analyze)");
  await client.end();
  return loaded;
}

function timer(): (what: string) => void {
  let since = performance.now();
  let cpu = process.cpuUsage();
  return (what) => {
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - since) / 1000;
    console.log(`${what}: ${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of Node's CPU`);
    since = performance.now();
    cpu = process.cpuUsage();
  };
}
