import { readSettings } from "#lib/config/settings.ts";
import { choosePorts } from "./choose-ports.ts";
import { lockDataDir } from "./data-dir-lock.ts";
import { describeStartFailure } from "./describe-start-failure.ts";
import { printError } from "./print.ts";

// Runs before a build that takes a minute, so that a used port or a wrong setting is told at once.
try {
  const settings = readSettings();
  const lock = await lockDataDir(settings.dataDir);
  try {
    await choosePorts(settings, lock);
  } finally {
    await lock.release();
  }
} catch (error) {
  printError(describeStartFailure(error));
  process.exitCode = 1;
}
