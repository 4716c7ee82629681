import type { RejectionReason, Rejections } from "./records.ts";

const SENTENCES: Readonly<Record<RejectionReason, string>> = {
  invalidId: "A span has no valid ids: a trace id is 16 bytes and a span id 8, and neither is all zero.",
  invalidTime:
    "A span has no valid times: both its start and its end are set, and it ends no earlier than it starts.",
  invalidPoint:
    "A data point is not valid: it has a time, does not end before it starts, and its buckets add up to its count.",
  invalidRecord: "A record does not have the shape of its OTLP type.",
};

/** Counts the records of one request that could not be kept. */
export class RejectionTally {
  #count = 0;
  #first: RejectionReason | null = null;
  readonly #byReason: Partial<Record<RejectionReason, number>> = {};

  add(reason: RejectionReason): void {
    this.#count++;
    this.#first ??= reason;
    this.#byReason[reason] = (this.#byReason[reason] ?? 0) + 1;
  }

  finish(): Rejections {
    return {
      count: this.#count,
      message: this.#first === null ? "" : SENTENCES[this.#first],
      byReason: this.#byReason,
    };
  }
}
