import { copyFile, stat, truncate } from "node:fs/promises";

const maxBytes = 8 * 1024 * 1024;
const everyMs = 60_000;

/** Keeps a log that another process appends to, and one older generation of it, under 8 MiB each; returns how to end it. */
export function boundLog(logFile: string): () => void {
  const check = async () => {
    const { size } = await stat(logFile);
    if (size <= maxBytes) return;
    await copyFile(logFile, `${logFile}.1`);
    await truncate(logFile);
  };
  // A log that cannot be looked after must not end the database.
  const timer = setInterval(() => void check().catch(() => undefined), everyMs);
  timer.unref();
  void check().catch(() => undefined);
  return () => clearInterval(timer);
}
