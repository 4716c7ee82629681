import { readSettings } from "#lib/config/settings.ts";
import { openDatabase } from "#lib/store/database.ts";
import { printError } from "#server/print.ts";
import { DEMO_HISTORY, writeDemoMark } from "./demo-mark.ts";
import { fillDemo } from "./fill-demo.ts";

// Fills the demo's database, as a process of its own, because making up a month of history takes a core for a while.

/** So often it is told how far it is, in steps of all. */
const STEPS = 100;

const { databaseUrl, dataDir } = readSettings();
process.once("disconnect", () => process.exit(0));
process.once("SIGTERM", () => process.exit(0));
process.on("SIGINT", () => undefined);
process.send?.({ ready: true });
try {
  if (databaseUrl === null) throw new Error("there is no database to fill");
  const database = openDatabase(databaseUrl);
  const begunAtMs = Date.now();
  let told = 0;
  await fillDemo(database, begunAtMs, (progress) => {
    const step = Math.floor(progress * STEPS);
    if (step <= told) return;
    told = step;
    process.send?.({ progress });
  });
  await database.$disconnect();
  await writeDemoMark(dataDir, { history: DEMO_HISTORY, begunAtMs, toldUntilMs: begunAtMs });
  process.exit(0);
} catch (error) {
  printError(`The demo could not be filled: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
