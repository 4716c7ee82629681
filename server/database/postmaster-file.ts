import { readFile, readlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, readCommandLine } from "#server/process-identity.ts";

/** What PostgreSQL notes in `postmaster.pid` about the server of a cluster. */
export interface PostmasterFile {
  /** Null when there is no file or it is not readable as one. */
  readonly pid: number | null;
  readonly ready: boolean;
}

/** Reads the file that a running server keeps in its folder. */
export async function readPostmasterFile(clusterDir: string): Promise<PostmasterFile> {
  const lines = (await readFile(join(clusterDir, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  return { pid: Number.isInteger(pid) && pid > 1 ? pid : null, ready: lines[7]?.trim() === "ready" };
}

/** The process id of the server that really runs on this folder; null when the file is stale or another program has the id. */
export async function findPostmaster(clusterDir: string): Promise<number | null> {
  const { pid } = await readPostmasterFile(clusterDir);
  if (pid === null || !isRunning(pid)) return null;
  // PostgreSQL works in its data directory; where that cannot be seen, its command line names it.
  const workingDir = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  if (workingDir !== null) return resolve(workingDir) === resolve(clusterDir) ? pid : null;
  return (await readCommandLine(pid)).includes(clusterDir) ? pid : null;
}

/** Waits until a process that is not our child has ended; false when it still runs after `patienceMs`. */
export async function hasEnded(pid: number, patienceMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + patienceMs;
  while (isRunning(pid)) {
    if (performance.now() > giveUpAt) return false;
    await sleep(20);
  }
  return true;
}
