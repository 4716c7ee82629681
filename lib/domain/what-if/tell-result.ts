import { FEWEST_VALUES } from "../knowable-quantiles.ts";
import { PHASES, type PhaseDurations } from "../phase.ts";
import { effectiveTurns } from "./effective-turns.ts";
import {
  type EffectiveSessions,
  estimateDifference,
  estimateFigure,
  estimateRatio,
  type ResampledFigure,
} from "./estimate-figures.ts";
import { noPhases } from "./lay-out-turn.ts";
import { longestPhase, shareOf, sumPhases, turnsBoundBy } from "./name-bottleneck.ts";
import type { ResampledReplay } from "./resample-replay.ts";
import { exactFigures } from "./turn-figures.ts";
import type { SessionIndex } from "./weigh-sessions.ts";
import type { Bottleneck, Estimate, WhatIfResult } from "./what-if-answer.ts";

/** What the replay came to. */
export interface ReplayOutcome {
  readonly recordedMs: Float64Array;
  /** All draws. */
  readonly modelledMs: Float64Array;
  /** Turns in which what is replaced takes no time. */
  readonly limitMs: Float64Array;
  readonly phasesBefore: readonly PhaseDurations[];
  readonly phasesAfter: readonly PhaseDurations[];
  readonly resampled: ResampledReplay;
  readonly sessions: EffectiveSessions;
  readonly turnSessions: SessionIndex;
}

/** The figures of a replay with their intervals. */
export function tellResult(outcome: ReplayOutcome): WhatIfResult {
  const { recordedMs, modelledMs, limitMs, resampled, sessions } = outcome;
  const { figures } = resampled;
  const turns = recordedMs.length;
  const [recorded, modelled] = [exactFigures(recordedMs), exactFigures(modelledMs)];
  const sumMs = recorded.meanMs * turns;
  const knowsP95 = turns >= FEWEST_VALUES.p95;
  const meanMs = estimateRatio(modelled.meanMs, figures.meanMs, sessions);
  const perTurnMs = estimateDifference(
    { value: recorded.meanMs, resampled: figures.recordedMeanMs },
    { value: modelled.meanMs, resampled: figures.meanMs },
    sessions,
  );
  const left = estimateRatio(modelled.meanMs / recorded.meanMs, figures.leftShare, sessions);
  const turnsOfP95 = effectiveTurns(modelledMs, outcome.turnSessions, modelled.p95Ms);
  const sessionsOfP95 = { ...sessions, quantile: { share: 0.95, turns: turnsOfP95 } };
  const limitSum = limitMs.reduce((sum, ms) => sum + ms, 0);
  return {
    recorded: { ...recorded, p95Ms: knowsP95 ? recorded.p95Ms : null, sumMs },
    modelled: {
      meanMs,
      p50Ms: estimateRatio(modelled.p50Ms, figures.p50Ms, sessions),
      p95Ms: knowsP95 ? estimateRatio(modelled.p95Ms, figures.p95Ms, sessionsOfP95) : null,
      sumMs: times(meanMs, turns),
    },
    saved: {
      perTurnMs,
      totalMs: times(perTurnMs, turns),
      share: { value: 1 - left.value, from: 1 - left.to, to: 1 - left.from },
    },
    limit: { sumMs: limitSum, savedMs: sumMs - limitSum, savedShare: 1 - limitSum / sumMs },
    phases: { before: sumPhases(outcome.phasesBefore), after: sumPhases(outcome.phasesAfter) },
    bottleneck: bottleneckOf(outcome),
    turnsBoundBy: { before: turnsBoundBy(outcome.phasesBefore), after: turnsBoundBy(outcome.phasesAfter) },
  };
}

function bottleneckOf({ phasesBefore, phasesAfter, resampled, sessions }: ReplayOutcome): Bottleneck {
  const [before, after] = [sumPhases(phasesBefore), sumPhases(phasesAfter)];
  const [first, last] = [longestPhase(before), longestPhase(after)];
  const drawn = (all: readonly Float64Array[]): PhaseDurations[] => all.map(byPhase);
  const histories = drawn(resampled.phases.both);
  const figure: ResampledFigure = {
    both: histories.map((phases) => shareOf(phases, last)),
    turns: drawn(resampled.phases.turns).map((phases) => shareOf(phases, last)),
    donors: drawn(resampled.phases.donors).map((phases) => shareOf(phases, last)),
  };
  const share = estimateFigure(shareOf(after, last), figure, sessions);
  return {
    before: first,
    beforeShare: shareOf(before, first),
    after: last,
    afterShare: { ...share, from: Math.max(0, share.from), to: Math.min(1, share.to) },
    confidence: histories.filter((phases) => longestPhase(phases) === last).length / histories.length,
  };
}

function byPhase(sums: Float64Array): PhaseDurations {
  const phases = noPhases();
  for (const [place, phase] of PHASES.entries()) phases[phase] = sums[place] ?? 0;
  return phases;
}

function times({ value, from, to }: Estimate, n: number): Estimate {
  return { value: value * n, from: from * n, to: to * n };
}
