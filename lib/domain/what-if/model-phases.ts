import { PHASES, type PhaseDurations } from "../phase.ts";
import type { DonorCost } from "./donor-cost.ts";
import { costAt, type DonorTable } from "./donor-table.ts";
import { noPhases } from "./lay-out-turn.ts";
import type { Replay } from "./replay-model.ts";
import { replayPhases } from "./replay-phases.ts";
import { PART_PHASES, replayParts } from "./round-trip-parts.ts";

/** The first of the parts that a donor replaces. */
const FIRST_REPLACED = 2;

/** The phases of a replayed turn, in ms. */
export interface ModelledPhases {
  readonly phases: PhaseDurations;
  /** What of them comes from donors. */
  readonly donated: PhaseDurations;
}

/** The phases of every replayed turn: the mean over all draws. */
export function modelledPhases(
  { model, places, draws }: Replay,
  costs: readonly DonorCost[],
  table: DonorTable,
): ModelledPhases[] {
  return model.turns.map((turn, index) => {
    const [phases, donated] = [noPhases(), noPhases()];
    const first = model.from[index] ?? 0;
    const weight = (model.scale[index] ?? 1) / draws;
    for (let draw = 0; draw < draws; draw++) {
      const parts = turn.layout.parts.map((own, roundTrip) => {
        const at = first + roundTrip;
        const place = places[draw * model.set.length + at] ?? 0;
        const donor = costAt(table, costs, model.set[at] ?? -1, place);
        return replayParts(own, model.throttleFactor, turn.replayed[roundTrip]?.work ?? null, donor);
      });
      const played = replayPhases(turn.layout, parts);
      for (const phase of PHASES) phases[phase] += played[phase] * weight;
      for (const [roundTrip, own] of parts.entries()) {
        if (turn.replayed[roundTrip] == null) continue;
        for (let part = FIRST_REPLACED; part < PART_PHASES.length; part++) {
          donated[PART_PHASES[part] ?? "client"] += (own[part] ?? 0) * weight;
        }
      }
    }
    for (const phase of PHASES) donated[phase] = Math.min(donated[phase], phases[phase]);
    return { phases, donated };
  });
}
