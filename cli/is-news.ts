import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** What has not changed is told again after so long, in ms. */
const AGAIN_MS = 30_000;

/**
 * Whether a text differs from the one that was told last, or that was long ago; then it counts as told. `memory` is the
 * file in which that is kept between processes. Where it cannot be kept, everything is news.
 */
export async function isNews(text: string, memory: string, nowMs: number): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(memory);
    if (nowMs - mtimeMs < AGAIN_MS && (await readFile(memory, "utf8")) === text) return false;
  } catch {
    // Nothing was told yet.
  }
  try {
    await mkdir(dirname(memory), { recursive: true, mode: 0o700 });
    await writeFile(memory, text, { mode: 0o600 });
  } catch {
    // A home that cannot be written to is no reason to tell nothing.
  }
  return true;
}
