import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "#server/start-error.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { callAs, type PostgresUser } from "./postgres-user.ts";
import { findPostmaster, hasEnded, readPostmasterFile } from "./postmaster-file.ts";

/** What is needed to run one cluster. */
export interface PostgresCluster {
  readonly clusterDir: string;
  /** Absolute path of the log that PostgreSQL appends to. */
  readonly logFile: string;
  readonly binaries: PostgresBinaries;
  readonly user: PostgresUser;
  /** Additional settings, such as `["fsync=off"]`. */
  readonly settings: readonly string[];
}

/** A PostgreSQL that accepts connections. */
export interface PostgresServer {
  readonly pid: number;
  /** Settles with how it ended; never rejects. */
  readonly exited: Promise<string>;
  /** Ends open connections, writes a checkpoint and stops. */
  stop(): Promise<void>;
  /** Stops at once; the next start recovers from the write-ahead log. */
  kill(): void;
}

/** After this long without an end, the next start has to recover from the write-ahead log. */
const stopWithinMs = 20_000;

const baseSettings = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "shared_buffers=128MB",
  "max_wal_size=1GB",
  "synchronous_commit=on",
  "random_page_cost=1.1",
  "work_mem=16MB",
  "maintenance_work_mem=128MB",
  // Queries here are short: compiling them costs more than it saves.
  "jit=off",
  "lc_messages=C",
  "timezone=UTC",
  "log_timezone=UTC",
  "log_checkpoints=off",
  // A statement could carry values of a client; the error alone says enough.
  "log_min_error_statement=panic",
];

/** Starts the server on a loopback port and waits until it is ready. Throws StartError with PostgreSQL's own reason. */
export async function startPostgresServer(cluster: PostgresCluster, port: number): Promise<PostgresServer> {
  const giveUpAt = performance.now() + 15_000;
  for (;;) {
    const attempt = await tryStart(cluster, port);
    if (typeof attempt !== "string") return attempt;
    // Workers of a server that was killed need a moment to notice it and let go of its memory and its port.
    const transient = /shared memory block|already exists|TCP\/IP socket/.test(attempt);
    if (!transient || performance.now() > giveUpAt) {
      throw new StartError(
        `The database in ${cluster.clusterDir} does not start (${attempt}): see ${cluster.logFile}, restore a copy, or move the folder away to begin anew`,
      );
    }
    await sleep(200);
  }
}

/** Stops the server that an ended Roundtrip left behind in this folder, and removes what a lost one left. */
export async function stopOrphan(clusterDir: string): Promise<boolean> {
  const orphan = await findPostmaster(clusterDir);
  if (orphan === null) {
    await rm(`${clusterDir}/postmaster.pid`, { force: true });
    return false;
  }
  for (const [signal, patienceMs] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    try {
      process.kill(orphan, signal);
    } catch {
      break;
    }
    if (await hasEnded(orphan, patienceMs)) break;
  }
  return true;
}

async function tryStart(cluster: PostgresCluster, port: number): Promise<PostgresServer | string> {
  const { clusterDir, binaries, user } = cluster;
  const settings = [...baseSettings, ...cluster.settings].flatMap((setting) => ["-c", setting]);
  const call = callAs(user, binaries.postgres, ["-D", clusterDir, "-p", String(port), ...settings]);
  const log = await open(cluster.logFile, "a", 0o600);
  const logStart = (await log.stat()).size;
  const child = spawn(call.program, call.args, {
    // Of its own session: a Ctrl-C in the terminal must not stop the database before those who write to it.
    detached: process.platform !== "win32",
    windowsHide: true,
    stdio: ["ignore", log.fd, log.fd],
    cwd: binaries.home,
    ...call.ids,
  });
  const ended = once(child, "exit").then(
    ([code, signal]) => (signal === null ? `exit code ${code}` : `signal ${signal}`),
    (error: Error) => error.message,
  );
  let end: string | null = null;
  void ended.then((how) => {
    end = how;
  });
  try {
    while (end === null) {
      const { pid, ready } = await readPostmasterFile(clusterDir);
      if (child.pid !== undefined && pid === child.pid && ready) break;
      await sleep(15);
    }
    if (end !== null || child.pid === undefined)
      return (await lastComplaint(cluster.logFile, logStart)) ?? String(end);
  } finally {
    await log.close();
  }
  const { pid } = child;
  const stop = async () => {
    if (process.platform === "win32") {
      spawn(binaries.pgCtl, ["stop", "-m", "fast", "-D", clusterDir], { stdio: "ignore", windowsHide: true });
    } else {
      child.kill("SIGINT");
    }
    const timer = setTimeout(() => child.kill("SIGQUIT"), stopWithinMs);
    await ended;
    clearTimeout(timer);
  };
  return { pid, exited: ended, stop, kill: () => child.kill("SIGQUIT") };
}

/** The first FATAL or PANIC line since `start`, without its prefix; null when there is none. */
async function lastComplaint(logFile: string, start: number): Promise<string | null> {
  const text = (await readFile(logFile)).subarray(start).toString("utf8");
  return (
    /\b(?:FATAL|PANIC): +(.*)/.exec(text)?.[1] ?? /^.*(?:error|cannot|denied).*$/im.exec(text)?.[0] ?? null
  );
}
