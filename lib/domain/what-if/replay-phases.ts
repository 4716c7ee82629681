import { attributePhases, type PhasePiece } from "../attribute-phases.ts";
import { PHASES, type Phase, type PhaseDurations } from "../phase.ts";
import { noPhases, type TurnLayout } from "./lay-out-turn.ts";
import { lengthOf, PART_PHASES, type RoundTripParts } from "./round-trip-parts.ts";
import { playTurn } from "./turn-plan.ts";

/** What lies between round trips. */
const BETWEEN = ["client", "tool", "approval"] as const satisfies readonly Phase[];

/**
 * The phases of a replayed turn: those recorded, changed by what the round trips change. They sum to its duration. Where
 * round trips or tools overlap, both sides are split anew, as every turn is.
 */
export function replayPhases(layout: TurnLayout, parts: readonly RoundTripParts[]): PhaseDurations {
  const { plan, phases, knowsTools } = layout;
  const total = { ...phases };
  if (plan.isChain) {
    for (let index = 0; index < parts.length; index++) {
      for (let place = 0; place < PART_PHASES.length; place++) {
        const phase = PART_PHASES[place] ?? "client";
        total[phase] += (parts[index]?.[place] ?? 0) - (layout.parts[index]?.[place] ?? 0);
      }
    }
    return withoutDebts(total);
  }
  const before = splitAnew(layout, layout.parts);
  const after = splitAnew(layout, parts);
  const between = BETWEEN.reduce((sum, phase) => sum + phases[phase], 0);
  for (const phase of PHASES) {
    const change = after[phase] - before[phase];
    if (phase !== "client" || knowsTools || between === 0) total[phase] += change;
    // Without its tools, what comes to light beside shorter round trips is divided as what had come to light.
    else for (const one of BETWEEN) total[one] += (change * phases[one]) / between;
  }
  return withoutDebts(total);
}

/** The phases of a turn whose round trips have these parts, as far as these and the tools that are known tell. */
function splitAnew({ plan }: TurnLayout, parts: readonly RoundTripParts[]): PhaseDurations {
  const stretches = plan.lengthMs.length;
  const startsMs = new Float64Array(stretches);
  const lengths = Float64Array.from(parts, lengthOf);
  const durationMs = playTurn(plan, lengths, 0, startsMs, new Float64Array(stretches));
  const pieces: PhasePiece[] = [];
  for (let place = 0; place < stretches; place++) {
    const roundTrip = plan.roundTrip[place] ?? -1;
    let atMs = startsMs[place] ?? 0;
    if (roundTrip < 0) {
      pieces.push({ phase: "tool", startMs: atMs, endMs: atMs + (plan.lengthMs[place] ?? 0) });
      continue;
    }
    for (const [part, phase] of PART_PHASES.entries()) {
      const fromMs = atMs;
      atMs += parts[roundTrip]?.[part] ?? 0;
      pieces.push({ phase, startMs: fromMs, endMs: atMs });
    }
  }
  return attributePhases(0, durationMs, pieces);
}

/** Where a turn's phases knew more than its round trips tell, a phase may owe: the others bear it, in proportion. */
function withoutDebts(phases: Record<Phase, number>): PhaseDurations {
  const owed = PHASES.reduce((sum, phase) => sum + Math.min(0, phases[phase]), 0);
  if (owed === 0) return phases;
  const held = PHASES.reduce((sum, phase) => sum + Math.max(0, phases[phase]), 0);
  const kept = held === 0 ? 0 : Math.max(0, 1 + owed / held);
  const paid = noPhases();
  for (const phase of PHASES) paid[phase] = Math.max(0, phases[phase]) * kept;
  return paid;
}
