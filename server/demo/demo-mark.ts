import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What is known of a demo that lies in a folder. */
export interface DemoMark {
  /** Which history it was made from; another one would not go on where this one ends. */
  readonly history: string;
  /** Unix ms at which its past ended. */
  readonly begunAtMs: number;
  /** Unix ms up to which all of its turns are stored. */
  readonly toldUntilMs: number;
}

/** The history that demos are made from now: to be changed with whatever changes its rows. */
export const DEMO_HISTORY = "1";

const NAME = "demo.json";

/** The mark in a demo's folder; null when there is none, and so no demo that was filled. */
export async function readDemoMark(folder: string): Promise<DemoMark | null> {
  try {
    const mark = JSON.parse(await readFile(join(folder, NAME), "utf8")) as Partial<DemoMark>;
    const { history, begunAtMs, toldUntilMs } = mark;
    if (typeof history !== "string" || typeof begunAtMs !== "number" || typeof toldUntilMs !== "number")
      return null;
    return { history, begunAtMs, toldUntilMs };
  } catch {
    return null;
  }
}

/** Writes the mark so that whoever reads meanwhile finds the earlier one or this one. */
export async function writeDemoMark(folder: string, mark: DemoMark): Promise<void> {
  const file = join(folder, NAME);
  await writeFile(`${file}.new`, JSON.stringify(mark));
  await rename(`${file}.new`, file);
}
