/** Something that took place in a turn; in ms from its start. */
export interface TurnStretch {
  readonly startMs: number;
  readonly endMs: number;
  /** Which of the turn's round trips it is; -1 for a tool. */
  readonly roundTrip: number;
}

/**
 * What follows what in a turn, as columns with one entry for each stretch, in order of their starts: whatever decides a
 * start stands before.
 */
export interface TurnPlan {
  readonly durationMs: number;
  /** Which of the turn's round trips it is; -1 for a tool. */
  readonly roundTrip: Int32Array;
  readonly lengthMs: Float64Array;
  /** From the end of the last stretch before it, or from the turn's start, to its own start. */
  readonly gapMs: Float64Array;
  /** Where in `after` its own begin; one more at the end. */
  readonly afterFrom: Int32Array;
  /** Stretches that must be over before. Those that these have waited for themselves are not told. */
  readonly after: Int32Array;
  /** The stretch whose stream it came out of while that was running; -1: of none. */
  readonly within: Int32Array;
  /** At which share of that stream. */
  readonly share: Float64Array;
  /** From the end of the last stretch to the end of the turn, in ms. */
  readonly restMs: number;
  /** Whether all came one after the other: then the turn changes by just as much as its stretches. */
  readonly isChain: boolean;
}

/** Ends and starts told by different clocks, or in whole milliseconds, may cross by so much. */
export const CROSSING_MS = 5;

/** Moments since 1970 are known to less than this. */
const ROUNDING_MS = 0.001;

/**
 * What follows what: a stretch begins when everything that had ended before it has ended, as long after as it did; and the
 * turn ends as long after the last of all as it did. A tool that began in the middle of a stream (nothing having ended
 * since that stream began) came out of it.
 */
export function planTurn(durationMs: number, all: readonly TurnStretch[]): TurnPlan {
  const sorted = all.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  const n = sorted.length;
  const after: number[] = [];
  const plan = {
    durationMs,
    roundTrip: new Int32Array(n),
    lengthMs: new Float64Array(n),
    gapMs: new Float64Array(n),
    afterFrom: new Int32Array(n + 1),
    within: new Int32Array(n).fill(-1),
    share: new Float64Array(n),
  };
  let [lastEndMs, isChain] = [0, true];
  for (let place = 0; place < n; place++) {
    const { startMs, endMs, roundTrip } = sorted[place] ?? NOTHING;
    const lastMs = addClosest(after, sorted, place, plan.within);
    const stream = roundTrip < 0 ? streamAround(sorted, place, lastMs) : -1;
    const around = sorted[stream];
    if (around !== undefined) {
      plan.within[place] = stream;
      plan.share[place] = (startMs - around.startMs) / (around.endMs - around.startMs);
    }
    plan.roundTrip[place] = roundTrip;
    plan.lengthMs[place] = endMs - startMs;
    plan.gapMs[place] = startMs - lastMs;
    plan.afterFrom[place + 1] = after.length;
    isChain &&= stream < 0 && after.length === place && (place === 0 || after[place - 1] === place - 1);
    // What crosses may be over before what it follows, once it is shorter.
    isChain &&= startMs >= lastMs - ROUNDING_MS;
    lastEndMs = Math.max(lastEndMs, endMs);
  }
  return { ...plan, after: Int32Array.from(after), restMs: durationMs - lastEndMs, isChain };
}

const NOTHING: TurnStretch = { startMs: 0, endMs: 0, roundTrip: -1 };

/**
 * Adds the stretches that were over before one began, but for those that others of them followed: they are over all the
 * more. Returns the end of the last.
 */
function addClosest(
  after: number[],
  sorted: readonly TurnStretch[],
  place: number,
  within: Int32Array,
): number {
  const limitMs = (sorted[place]?.startMs ?? 0) + CROSSING_MS;
  let [lastMs, followedMs] = [0, Number.NEGATIVE_INFINITY];
  for (let other = place - 1; other >= 0; other--) {
    const { startMs, endMs } = sorted[other] ?? NOTHING;
    if (endMs > limitMs || endMs <= followedMs) continue;
    if (within[other] === -1 && followedMs === Number.NEGATIVE_INFINITY) followedMs = startMs + CROSSING_MS;
    after.push(other);
    lastMs = Math.max(lastMs, endMs);
  }
  return lastMs;
}

/** The round trip that was running when a tool began, if nothing has ended since that began; else -1. */
function streamAround(sorted: readonly TurnStretch[], place: number, lastEndMs: number): number {
  const atMs = sorted[place]?.startMs ?? 0;
  for (let other = place - 1; other >= 0; other--) {
    const { roundTrip, startMs, endMs } = sorted[other] ?? NOTHING;
    if (roundTrip >= 0 && startMs >= lastEndMs - CROSSING_MS && endMs > atMs + CROSSING_MS) return other;
  }
  return -1;
}

/**
 * How long a turn takes, in ms, when its round trips last as long as told (from `offset` on) and its tools as long as they
 * did. `startsMs` and `endsMs` get when each stretch was; they have room for all.
 */
export function playTurn(
  plan: TurnPlan,
  lengthsMs: Float64Array,
  offset: number,
  startsMs: Float64Array,
  endsMs: Float64Array,
): number {
  const { roundTrip, lengthMs, gapMs, afterFrom, after, within, share } = plan;
  let lastMs = 0;
  for (let place = 0; place < roundTrip.length; place++) {
    const stream = within[place] ?? -1;
    let fromMs = 0;
    if (stream < 0) {
      const to = afterFrom[place + 1] ?? 0;
      for (let at = afterFrom[place] ?? 0; at < to; at++) {
        fromMs = Math.max(fromMs, endsMs[after[at] ?? 0] ?? 0);
      }
      fromMs += gapMs[place] ?? 0;
    } else {
      const streamMs = startsMs[stream] ?? 0;
      fromMs = streamMs + (share[place] ?? 0) * ((endsMs[stream] ?? 0) - streamMs);
    }
    const index = roundTrip[place] ?? -1;
    const toMs = fromMs + ((index < 0 ? lengthMs[place] : lengthsMs[offset + index]) ?? 0);
    startsMs[place] = fromMs;
    endsMs[place] = toMs;
    if (toMs > lastMs) lastMs = toMs;
  }
  return lastMs + plan.restMs;
}
