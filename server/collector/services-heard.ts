import type { RecordService } from "#lib/ingest/otlp/record-service.ts";

/** What a service sent since the collector started. */
export interface ServiceHeard extends RecordService {
  /** Spans, log records and data points. */
  readonly received: number;
  /** Unix ms at which the last of them came. */
  readonly lastMs: number;
  /** Observations, metric points and rate-limit readings that were read from them and stored. */
  readonly read: number;
  /** Unix ms at which the last of these was stored; null when none was. */
  readonly lastReadMs: number | null;
}

/** Services that are told apart; whoever invents names by the thousand counts as one more. */
const NAMES_MAX = 200;
const REST = "other";

/** Remembers who sends records, whether or not anything is read from them. */
export class ServicesHeard {
  readonly #services = new Map<string, { -readonly [K in keyof ServiceHeard]: ServiceHeard[K] }>();

  /** Counts records that came at this Unix ms. */
  received(service: RecordService, count: number, atMs: number): void {
    const heard = this.#of(service);
    heard.received += count;
    heard.lastMs = atMs;
  }

  /** Counts what was read from them, and stored at this Unix ms. */
  read(service: RecordService, count: number, atMs: number): void {
    const heard = this.#of(service);
    heard.read += count;
    heard.lastReadMs = atMs;
  }

  list(): readonly ServiceHeard[] {
    return [...this.#services.values()];
  }

  #of({ service, way }: RecordService) {
    const isKnown = this.#services.has(`${way} ${service}`) || this.#services.size < NAMES_MAX;
    const name = isKnown ? service : REST;
    const key = `${way} ${name}`;
    const heard = this.#services.get(key) ?? {
      service: name,
      way,
      received: 0,
      lastMs: 0,
      read: 0,
      lastReadMs: null,
    };
    this.#services.set(key, heard);
    return heard;
  }
}
