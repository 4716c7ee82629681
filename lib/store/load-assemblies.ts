import type { Database } from "./database.ts";
import { findClosedBefore } from "./horizons.ts";
import { type AssembledSegment, insertAssemblies } from "./replace-assemblies.ts";
import { touchHours } from "./touch-hours.ts";

/** Round trips that one transaction takes. */
const BATCH = 4_000;

/**
 * Inserts what no observations stand behind, such as a made-up history, batch by batch, and returns how many round trips
 * that were. Assembly leaves such rows alone as long as nothing is heard of their scopes. What is older than the facts that
 * are kept is left out.
 */
export async function loadAssemblies(
  database: Database,
  segments: Iterable<AssembledSegment>,
): Promise<number> {
  let loaded = 0;
  let batch: AssembledSegment[] = [];
  let size = 0;
  // The next batch is made while the database takes one.
  let under = Promise.resolve();
  const flush = async () => {
    const taken = batch;
    await under;
    under = insertBatch(database, taken);
    // Told by whoever waits next; until then it must not end the process.
    under.catch(() => undefined);
    loaded += size;
    batch = [];
    size = 0;
  };
  for (const segment of segments) {
    batch.push(segment);
    size += segment.assembly.roundTrips.length;
    if (size >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  await under;
  return loaded;
}

async function insertBatch(database: Database, batch: readonly AssembledSegment[]): Promise<void> {
  await database.$transaction(
    async (transaction) => {
      const closedMs = await findClosedBefore(transaction);
      const isKept = ({ startedAtMs }: { readonly startedAtMs: number }) => startedAtMs >= closedMs;
      await touchHours(transaction, await insertAssemblies(transaction, batch, isKept));
    },
    { maxWait: 10_000, timeout: 120_000 },
  );
}
