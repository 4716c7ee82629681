import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, readProcessStart } from "./process-identity.ts";
import { StartError } from "./start-error.ts";

/** The right of this process to use a data directory. */
export interface DataDirLock {
  /** Whether an earlier holder ended without giving the lock back; its children may still be ending. */
  readonly takenOver: boolean;
  /** Tells the next start that it need only wait a little. */
  markStopping(): Promise<void>;
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly start: string | null;
  readonly stopping: boolean;
}

const patienceMs = 30_000;

/**
 * Makes the directory, if needed, and takes the lock on it. Waits for a holder that is stopping. Throws StartError when
 * another Roundtrip holds it or the directory cannot be written.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const file = join(dataDir, "roundtrip.lock");
  const self: Holder = { pid: process.pid, start: await readProcessStart(process.pid), stopping: false };
  const giveUpAt = performance.now() + patienceMs;
  let takenOver = false;
  try {
    await mkdir(dataDir, { recursive: true });
    while (!(await tryCreate(file, self))) {
      const holder = await readHolder(file);
      if (holder === null || !(await isHeld(holder))) {
        takenOver = true;
        await removeStale(file, holder);
      } else if (holder.stopping && performance.now() < giveUpAt) {
        await sleep(50);
      } else {
        throw new StartError(
          `Roundtrip already runs on ${dataDir} (process ${holder.pid}): stop it, or set ROUNDTRIP_DATA_DIR, PORT, ROUNDTRIP_OTLP_HTTP_PORT and ROUNDTRIP_OTLP_GRPC_PORT for a second one`,
        );
      }
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new StartError(
      `The data directory ${dataDir} cannot be written (${reason}): set ROUNDTRIP_DATA_DIR to another`,
    );
  }
  return {
    takenOver,
    markStopping: () => writeFile(file, JSON.stringify({ ...self, stopping: true })),
    release: () => rm(file, { force: true }),
  };
}

async function tryCreate(file: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(holder), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Null when the file says nothing, even after the moment that its writer may need. */
async function readHolder(file: string): Promise<Holder | null> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    try {
      const holder = JSON.parse(await readFile(file, "utf8")) as Partial<Holder>;
      const { pid, start = null, stopping = false } = holder;
      if (typeof pid === "number") return { pid, start, stopping };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      // Not yet written to its end.
    }
    await sleep(25);
  }
  return null;
}

async function isHeld(holder: Holder): Promise<boolean> {
  if (holder.pid === process.pid || !isRunning(holder.pid)) return false;
  return holder.start === null || (await readProcessStart(holder.pid)) === holder.start;
}

/** Of several that find the same stale lock, only one may remove it: the one whose rename succeeds. */
async function removeStale(file: string, seen: Holder | null): Promise<void> {
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const moved = await readFile(aside, "utf8").catch(() => "");
  await rm(aside, { force: true });
  // Somebody else removed the stale one first, and this was the new one: it goes back.
  if (seen !== null && moved !== JSON.stringify(seen))
    await writeFile(file, moved, { flag: "wx" }).catch(() => undefined);
}
