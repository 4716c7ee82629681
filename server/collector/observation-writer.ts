import type { Observation } from "#lib/domain/observation.ts";
import type { Database } from "#lib/store/database.ts";
import { saveObservations } from "#lib/store/save-observations.ts";
import { Refusal, tryAgainLater } from "./refusal.ts";
import { isRefusedData } from "./sql-state.ts";

/** A transaction beyond this many observations gains nothing and holds memory. */
const BATCH_MAX = 10_000;

interface Waiting {
  readonly observations: readonly Observation[];
  readonly resolve: () => void;
  readonly reject: (error: Refusal) => void;
}

/** What the writer tells of its work. */
export interface WriterEvents {
  /** A transaction committed. */
  saved(result: { readonly stored: number; readonly duplicate: number }): void;
  /** A transaction failed; `isRefused` when the data itself was at fault. */
  failed(error: unknown, isRefused: boolean): void;
}

/**
 * Commits what concurrent requests bring in groups: while one transaction runs, the next gathers. Each request is
 * told only after its own observations were committed.
 */
export class ObservationWriter {
  readonly #database: Database;
  readonly #events: WriterEvents;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(database: Database, events: WriterEvents) {
    this.#database = database;
    this.#events = events;
  }

  /**
   * Resolves when the observations are committed. Rejects with a Refusal: 503 when the database could not commit
   * them now, 500 when it refuses these observations for what they are.
   */
  save(observations: readonly Observation[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ observations, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is waiting any more. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    // One turn of the event loop lets requests that arrived together share a transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#write(this.#takeGroup());
    this.#running = null;
  }

  #takeGroup(): readonly Waiting[] {
    let size = 0;
    const end = this.#waiting.findIndex(({ observations }, index) => {
      size += observations.length;
      return index > 0 && size > BATCH_MAX;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    try {
      const observations = group.flatMap((waiting) => waiting.observations);
      this.#events.saved(await saveObservations(this.#database, observations));
      for (const { resolve } of group) resolve();
    } catch (error) {
      const isRefused = isRefusedData(error);
      if (isRefused && group.length > 1) {
        // One bad request must not fail the others, so each is tried alone.
        for (const waiting of group) await this.#write([waiting]);
        return;
      }
      this.#events.failed(error, isRefused);
      for (const { reject } of group) reject(isRefused ? refusedData() : unavailable());
    }
  }
}

function refusedData(): Refusal {
  return new Refusal(
    500,
    "internal",
    "The database refuses the data of this request; nothing of it was kept.",
  );
}

function unavailable(): Refusal {
  return tryAgainLater("The database cannot store anything now; nothing of this request was kept.", 2);
}
