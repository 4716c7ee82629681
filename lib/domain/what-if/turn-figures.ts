/** What many turns come to; turns may count several times. In ms. */
export interface TurnFigures {
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Two values that differ by less than this factor lie in one cell. */
const STEP = 1.005;
const CELLS = 4200;

/** Room to count in, for the thousands of samples that are asked for one after the other. */
const room = new Int32Array(CELLS);

/** Durations of turns, ready for figures of many samples of them. */
export interface RoughTurns {
  readonly durationsMs: Float64Array;
  readonly cells: Int32Array;
}

/** Prepares durations (ms). */
export function roughTurns(durationsMs: Float64Array): RoughTurns {
  const scale = 1 / Math.log(STEP);
  const cells = new Int32Array(durationsMs.length);
  for (let index = 0; index < cells.length; index++) {
    cells[index] = Math.min(CELLS - 1, Math.log(Math.max(1, durationsMs[index] ?? 0)) * scale);
  }
  return { durationsMs, cells };
}

/**
 * Figures of a sample in which a turn counts as often as told (`times`, repeated for further draws of the same turns), its
 * quantiles to 0.1 %: good for the spread of many samples.
 */
export function roughFigures({ durationsMs, cells }: RoughTurns, times: Int32Array): TurnFigures {
  const counts = room.fill(0);
  let [sum, n, turn] = [0, 0, 0];
  for (let index = 0; index < durationsMs.length; index++) {
    const own = times[turn] ?? 0;
    turn = turn + 1 === times.length ? 0 : turn + 1;
    if (own === 0) continue;
    n += own;
    sum += own * (durationsMs[index] ?? 0);
    const cell = cells[index] ?? 0;
    counts[cell] = (counts[cell] ?? 0) + own;
  }
  const [p50Ms, p95Ms] = [0.5, 0.95].map((share) => quantileIn(counts, share * n));
  return { meanMs: sum / n, p50Ms: p50Ms ?? Number.NaN, p95Ms: p95Ms ?? Number.NaN };
}

/** Where so many values lie below, when those of a cell lie evenly in it. */
function quantileIn(counts: Int32Array, below: number): number {
  let passed = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const own = counts[cell] ?? 0;
    if (own > 0 && passed + own >= below) return STEP ** (cell + (below - passed) / own);
    passed += own;
  }
  return Number.NaN;
}

/** Figures of turns; quantiles lie between the values next to them, as PostgreSQL's percentile_cont has it. */
export function exactFigures(durationsMs: Float64Array): TurnFigures {
  const sorted = durationsMs.toSorted();
  const at = (share: number): number => {
    const rank = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(rank)] ?? Number.NaN, sorted[Math.ceil(rank)] ?? Number.NaN];
    return low + (rank - Math.floor(rank)) * (high - low);
  };
  return {
    meanMs: sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
  };
}
