import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A holder that was killed between making the folder and writing its number into it. */
const withoutNumberMs = 5_000;

/** Makes this process the only one that installs and builds in a checkout, and returns how to end that. */
export async function lockCheckout(lockDir) {
  mkdirSync(dirname(lockDir), { recursive: true });
  for (let waits = 0; !tryLock(lockDir); waits += 1) {
    if (waits === 10) console.log("Waiting for another start that prepares this checkout");
    await new Promise((resolve) => setTimeout(resolve, 200));
    removeStale(lockDir);
  }
  return () => rmSync(lockDir, { recursive: true, force: true });
}

function tryLock(lockDir) {
  try {
    mkdirSync(lockDir);
    writeFileSync(join(lockDir, "pid"), String(process.pid));
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function removeStale(lockDir) {
  if (!isStale(lockDir)) return;
  // Of several that see it, the one whose rename succeeds removes it.
  const aside = `${lockDir}.${process.pid}`;
  try {
    renameSync(lockDir, aside);
    rmSync(aside, { recursive: true, force: true });
  } catch {
    // Somebody else was faster.
  }
}

function isStale(lockDir) {
  const since = statSync(lockDir, { throwIfNoEntry: false })?.mtimeMs;
  if (since === undefined) return false;
  const file = join(lockDir, "pid");
  const holder = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  return holder > 0 ? !isAlive(holder) : Date.now() - since > withoutNumberMs;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
