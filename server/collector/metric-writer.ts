import type { MetricPoint } from "#lib/domain/metric-point.ts";
import type { Database } from "#lib/store/database.ts";
import { saveMetricPoints } from "#lib/store/save-metric-points.ts";
import { refusedData, unavailable, type WriterEvents } from "./observation-writer.ts";
import { isRefusedData } from "./sql-state.ts";

/** Commits metric points, one export after the other: clients send few, some times a minute. */
export class MetricWriter {
  readonly #database: Database;
  readonly #events: WriterEvents;
  #last: Promise<void> = Promise.resolve();

  constructor(database: Database, events: WriterEvents) {
    this.#database = database;
    this.#events = events;
  }

  /** Resolves when the points are committed; rejects with a Refusal, as ObservationWriter does. */
  save(points: readonly MetricPoint[]): Promise<void> {
    const saved = this.#last.then(() => this.#write(points));
    this.#last = saved.catch(() => undefined);
    return saved;
  }

  /** Resolves when nothing is waiting any more. */
  idle(): Promise<void> {
    return this.#last;
  }

  async #write(points: readonly MetricPoint[]): Promise<void> {
    try {
      this.#events.saved(await saveMetricPoints(this.#database, points));
    } catch (error) {
      const isRefused = isRefusedData(error);
      this.#events.failed(error, isRefused);
      throw isRefused ? refusedData() : unavailable();
    }
  }
}
