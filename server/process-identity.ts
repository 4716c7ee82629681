import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether a process of this id exists and has not ended (a zombie has). */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It exists but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    // An ended process whose parent never asked for its result stays in the table as a zombie.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
}

/** The command line of a process; empty when it cannot be told. */
export async function readCommandLine(pid: number): Promise<string> {
  const fromProc = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => null);
  if (fromProc !== null) return fromProc.replaceAll("\0", " ").trim();
  return run("ps", ["-p", String(pid), "-o", "command="]).then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
}

/** Tells a process from a later one that got the same id; null when the process has ended or nothing can be told. */
export async function readProcessStart(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  // After the name in brackets, which may hold anything, the start is the 20th field and the state the first.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields !== undefined) return fields[0] === "Z" ? null : (fields[19] ?? null);
  return run("ps", ["-p", String(pid), "-o", "lstart="]).then(
    ({ stdout }) => stdout.trim() || null,
    () => null,
  );
}
