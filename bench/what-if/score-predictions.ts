import { answerWhatIf } from "#lib/domain/what-if/answer-what-if.ts";
import type { Estimate, WhatIfResult } from "#lib/domain/what-if/what-if-answer.ts";
import type { WhatIfScenario } from "#lib/domain/what-if/what-if-scenario.ts";
import { seededRandom } from "#simulation/random.ts";
import { donorsOf, type Habit, runWork, simulateWork, type TierTruth, timeWork } from "./simulate-turns.ts";

/** What ran, on which tier, and what is asked about it. */
export interface Trial {
  readonly habit: Habit;
  readonly recorded: TierTruth;
  readonly asked: TierTruth;
  readonly donorHabit: Habit;
  readonly scenario: WhatIfScenario;
}

/** Figures of turns that are predicted. */
export const FIGURES = ["meanMs", "p50Ms", "p95Ms", "savedMs", "savedShare"] as const;

export type Figure = (typeof FIGURES)[number];

export type Truth = Readonly<Record<Figure, number>>;

/** One prediction against what is true. */
export interface Score {
  /** By figure: whether the interval holds what is true of all such turns. Missing: no interval was given. */
  readonly holds: Partial<Record<Figure, boolean>>;
  /** And what the very same turns came to when they really ran on the other tier. */
  readonly holdsReal: Partial<Record<Figure, boolean>>;
  /** By figure: the prediction against what is true of all such turns, as a share of that. */
  readonly errors: Partial<Record<Figure, number>>;
  /** Half the width of the mean's interval, as a share of it. */
  readonly width: number;
  readonly result: WhatIfResult | null;
}

/** So many sessions are run at once, to keep memory small. */
const AT_ONCE = 500;

/** What is true of such turns: from very many of them, run on both tiers. */
export function truthOf({ habit, recorded, asked }: Trial, sessions: number, seed: number): Truth {
  const random = seededRandom(seed);
  const [before, after]: [number[], number[]] = [[], []];
  for (let done = 0; done < sessions; done += AT_ONCE) {
    const work = simulateWork({ ...habit, sessions: AT_ONCE }, random);
    before.push(...timeWork(work, recorded, random));
    after.push(...timeWork(work, asked, random));
  }
  return figuresOf(before, after);
}

/** Predicts turns that then run, and scores what was said. */
export function scorePrediction(trial: Trial, truth: Truth, seed: number): Score {
  const random = seededRandom(seed);
  const work = simulateWork(trial.habit, random);
  const turns = runWork(work, trial.recorded, random);
  const real = figuresOf(
    turns.map(({ durationMs }) => durationMs),
    timeWork(work, trial.asked, random),
  );
  const others = simulateWork(trial.donorHabit, random, "donor");
  const { result } = answerWhatIf(trial.scenario, turns, donorsOf(runWork(others, trial.asked, random)));
  const told: Partial<Record<Figure, Estimate | null>> =
    result === null
      ? {}
      : {
          meanMs: result.modelled.meanMs,
          p50Ms: result.modelled.p50Ms,
          p95Ms: result.modelled.p95Ms,
          savedMs: result.saved.perTurnMs,
          savedShare: result.saved.share,
        };
  const mean = result?.modelled.meanMs ?? { value: Number.NaN, from: Number.NaN, to: Number.NaN };
  return {
    holds: holding(told, truth),
    holdsReal: holding(told, real),
    errors: Object.fromEntries(
      FIGURES.flatMap((figure) => {
        const estimate = told[figure];
        return estimate == null ? [] : [[figure, estimate.value / truth[figure] - 1]];
      }),
    ),
    width: (mean.to - mean.from) / 2 / mean.value,
    result,
  };
}

function holding(
  told: Partial<Record<Figure, Estimate | null>>,
  truth: Truth,
): Partial<Record<Figure, boolean>> {
  return Object.fromEntries(
    FIGURES.flatMap((figure) => {
      const estimate = told[figure];
      if (estimate == null) return [];
      return [[figure, estimate.from <= truth[figure] && truth[figure] <= estimate.to]];
    }),
  );
}

function figuresOf(before: readonly number[], after: readonly number[]): Truth {
  const meanOf = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const sorted = after.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return {
    meanMs: meanOf(after),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    savedMs: meanOf(before) - meanOf(after),
    savedShare: 1 - meanOf(after) / meanOf(before),
  };
}
