import { existsSync } from "node:fs";
import { environmentWith } from "#lib/config/environment-with.ts";
import { readSettings } from "#lib/config/settings.ts";
import { choosePorts } from "./choose-ports.ts";
import { lockDataDir } from "./data-dir-lock.ts";
import { boundLog } from "./database/bound-log.ts";
import { checkExternalDatabase } from "./database/check-external-database.ts";
import { openEmbeddedDatabase } from "./database/embedded-database.ts";
import { migrate } from "./database/migrate.ts";
import { describeStartFailure } from "./describe-start-failure.ts";
import { print, printError } from "./print.ts";
import { type ChildProgram, startChild } from "./start-child.ts";
import { type Running, supervise } from "./supervise.ts";

/** What has been started, in order; it is stopped from the end. */
const parts: { readonly stop: () => Promise<void>; readonly kill: () => void }[] = [];
const ending = new AbortController();
// A terminal and npm both pass a Ctrl-C on, so that one key press arrives twice within a moment.
const oneKeyPressMs = 500;
/** In MiB: what a hostile export may make the collector hold stays under 400 MB; Node's defaults would take more. */
const COLLECTOR_MEMORY = ["--max-semi-space-size=8", "--max-old-space-size=224"];

let firstSignalAt: number | null = null;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
// The bootstrap that started this is gone, so nobody could stop us any more.
process.once("disconnect", onSignal);

const starting = start();
try {
  await starting;
} catch (error) {
  if (!ending.signal.aborted) {
    printError(describeStartFailure(error));
    await stopParts();
    process.exit(1);
  }
}

async function start(): Promise<void> {
  const given = readSettings();
  const lock = await lockDataDir(given.dataDir);
  parts.push({ stop: lock.release, kill: () => undefined });
  ending.signal.addEventListener("abort", () => void lock.markStopping().catch(() => undefined));
  const settings = await choosePorts(given, lock);

  const url = settings.databaseUrl ?? (await startEmbedded(settings.dataDir));
  if (settings.databaseUrl !== null) {
    print(`Database: PostgreSQL ${await checkExternalDatabase(url)} from DATABASE_URL`);
  }
  ending.signal.throwIfAborted();
  const applied = await migrate(url);
  print(`Migrations: ${applied.length === 0 ? "nothing to do" : `${applied.length} applied`}`);

  const environment = environmentWith({
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: url,
    HOST: settings.host,
    PORT: String(settings.dashboardPort),
    ROUNDTRIP_OTLP_HTTP_PORT: String(settings.otlpHttpPort),
    ROUNDTRIP_OTLP_GRPC_PORT: String(settings.otlpGrpcPort),
    ROUNDTRIP_DATA_DIR: settings.dataDir,
  });
  const startOwn = (program: Omit<ChildProgram, "main" | "environment"> & { main: string }) => {
    const child = { ...program, main: new URL(program.main, import.meta.url), environment };
    return startPart(program.name, () => startChild(child, ending.signal));
  };

  await startOwn({ name: "The collector", main: "./collector/main.ts", nodeOptions: COLLECTOR_MEMORY });
  const [overHttp, overGrpc] = [settings.otlpHttpPort, settings.otlpGrpcPort].map((port) =>
    addressOf(settings.host, port),
  );
  print(`Collector: OTLP/HTTP at ${overHttp}, OTLP/gRPC at ${overGrpc}`);
  // Next greets on standard output with lines about itself.
  await startOwn({ name: "The dashboard", main: "./dashboard/main.ts", quiet: true });
  print(`Roundtrip is at ${addressOf(settings.host, settings.dashboardPort)}`);
}

/** Starts a part under supervision, and makes sure that it is stopped. */
async function startPart(name: string, startOnce: () => Promise<Running>): Promise<void> {
  ending.signal.throwIfAborted();
  parts.push(await supervise(name, startOnce));
}

async function startEmbedded(dataDir: string): Promise<string> {
  const isNew = !existsSync(`${dataDir}/postgres`);
  const database = await openEmbeddedDatabase(dataDir);
  await startPart("The database", database.start);
  const stopBounding = boundLog(database.logFile);
  parts.push({ stop: async () => stopBounding(), kill: stopBounding });
  const note = isNew ? ", new" : database.stoppedOrphan ? ", taken over from a start that was killed" : "";
  print(`Database: PostgreSQL 18 in ${dataDir}${note}`);
  return database.url;
}

function addressOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function onSignal(): void {
  const now = performance.now();
  if (firstSignalAt === null) {
    firstSignalAt = now;
    void endCleanly();
  } else if (now - firstSignalAt > oneKeyPressMs) {
    printError("Stopping at once");
    for (const part of parts.toReversed()) part.kill();
    process.exit(1);
  }
}

async function endCleanly(): Promise<void> {
  // Before the lock is taken there is nothing to stop.
  if (parts.length === 0) process.exit(0);
  ending.abort();
  print("Stopping");
  // A step under way may still bring up something that has to be stopped.
  await starting.catch(() => undefined);
  await stopParts();
  process.exit(0);
}

async function stopParts(): Promise<void> {
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    await part.stop().catch((error: unknown) => printError(`Could not stop cleanly: ${String(error)}`));
  }
}
