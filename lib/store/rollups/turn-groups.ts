import { type TurnCounts, TurnSums } from "#lib/domain/figures/turn-sums.ts";
import { PHASES, type PhaseDurations } from "#lib/domain/phase.ts";
import {
  type TurnGroupSums,
  type TurnGroupValues,
  type TurnQuestion,
  wantsCallSets,
} from "./turn-question.ts";

/** A part of the sums of turns, as a roll-up or a group of facts tells it. */
export type TurnSumsRow = TurnCounts &
  PhaseDurations & {
    /** Unix ms of the stretch's start, or of its interval's. */
    readonly atMs: number;
    readonly calls: readonly number[];
    /** Of complete turns. */
    readonly durations: Uint8Array | readonly number[] | null;
  };

type CallSets = Map<string, { readonly routeIds: readonly number[]; readonly sums: TurnSums }>;

/** Sums of turns by group and interval, as they come. */
export class TurnGroups {
  readonly #question: TurnQuestion;
  readonly #groups = new Map<string, TurnGroupSums & { readonly callSets: CallSets }>();

  constructor(question: TurnQuestion) {
    this.#question = question;
  }

  add(values: TurnGroupValues, row: TurnSumsRow): void {
    const { groupOf, intervalMs } = this.#question;
    const group = groupOf(values);
    if (group === null) return;
    const atMs = intervalMs === null ? null : Math.floor(row.atMs / intervalMs) * intervalMs;
    const place = `${atMs}/${group}`;
    const known = this.#groups.get(place) ?? {
      group,
      atMs,
      sums: new TurnSums(),
      callSets: new Map() as CallSets,
    };
    this.#groups.set(place, known);
    addRow(known.sums, row);
    if (!wantsCallSets(this.#question)) return;
    const callSet = values.routeIds.join(",");
    const set = known.callSets.get(callSet) ?? { routeIds: values.routeIds, sums: new TurnSums() };
    known.callSets.set(callSet, set);
    addRow(set.sums, row);
    set.sums.addCalls(row.calls);
  }

  all(): readonly TurnGroupSums[] {
    return [...this.#groups.values()].filter(({ sums }) => sums.counts.n > 0);
  }
}

function addRow(sums: TurnSums, row: TurnSumsRow): void {
  sums.addCounts(row);
  sums.addPhases(Object.fromEntries(PHASES.map((phase) => [phase, row[phase]])) as PhaseDurations);
  if (row.durations !== null) sums.addDurations(row.durations);
}
