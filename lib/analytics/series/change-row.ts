import type { ValueChange, WatchedChange } from "#lib/analytics/what-changed.ts";
import type { Sentence } from "./sentence.ts";

/** A value from which most of a change comes, and in which way. */
export interface ChangeCause {
  readonly dimension: ValueChange["dimension"];
  readonly value: string;
  readonly text: string;
}

/** What is told of a change, and which round trips are its evidence. */
export interface ChangeRow {
  readonly key: string;
  readonly tone: "worse" | "better";
  readonly text: Sentence;
  /** What most of it comes from; null where nothing stands out. */
  readonly cause: ChangeCause | null;
  /** The round trips to look at: beyond what was usual before, or those that ended so. */
  readonly evidence:
    | { readonly dimension: ValueChange["dimension"]; readonly value: string }
    | { readonly metric: WatchedChange["metric"]; readonly min: number | null; readonly max: number | null }
    | { readonly outcome: "failed" | "rateLimited" };
}

/** How values of a metric are written and called. */
export interface MetricWords {
  readonly name: string;
  readonly format: (value: number) => string;
}
