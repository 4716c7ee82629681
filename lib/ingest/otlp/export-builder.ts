import { countUpTo } from "./count-up-to.ts";
import type { DecodedExport, RecordGroup, RecordOrigin, RejectionReason } from "./records.ts";
import { RejectionTally } from "./rejection-tally.ts";

// In 64 MiB there are fewer real ones; empty ones, of two bytes each, would take the memory and the time of others.
const KEPT_MAX = 250_000;
const RECEIVED_MAX = 1_000_000;

/** What became of one record: kept, passed over (null), or the rule it broke. */
export type DecodedRecord<R> = R | RejectionReason | null;

/** Puts together what one request held, group by group. */
export class ExportBuilder<R extends object> {
  readonly #groups: RecordGroup<R>[] = [];
  readonly #sources: { readonly origin: RecordOrigin; received: number }[] = [];
  readonly #rejected = new RejectionTally();
  #received = 0;
  #filtered = 0;
  #kept = 0;
  #origin: RecordOrigin = { resource: new Map(), scopeName: "" };
  #open: R[] = [];

  /** Starts the next group. A group that keeps no record is left out. */
  begin(origin: RecordOrigin): void {
    this.#origin = origin;
    this.#open = [];
    this.#sources.push({ origin, received: 0 });
  }

  /** Adds to the group. Throws MalformedBody when the request holds more records than any real one can. */
  add(record: DecodedRecord<R>): void {
    this.#received = countUpTo(RECEIVED_MAX, this.#received, "records");
    const source = this.#sources.at(-1);
    if (source) source.received++;
    if (record === null) this.#filtered++;
    else if (typeof record === "string") this.#rejected.add(record);
    else this.#keep(record);
  }

  #keep(record: R): void {
    this.#kept = countUpTo(KEPT_MAX, this.#kept, "records to keep");
    if (this.#open.length === 0) this.#groups.push({ origin: this.#origin, records: this.#open });
    this.#open.push(record);
  }

  finish(): DecodedExport<R> {
    return {
      groups: this.#groups,
      sources: this.#sources.filter(({ received }) => received > 0),
      received: this.#received,
      filtered: this.#filtered,
      rejected: this.#rejected.finish(),
    };
  }
}
