import type { DecodedExport, RecordGroup, RecordOrigin, RejectionReason } from "./records.ts";
import { RejectionTally } from "./rejection-tally.ts";

/** What became of one record: kept, passed over (null), or the rule it broke. */
export type DecodedRecord<R> = R | RejectionReason | null;

/** Puts together what one request held, group by group. */
export class ExportBuilder<R extends object> {
  readonly #groups: RecordGroup<R>[] = [];
  readonly #rejected = new RejectionTally();
  #received = 0;
  #filtered = 0;
  #open: R[] = [];

  /** Starts the next group. A group that keeps no record is left out. */
  begin(origin: RecordOrigin): void {
    this.#open = [];
    this.#groups.push({ origin, records: this.#open });
  }

  add(record: DecodedRecord<R>): void {
    this.#received++;
    if (record === null) this.#filtered++;
    else if (typeof record === "string") this.#rejected.add(record);
    else this.#open.push(record);
  }

  finish(): DecodedExport<R> {
    return {
      groups: this.#groups.filter((group) => group.records.length > 0),
      received: this.#received,
      filtered: this.#filtered,
      rejected: this.#rejected.finish(),
    };
  }
}
