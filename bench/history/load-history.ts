import { once } from "node:events";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type AssembledSegment, assemblyRows, type TableRows } from "#lib/store/assembly-rows.ts";
import { openDatabase } from "#lib/store/database.ts";
import { columnOf } from "#lib/store/insert-rows.ts";
import { touchHours } from "#lib/store/touch-hours.ts";
import { BarePartitions } from "./bare-partitions.ts";
import { CopyWriter } from "./copy-writer.ts";

/** Round trips whose rows are held at once. */
const BATCH = 10_000;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Stores what `loadAssemblies` would, to the row, many times faster, and returns how many round trips that were. For a
 * database that nobody reads or writes meanwhile; when this fails half-way, it has to be made anew.
 */
export async function loadHistory(url: string, segments: Iterable<AssembledSegment>): Promise<number> {
  const database = openDatabase(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set synchronous_commit = off");
    await client.query("set maintenance_work_mem = '1GB'");
    const partitions = new BarePartitions(client);
    const hours = new Set<number>();
    const writer = new CopyWriter();
    let loaded = 0;
    // The next batch is made while the database takes one.
    let under = Promise.resolve();
    for (const batch of batches(segments)) {
      const { tables, startsMs } = await database.$transaction(
        (transaction) => assemblyRows(transaction, batch),
        { maxWait: 10_000, timeout: 120_000 },
      );
      for (const ms of startsMs) hours.add(Math.floor(ms / HOUR_MS) * HOUR_MS);
      await under;
      const copies = await encode(tables, partitions, writer);
      under = copyAll(client, copies);
      // Told by whoever waits next; until then it must not end the process.
      under.catch(() => undefined);
      loaded += batch.reduce((sum, { assembly }) => sum + assembly.roundTrips.length, 0);
    }
    await under;
    await partitions.attach();
    await touchHours(database, [...hours]);
    return loaded;
  } finally {
    await client.end();
    await database.$disconnect();
  }
}

function* batches(segments: Iterable<AssembledSegment>): Generator<readonly AssembledSegment[]> {
  let batch: AssembledSegment[] = [];
  let size = 0;
  for (const segment of segments) {
    batch.push(segment);
    size += segment.assembly.roundTrips.length;
    if (size < BATCH) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (batch.length > 0) yield batch;
}

interface Copy {
  readonly statement: string;
  readonly bytes: Buffer;
}

async function encode(
  tables: readonly TableRows[],
  partitions: BarePartitions,
  writer: CopyWriter,
): Promise<readonly Copy[]> {
  const copies: Copy[] = [];
  for (const { table, fields, placedBy, rows } of tables) {
    const names = Object.entries(fields).map(([field, type]) => columnOf(field, type));
    const nameOf = new Map<number, string>();
    for (const day of new Set(rows.map((row) => dayOf(row[placedBy]))))
      nameOf.set(day, await partitions.nameAt(table, day * DAY_MS));
    for (const [partition, own] of Map.groupBy(rows, (row) => nameOf.get(dayOf(row[placedBy])))) {
      const statement = `copy ${partition} (${names.join(", ")}) from stdin (format binary)`;
      copies.push({ statement, bytes: writer.write(fields, own) });
    }
  }
  return copies;
}

function dayOf(ms: unknown): number {
  return Math.floor(Number(ms) / DAY_MS);
}

async function copyAll(client: pg.Client, copies: readonly Copy[]): Promise<void> {
  for (const { statement, bytes } of copies) {
    const stream = client.query(copyFrom(statement));
    const done = once(stream, "finish");
    stream.end(bytes);
    await done;
  }
}
