import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { findSessionFiles, isSessionFile } from "./find-session-files.ts";
import { type Deliver, SessionFile } from "./session-file.ts";
import { WatchedFolders } from "./watch-folders.ts";

/** What is watched, and where its readings go. */
export interface SessionWatchOptions {
  /** Codex's folder, in which `sessions` lies or will lie. */
  readonly home: string;
  /** Gets the readings of one step; what did not arrive is read and handed over again later. */
  readonly deliver: Deliver;
  /** Unix ms: what was told earlier is passed over. */
  readonly oldestMs: number;
  /** How often it looks for itself at the newest files, in ms, and after how many times at all of them. */
  readonly pollMs?: number;
  readonly pollsForAll?: number;
}

/** Watches until it is stopped. */
export interface SessionWatch {
  /** Resolves when the last step is over. */
  stop(): Promise<void>;
}

/** A session of days ago may be taken up again; a new one is in a folder of today, or of yesterday in another zone. */
const NEWEST_DAYS = 3;
/** With no more than so many files left to read, they are read before it stops. */
const LAST_FILES = 4;
/** A file that grows is told of many times in a row. */
const SETTLE_MS = 25;

/** Follows Codex's session files as they come and grow. */
export function watchSessions(options: SessionWatchOptions): SessionWatch {
  const watch = new Watch(options);
  const ended = watch.run();
  return {
    async stop() {
      watch.stop();
      await ended;
    },
  };
}

class Watch {
  readonly #options: Required<SessionWatchOptions>;
  readonly #sessions: string;
  readonly #files = new Map<string, { readonly file: SessionFile; seenAtMs: number }>();
  readonly #folders = new WatchedFolders((path) => this.#hear(path));
  readonly #waiting = new Set<string>();
  #mustLook = false;
  #isStopped = false;
  #wake: () => void = () => undefined;

  constructor(options: SessionWatchOptions) {
    this.#options = { pollMs: 2_000, pollsForAll: 30, ...options };
    this.#sessions = join(options.home, "sessions");
  }

  async run(): Promise<void> {
    for (let poll = 0; !this.#isStopped; poll += 1) {
      await this.#look(poll % this.#options.pollsForAll === 0 ? Number.POSITIVE_INFINITY : NEWEST_DAYS);
      const nextPollMs = performance.now() + this.#options.pollMs;
      let hasArrived = true;
      do {
        if (this.#mustLook) await this.#look(NEWEST_DAYS);
        hasArrived = await this.#readWaiting();
        // What did not arrive does not arrive a moment later either.
        await this.#pause(nextPollMs - performance.now(), hasArrived);
      } while (!this.#isStopped && performance.now() < nextPollMs);
      // Whoever stops this after a session wants the end of the session too, unless there is much to read or no collector.
      if (this.#isStopped && hasArrived && this.#waiting.size <= LAST_FILES) {
        await this.#look(NEWEST_DAYS);
        await this.#readWaiting(LAST_FILES);
      }
    }
    this.#folders.close();
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  #hear(path: string): void {
    if (isSessionFile(path.slice(path.search(/[^/\\]*$/)))) this.#waiting.add(path);
    else this.#mustLook = true;
    this.#wake();
  }

  /** Has those read that changed since they were seen last. */
  async #look(days: number): Promise<void> {
    this.#mustLook = false;
    const { files, folders } = await findSessionFiles(this.#sessions, days);
    this.#folders.add(folders);
    for (const { path, modifiedAtMs } of files) {
      if (modifiedAtMs < this.#options.oldestMs) continue;
      if (this.#files.get(path)?.seenAtMs !== modifiedAtMs) this.#waiting.add(path);
      this.#fileAt(path).seenAtMs = modifiedAtMs;
    }
    if (days !== Number.POSITIVE_INFINITY) return;
    const present = new Set(files.map(({ path }) => path));
    for (const path of this.#files.keys()) if (!present.has(path)) this.#files.delete(path);
  }

  /** Reads what waits until it is stopped, then so many files more; whether all that was read arrived. */
  async #readWaiting(filesAfterStop = 0): Promise<boolean> {
    let left = filesAfterStop;
    for (const path of [...this.#waiting]) {
      if (this.#isStopped && left <= 0) break;
      left -= 1;
      this.#waiting.delete(path);
      if ((await this.#readToEnd(path)) === "arrived") continue;
      this.#waiting.add(path);
      return false;
    }
    return true;
  }

  async #readToEnd(path: string): Promise<"arrived" | "undelivered"> {
    const { file } = this.#fileAt(path);
    try {
      let end = await file.step(this.#options.deliver);
      while (end === "more" && !this.#isStopped) end = await file.step(this.#options.deliver);
      if (end === "undelivered") return end;
    } catch {
      // It was moved away or compressed, or is not ours to read.
      this.#files.delete(path);
    }
    return "arrived";
  }

  #fileAt(path: string): { readonly file: SessionFile; seenAtMs: number } {
    let known = this.#files.get(path);
    if (known === undefined) {
      known = { file: new SessionFile(path, this.#options.oldestMs), seenAtMs: 0 };
      this.#files.set(path, known);
    }
    return known;
  }

  /** Until something changed and has settled, or for so long. */
  async #pause(ms: number, wakesOnChange: boolean): Promise<void> {
    if (this.#isStopped || (wakesOnChange && (this.#waiting.size > 0 || this.#mustLook))) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, ms));
      this.#wake = () => {
        if (!wakesOnChange && !this.#isStopped) return;
        clearTimeout(timer);
        setTimeout(resolve, this.#isStopped ? 0 : SETTLE_MS);
      };
    });
    this.#wake = () => undefined;
  }
}
