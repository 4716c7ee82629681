import { PHASES, type Phase, type PhaseDurations } from "../phase.ts";
import { noPhases } from "./lay-out-turn.ts";

/** Phases of many turns together, in ms. */
export function sumPhases(turns: readonly PhaseDurations[]): PhaseDurations {
  const total = noPhases();
  for (const phases of turns) for (const phase of PHASES) total[phase] += phases[phase];
  return total;
}

/** The phase that takes most. */
export function longestPhase(phases: PhaseDurations): Phase {
  return PHASES.reduce((longest, phase) => (phases[phase] > phases[longest] ? phase : longest));
}

/** Share of the turns (0 to 1) in which each phase is the longest. */
export function turnsBoundBy(turns: readonly PhaseDurations[]): PhaseDurations {
  const shares = noPhases();
  for (const phases of turns) shares[longestPhase(phases)] += 1 / turns.length;
  return shares;
}

/** What share of the sum a phase has (0 to 1), 0 of nothing. */
export function shareOf(phases: PhaseDurations, phase: Phase): number {
  const sum = PHASES.reduce((total, one) => total + phases[one], 0);
  return sum === 0 ? 0 : phases[phase] / sum;
}
