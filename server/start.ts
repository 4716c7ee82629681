import { readSettings } from "#lib/config/settings.ts";
import { choosePorts } from "./choose-ports.ts";
import { lockDataDir } from "./data-dir-lock.ts";
import { checkExternalDatabase } from "./database/check-external-database.ts";
import { answerAboutDemo } from "./demo/answer-about-demo.ts";
import { Demo } from "./demo/demo.ts";
import { describeStartFailure } from "./describe-start-failure.ts";
import { print, printError } from "./print.ts";
import { readOptions } from "./read-options.ts";
import { addressOf, migrateStack, startEmbedded, startServices } from "./start-stack.ts";
import { StartedParts } from "./started-parts.ts";

const parts = new StartedParts();
const ending = new AbortController();
// A terminal and npm both pass a Ctrl-C on, so that one key press arrives twice within a moment.
const oneKeyPressMs = 500;

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
    await parts.stop();
    process.exit(1);
  }
}

async function start(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const given = readSettings();
  const lock = await lockDataDir(given.dataDir);
  parts.push({ stop: lock.release, kill: () => undefined });
  ending.signal.addEventListener("abort", () => void lock.markStopping().catch(() => undefined));
  const settings = { ...(await choosePorts(given, lock)), owner: "" };

  const stack = { settings, parts, signal: ending.signal, say: print };
  const url = settings.databaseUrl ?? (await startEmbedded(stack));
  if (settings.databaseUrl !== null) {
    print(`Database: PostgreSQL ${await checkExternalDatabase(url)} from DATABASE_URL`);
  }
  await migrateStack(url, stack);

  const demo = new Demo(settings, print);
  await startServices(url, stack, {
    onMessage: answerAboutDemo(demo),
    environment: { ROUNDTRIP_OFFERS_DEMO: "1" },
  });
  parts.push(demo);
  print(`Roundtrip is at ${addressOf(settings.host, settings.dashboardPort)}`);
  if (options.demo) demo.start();
}

function onSignal(): void {
  const now = performance.now();
  if (firstSignalAt === null) {
    firstSignalAt = now;
    void endCleanly();
  } else if (now - firstSignalAt > oneKeyPressMs) {
    printError("Stopping at once");
    parts.kill();
    process.exit(1);
  }
}

async function endCleanly(): Promise<void> {
  // Before the lock is taken there is nothing to stop.
  if (parts.isEmpty) process.exit(0);
  ending.abort();
  print("Stopping");
  // A step under way may still bring up something that has to be stopped.
  await starting.catch(() => undefined);
  await parts.stop();
  process.exit(0);
}
