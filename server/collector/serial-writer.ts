import { refusedData, unavailable, type WriterEvents } from "./observation-writer.ts";
import { isRefusedData } from "./sql-state.ts";

/** Commits rows of which clients send few, some times a minute: one export after the other. */
export class SerialWriter<T> {
  readonly #commit: (rows: readonly T[]) => Promise<{ readonly stored: number; readonly duplicate: number }>;
  readonly #events: WriterEvents;
  #last: Promise<void> = Promise.resolve();

  /** `commit` rejects when nothing was written. */
  constructor(
    commit: (rows: readonly T[]) => Promise<{ readonly stored: number; readonly duplicate: number }>,
    events: WriterEvents,
  ) {
    this.#commit = commit;
    this.#events = events;
  }

  /** Resolves when the rows are committed; rejects with a Refusal, as ObservationWriter does. */
  save(rows: readonly T[]): Promise<void> {
    const saved = this.#last.then(() => this.#write(rows));
    this.#last = saved.catch(() => undefined);
    return saved;
  }

  /** Resolves when nothing is waiting any more. */
  idle(): Promise<void> {
    return this.#last;
  }

  async #write(rows: readonly T[]): Promise<void> {
    try {
      this.#events.saved(await this.#commit(rows));
    } catch (error) {
      const isRefused = isRefusedData(error);
      this.#events.failed(error, isRefused);
      throw isRefused ? refusedData() : unavailable();
    }
  }
}
