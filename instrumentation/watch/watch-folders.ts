import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";

/** So many folders are watched at most; systems allow only so many. */
const FOLDERS_MAX = 256;

/** Hears of changes in folders, where the system tells; those who must not miss one look by themselves as well. */
export class WatchedFolders {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #onChange: (path: string) => void;

  /** `onChange` gets the path of what changed, or of its folder where the system does not say. */
  constructor(onChange: (path: string) => void) {
    this.#onChange = onChange;
  }

  /** Watches these folders too. */
  add(folders: readonly string[]): void {
    for (const folder of folders) {
      if (this.#watchers.has(folder) || this.#watchers.size >= FOLDERS_MAX) continue;
      try {
        const watcher = watch(folder, (_, name) =>
          this.#onChange(name === null ? folder : join(folder, name)),
        );
        watcher.on("error", () => this.#remove(folder));
        this.#watchers.set(folder, watcher);
      } catch {
        // It is gone, or this system watches no more of them.
      }
    }
  }

  close(): void {
    for (const folder of [...this.#watchers.keys()]) this.#remove(folder);
  }

  #remove(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}
