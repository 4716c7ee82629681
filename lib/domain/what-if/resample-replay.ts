import type { DonorTable, DonorTables } from "./donor-table.ts";
import type { ResampledFigure } from "./estimate-figures.ts";
import { playTurns, type Replay } from "./replay-model.ts";
import { type ResampledPhases, withFactors } from "./resample-phases.ts";
import { roughFigures, roughTurns, type TurnFigures } from "./turn-figures.ts";
import { type SessionIndex, weighSessions } from "./weigh-sessions.ts";

/** How many histories are drawn: their spread is then known to 5 %. */
const HISTORIES = 200;

/** The figures whose spread is wanted. */
export interface ReplayFigures extends TurnFigures {
  readonly recordedMeanMs: number;
  /** Modelled wait as a share of the recorded one. */
  readonly leftShare: number;
}

/** Each figure, and the phases of all turns together (in the order of PHASES), in all histories. */
export interface ResampledReplay {
  readonly figures: Readonly<Record<keyof ReplayFigures, ResampledFigure>>;
  readonly phases: Readonly<Record<keyof ResampledFigure, readonly Float64Array[]>>;
}

/** What is resampled. */
export interface Resampling {
  /** Every turn, with the donors as they are: all draws. */
  readonly modelledMs: Float64Array;
  readonly recordedMs: Float64Array;
  /** Some of the turns, to be played with other donors. */
  readonly sample: Replay;
  readonly tables: DonorTables;
  readonly phases: ResampledPhases;
  readonly turnSessions: SessionIndex;
  readonly donorSessions: SessionIndex;
}

/** All draws of all turns, draw by draw, in ms. */
export function playDraws({ model, places, draws }: Replay, table: DonorTable): Float64Array {
  const turns = model.turns.length;
  const durations = new Float64Array(draws * turns);
  for (let draw = 0; draw < draws; draw++) {
    const into = durations.subarray(draw * turns, (draw + 1) * turns);
    playTurns(model, table, places, draw * model.set.length, into);
  }
  return durations;
}

/**
 * Figures of histories in which sessions of turns and of donors are drawn anew, and what comes of one side alone. What other
 * donors change, they change in all turns nearly alike: the factor is taken from a sample of the turns, played with the
 * same places in the order of the donors.
 */
export function resampleReplay(
  { modelledMs, recordedMs, sample, tables, phases, turnSessions, donorSessions }: Resampling,
  words: () => number,
): ResampledReplay {
  const [all, once] = [roughTurns(modelledMs), new Int32Array(recordedMs.length).fill(1)];
  const sampleOnce = new Int32Array(sample.model.turns.length).fill(1);
  const playSample = (table: DonorTable): TurnFigures =>
    roughFigures(roughTurns(playDraws(sample, table)), sampleOnce);
  const usual = playSample(tables(null));
  const onceFigures = roughFigures(all, once);
  const usualPhases = phases.sum(once);
  const figures: Record<keyof ResampledFigure, ReplayFigures[]> = { both: [], turns: [], donors: [] };
  const sums: Record<keyof ResampledFigure, Float64Array[]> = { both: [], turns: [], donors: [] };
  for (let history = 0; history < HISTORIES; history++) {
    const times = weighSessions(turnSessions, words);
    const table = tables(weighSessions(donorSessions, words));
    const played = playSample(table);
    const [rough, meanMs] = [roughFigures(all, times), meanOf(recordedMs, times)];
    figures.turns.push(figuresOf(rough, meanMs, usual, usual));
    figures.both.push(figuresOf(rough, meanMs, played, usual));
    figures.donors.push(figuresOf(onceFigures, meanOf(recordedMs, once), played, usual));
    const [own, factors] = [phases.sum(times), phases.factors(table)];
    sums.turns.push(own.phases);
    sums.both.push(withFactors(own, factors));
    sums.donors.push(withFactors(usualPhases, factors));
  }
  const pick = (key: keyof ReplayFigures): ResampledFigure => ({
    both: figures.both.map((one) => one[key]),
    turns: figures.turns.map((one) => one[key]),
    donors: figures.donors.map((one) => one[key]),
  });
  return {
    figures: {
      meanMs: pick("meanMs"),
      p50Ms: pick("p50Ms"),
      p95Ms: pick("p95Ms"),
      recordedMeanMs: pick("recordedMeanMs"),
      leftShare: pick("leftShare"),
    },
    phases: sums,
  };
}

/** Figures of turns whose recorded mean is told, with other donors. */
function figuresOf(
  rough: TurnFigures,
  recordedMeanMs: number,
  played: TurnFigures,
  usual: TurnFigures,
): ReplayFigures {
  const meanMs = (rough.meanMs * played.meanMs) / usual.meanMs;
  return {
    meanMs,
    p50Ms: (rough.p50Ms * played.p50Ms) / usual.p50Ms,
    p95Ms: (rough.p95Ms * played.p95Ms) / usual.p95Ms,
    recordedMeanMs,
    leftShare: meanMs / recordedMeanMs,
  };
}

function meanOf(valuesMs: Float64Array, times: Int32Array): number {
  let [sum, n] = [0, 0];
  for (let turn = 0; turn < times.length; turn++) {
    sum += (times[turn] ?? 0) * (valuesMs[turn] ?? 0);
    n += times[turn] ?? 0;
  }
  return sum / n;
}
