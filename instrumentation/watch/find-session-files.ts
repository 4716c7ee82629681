import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** A session file, and when it was written to last (Unix ms). */
export interface FoundFile {
  readonly path: string;
  readonly modifiedAtMs: number;
}

/** What was found in the folders `YYYY/MM/DD`. */
export interface FoundSessions {
  /** Those of the newest day first. */
  readonly files: readonly FoundFile[];
  /** Every folder that was looked into. */
  readonly folders: readonly string[];
}

/** Whether a name is that of a session file that may still grow; those that Codex compressed are over. */
export function isSessionFile(name: string): boolean {
  return /^rollout-.+\.jsonl$/.test(name);
}

/** The session files of the newest `days` days that have a folder. What is not there or not ours to read is passed over. */
export async function findSessionFiles(sessions: string, days: number): Promise<FoundSessions> {
  const folders = [sessions];
  const files: FoundFile[] = [];
  let left = days;
  for (const year of await numberedIn(sessions)) {
    if (left <= 0) break;
    folders.push(year);
    for (const month of await numberedIn(year)) {
      if (left <= 0) break;
      folders.push(month);
      for (const day of (await numberedIn(month)).slice(0, left)) {
        left -= 1;
        folders.push(day);
        files.push(...(await sessionFilesIn(day)));
      }
    }
  }
  return { files, folders };
}

async function numberedIn(folder: string): Promise<string[]> {
  const names = await namesIn(folder);
  return names
    .filter((name) => /^\d{2,4}$/.test(name))
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}

async function sessionFilesIn(folder: string): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const name of (await namesIn(folder)).filter(isSessionFile)) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => null);
    if (stats?.isFile() === true) found.push({ path, modifiedAtMs: stats.mtimeMs });
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
