import type { Observation } from "#lib/domain/observation.ts";
import type { Database } from "#lib/store/database.ts";
import { saveObservations } from "#lib/store/save-observations.ts";
import { Refusal, tryAgainLater } from "./refusal.ts";
import { isRefusedData } from "./sql-state.ts";

/** A transaction beyond this many observations gains nothing and holds memory. */
const BATCH_MAX = 5_000;
/** While the database works on one transaction, the collector prepares the other: one lane leaves both waiting in turn. */
const LANES = 2;

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
 * Commits what concurrent requests bring in groups: while transactions run, the next gathers. Connections take turns,
 * so that a flood on one holds up no other. Each request is told only after its own observations were committed.
 */
export class ObservationWriter {
  readonly #database: Database;
  readonly #events: WriterEvents;
  /** What waits, by connection, in the order of their turns. */
  readonly #queues = new Map<string, Waiting[]>();
  readonly #lanes = new Set<Promise<void>>();

  constructor(database: Database, events: WriterEvents) {
    this.#database = database;
    this.#events = events;
  }

  /** Whether more has come than the database takes at the moment. */
  get isPressed(): boolean {
    return this.#queues.size > 0;
  }

  /**
   * Resolves when the observations are committed. Rejects with a Refusal: 503 when the database could not commit
   * them now, 500 when it refuses these observations for what they are.
   */
  save(observations: readonly Observation[], connection = ""): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.#queues.get(connection) ?? [];
      queue.push({ observations, resolve, reject });
      this.#queues.set(connection, queue);
      if (this.#lanes.size < LANES) this.#openLane();
    });
  }

  /** Resolves when nothing is waiting any more. */
  async idle(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all(this.#lanes);
  }

  #openLane(): void {
    const lane = this.#run().finally(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
  }

  async #run(): Promise<void> {
    // One turn of the event loop lets requests that arrived together share a transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queues.size > 0) await this.#write(this.#takeGroup());
  }

  /** One request of each connection in turn, until the group is full; always at least one. */
  #takeGroup(): readonly Waiting[] {
    const group: Waiting[] = [];
    let size = 0;
    for (const [connection, queue] of this.#queues) {
      const next = queue[0];
      size += next?.observations.length ?? 0;
      if (next === undefined || (group.length > 0 && size > BATCH_MAX)) break;
      group.push(next);
      queue.shift();
      // A map keeps the order of insertion: whoever has more goes to the end, and this loop comes to it again.
      this.#queues.delete(connection);
      if (queue.length > 0) this.#queues.set(connection, queue);
    }
    return group;
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

/** 500: these data will never be stored. */
export function refusedData(): Refusal {
  return new Refusal(
    500,
    "internal",
    "The database refuses the data of this request; nothing of it was kept.",
  );
}

/** 503: the database stores nothing at the moment. */
export function unavailable(): Refusal {
  return tryAgainLater("The database cannot store anything now; nothing of this request was kept.", 2);
}
