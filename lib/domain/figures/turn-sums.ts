import { EMPTY, type Histogram } from "../histogram/histogram.ts";
import { HistogramSum } from "../histogram/histogram-sum.ts";
import type { Outcome } from "../outcome.ts";
import { PHASES, type Phase } from "../phase.ts";

/** What is added up of turns, however they ended. */
export const TURN_COUNTS = ["n", "complete", "roundTrips", "toolCalls", "approvals", "durationMs"] as const;

export type TurnCounts = Readonly<Record<(typeof TURN_COUNTS)[number], number>>;

/** What sums are made from; `calls` are its round trips by the routes of its call set, in their order. */
export interface SummedTurn {
  readonly outcome: Outcome;
  readonly roundTrips: number;
  readonly toolCalls: number;
  readonly approvals: number;
  readonly durationMs: number;
  readonly phases: Readonly<Record<Phase, number>>;
  readonly calls: readonly number[];
}

/** Counts of many turns, ms of their phases, and of those that are complete their durations and calls. */
export class TurnSums {
  readonly #counts = Object.fromEntries(TURN_COUNTS.map((name) => [name, 0])) as Record<
    keyof TurnCounts,
    number
  >;
  readonly #phases = Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>;
  readonly #durations = new HistogramSum();
  readonly #calls: number[] = [];

  get counts(): TurnCounts {
    return this.#counts;
  }

  get phases(): Readonly<Record<Phase, number>> {
    return this.#phases;
  }

  /** Round trips of complete turns by route; means something only among turns of one call set. */
  get calls(): readonly number[] {
    return this.#calls;
  }

  get durations(): Histogram {
    return this.#durations.count === 0 ? EMPTY : this.#durations.toHistogram();
  }

  /** The histogram of the durations encoded; null when it holds nothing. */
  get encodedDurations(): Uint8Array | null {
    return this.#durations.count === 0 ? null : this.#durations.encode();
  }

  /** Adds one turn. */
  record(turn: SummedTurn): void {
    const isComplete = turn.outcome === "complete";
    const { roundTrips, toolCalls, approvals, durationMs } = turn;
    this.addCounts({ n: 1, complete: isComplete ? 1 : 0, roundTrips, toolCalls, approvals, durationMs });
    this.addPhases(turn.phases);
    if (!isComplete) return;
    this.#durations.record(durationMs);
    this.addCalls(turn.calls);
  }

  addCounts(counts: TurnCounts): void {
    for (const name of TURN_COUNTS) this.#counts[name] += counts[name];
  }

  addPhases(phases: Readonly<Record<Phase, number>>): void {
    for (const phase of PHASES) this.#phases[phase] += phases[phase];
  }

  addCalls(calls: readonly number[]): void {
    for (const [at, n] of calls.entries()) this.#calls[at] = (this.#calls[at] ?? 0) + n;
  }

  /** Adds durations of complete turns, encoded or one by one. */
  addDurations(durations: Uint8Array | readonly number[]): void {
    if (durations instanceof Uint8Array) this.#durations.addEncoded(durations);
    else for (const durationMs of durations) this.#durations.record(durationMs);
  }
}
