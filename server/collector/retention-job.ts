import type { RetentionDays } from "#lib/domain/retention.ts";
import type { Database } from "#lib/store/database.ts";
import { dropPartitions } from "#lib/store/drop-partitions.ts";
import { findSettings } from "#lib/store/settings/find-settings.ts";
import { BackgroundJob } from "./background-job.ts";
import type { CollectorMetrics } from "./collector-metrics.ts";
import { OutageLine } from "./outage-line.ts";

/** What was left behind while nobody ran is assembled and rolled up first. */
const DELAY_MS = 60_000;
const EVERY_MS = 3_600_000;
/** What could not go yet is tried again after so long. */
const AGAIN_MS = 5 * 60_000;

export interface RetentionJobOptions {
  readonly say: (line: string) => void;
  readonly metrics: Pick<CollectorMetrics, "partitionsDropped">;
  /** Asked each time, so that it may change; what is set in the database unless given. */
  readonly days?: () => Promise<RetentionDays>;
  /** Of the first time, in ms. */
  readonly delayMs?: number;
}

/** Drops what is older than what is kept, in the background: a minute after the start, then hourly. */
export class RetentionJob {
  readonly #job: BackgroundJob;
  readonly #stopping = new AbortController();

  /** `impatient` is the same database as openImpatientDatabase opens it. */
  constructor(database: Database, impatient: Database, options: RetentionJobOptions) {
    const { say, metrics, delayMs = DELAY_MS } = options;
    const days = options.days ?? (async () => (await findSettings(database)).retentionDays);
    const { signal } = this.#stopping;
    const outage = new OutageLine(
      say,
      "Dropping old data fails and is tried again",
      "Dropping old data works again.",
    );
    let nextMs = 0;
    this.#job = new BackgroundJob({
      step: async () => {
        if (performance.now() < nextMs) return false;
        const result = await dropPartitions(database, impatient, { days: await days(), signal });
        metrics.partitionsDropped(result);
        nextMs = performance.now() + (result.waiting.size > 0 ? 0 : EVERY_MS - AGAIN_MS / 2);
        return false;
      },
      pauseMs: AGAIN_MS,
      delayMs,
      worked: () => outage.worked(),
      failed: (error) => outage.failed(error),
    });
  }

  start(): void {
    this.#job.start();
  }

  /** Resolves when the statement that is under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#job.stop();
  }
}
