import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import type { RateLimitReading } from "../rate-limits/rate-limit-reading.ts";
import { type LinePosition, readLines } from "./read-lines.ts";
import { factsOfName, isSessionLine, readSessionLine, type SessionFacts } from "./read-session-line.ts";

/** Of a file that is there already, only so much of its end is read. */
const TAIL_BYTES = 16 * 1024 * 1024;

const BEGINNING: LinePosition = { offset: 0, isWithinLine: false };

/** What a line told, with what was known of its session by then. */
export interface ToldReading {
  readonly facts: SessionFacts;
  readonly reading: RateLimitReading;
  /** Unix ms. */
  readonly observedAtMs: number;
}

/** Takes readings; whether they arrived. */
export type Deliver = (readings: readonly ToldReading[]) => Promise<boolean>;

/** How a step ended: with more to read, at the end of the file, or with readings that did not arrive. */
export type StepEnd = "more" | "end" | "undelivered";

/** How far a file was read. */
interface Progress {
  readonly inode: number;
  readonly position: LinePosition;
  readonly facts: SessionFacts;
}

/** One session file that is read on as it grows, by what has arrived and not by what was read. */
export class SessionFile {
  readonly #path: string;
  readonly #oldestMs: number;
  #progress: Progress | null = null;

  /** What was told before `oldestMs` (Unix ms) is passed over. */
  constructor(path: string, oldestMs: number) {
    this.#path = path;
    this.#oldestMs = oldestMs;
  }

  /** Reads on by a bounded step. Rejects as opening and reading do, such as when the file is gone. */
  async step(deliver: Deliver): Promise<StepEnd> {
    const file = await open(this.#path, "r");
    try {
      const { ino: inode, size } = await file.stat();
      let progress = this.#progress?.inode === inode ? this.#progress : await this.#start(file, inode, size);
      let read = await readLines(file, progress.position, isSessionLine);
      if (read === null) {
        // It was cut off or written anew.
        progress = await this.#start(file, inode, size);
        read = await readLines(file, progress.position, isSessionLine);
      }
      if (read === null) return "end";
      const { facts, told } = this.#tell(progress.facts, read.lines);
      if (told.length > 0 && !(await deliver(told))) return "undelivered";
      this.#progress = { inode, position: read.next, facts };
      return read.isAtEnd ? "end" : "more";
    } finally {
      await file.close();
    }
  }

  async #start(file: FileHandle, inode: number, size: number): Promise<Progress> {
    const facts = factsOfName(basename(this.#path));
    if (size <= TAIL_BYTES) return { inode, position: BEGINNING, facts };
    const [meta] = (await readLines(file, BEGINNING, isSessionLine))?.lines ?? [];
    return {
      inode,
      position: { offset: size - TAIL_BYTES, isWithinLine: true },
      facts: meta === undefined ? facts : readSessionLine(facts, meta).facts,
    };
  }

  #tell(before: SessionFacts, lines: readonly string[]): { facts: SessionFacts; told: ToldReading[] } {
    let facts = before;
    const told: ToldReading[] = [];
    for (const line of lines) {
      const { facts: known, readings, observedAtMs } = readSessionLine(facts, line);
      facts = known;
      if (observedAtMs === null || observedAtMs < this.#oldestMs) continue;
      for (const reading of readings) told.push({ facts, reading, observedAtMs });
    }
    return { facts, told };
  }
}
