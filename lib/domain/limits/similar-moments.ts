import type { UseByBlock } from "./use-grid.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Moments of the past to choose from, at most; evenly thinned. */
const MOST_MOMENTS = 360;

/** Times of day that lie so far apart still have something in common. */
const NEAR_HOURS = 1.5;

/** And logarithms of how much was used, and of how long nothing was. */
const NEAR_USE = 0.8;

/** A stretch that begins or ends on a weekend says little of one that does not. */
const DAY_TYPE_DISTANCE = 4;

/** After so many days, or windows where those are short, the past counts noticeably less. */
const FADING = { days: 28, shortWindows: 40 };

/** Less of a stretch says nothing of the whole, the bucket being spent in the rest. */
const LEAST_FREE_SHARE = 0.3;

/** What the past is searched for: stretches of `piece` blocks. */
export interface MomentSearch {
  readonly windowBlocks: number;
  readonly piece: number;
  readonly nowMs: number;
  /** The least use that can be told from none. */
  readonly floor: number;
}

/** Places in the past at which stretches begin, and how like the time to come they are. */
export interface PastMoments {
  /** The block before which each begins. */
  readonly starts: readonly number[];
  /** How much more is used now than was then, in long: the natural logarithm of the ratio. */
  readonly levelsBelowNow: readonly number[];
  /** How like (0 to 1) what follows each may be to what follows `offset` blocks from now. */
  readonly likeness: (offset: number) => Float64Array;
}

/** How a bucket was used up to a moment; logarithms. */
interface Moment {
  readonly idle: number;
  readonly recent: number;
  readonly level: number;
}

/** Finds the moments after which a whole stretch was seen. */
export function similarMoments(use: UseByBlock, search: MomentSearch): PastMoments {
  const { windowBlocks, piece, nowMs } = search;
  const { blockMs } = use;
  const hasDays = windowBlocks * blockMs >= HOUR_MS;
  const fadingMs = hasDays ? FADING.days * DAY_MS : FADING.shortWindows * windowBlocks * blockMs;
  const past = use.used.length;
  const starts = placesOf(use, piece);
  const momentAt = describer(use, search, hasDays);
  const now = momentAt(past);
  const moments = starts.map(momentAt);
  const likeness = (offset: number): Float64Array => {
    const thenMs = nowMs + offset * blockMs;
    return Float64Array.from(moments, (moment, index) => {
      const agoMs = (past + offset - (starts[index] ?? past)) * blockMs;
      let distance = agoMs / fadingMs + ((moment.level - now.level) / NEAR_USE) ** 2;
      if (hasDays) {
        distance += (hoursApart(agoMs) / NEAR_HOURS) ** 2;
        distance += DAY_TYPE_DISTANCE * dayTypesApart(thenMs - agoMs, thenMs, piece * blockMs);
      }
      if (offset === 0) {
        distance +=
          ((moment.idle - now.idle) / NEAR_USE) ** 2 + ((moment.recent - now.recent) / NEAR_USE) ** 2;
      }
      return Math.exp(-distance / 2);
    });
  };
  return { starts, levelsBelowNow: moments.map(({ level }) => now.level - level), likeness };
}

function placesOf({ used, spent }: UseByBlock, piece: number): number[] {
  const spentBefore = new Int32Array(spent.length + 1);
  for (let block = 0; block < spent.length; block++) {
    spentBefore[block + 1] = (spentBefore[block] ?? 0) + (spent[block] ?? 0);
  }
  const latest = used.length - piece;
  const starts: number[] = [];
  for (let block = latest; block >= 1; block -= Math.max(1, Math.ceil(latest / MOST_MOMENTS))) {
    const spentShare = ((spentBefore[block + piece] ?? 0) - (spentBefore[block] ?? 0)) / piece;
    if (1 - spentShare > LEAST_FREE_SHARE) starts.push(block);
  }
  return starts;
}

/** A function from a place in the past to how the bucket was used until then. */
function describer(
  { used, total, blockMs }: UseByBlock,
  { windowBlocks, floor }: MomentSearch,
  hasDays: boolean,
): (block: number) => Moment {
  const recentSpan = Math.max(3, Math.round(windowBlocks / 10));
  const levelSpan = hasDays ? Math.max(windowBlocks, Math.round(DAY_MS / blockMs)) : windowBlocks * 10;
  const sumBefore = (block: number, span: number): number =>
    (total[block] ?? 0) - (total[Math.max(0, block - span)] ?? 0);
  const afterUse = new Int32Array(used.length + 1);
  for (let block = 0; block < used.length; block++) {
    afterUse[block + 1] = (used[block] ?? 0) > floor / 20 ? block + 1 : (afterUse[block] ?? 0);
  }
  return (block) => ({
    idle: Math.log1p(block - (afterUse[block] ?? 0)),
    recent: Math.log(sumBefore(block, recentSpan) + floor),
    level: Math.log((sumBefore(block, levelSpan) + floor) / Math.min(Math.max(block, 1), levelSpan)),
  });
}

function hoursApart(ms: number): number {
  const rest = ((ms % DAY_MS) + DAY_MS) % DAY_MS;
  return Math.min(rest, DAY_MS - rest) / HOUR_MS;
}

/** Of the beginning and the end of two stretches, how many fall on a weekend in one and not in the other. */
function dayTypesApart(oneMs: number, otherMs: number, lengthMs: number): number {
  return (
    Number(isWeekend(oneMs) !== isWeekend(otherMs)) +
    Number(isWeekend(oneMs + lengthMs) !== isWeekend(otherMs + lengthMs))
  );
}

/** In UTC; the first of January 1970 was a Thursday. */
function isWeekend(ms: number): boolean {
  const day = (Math.floor(ms / DAY_MS) + 4) % 7;
  return day === 6 || day === 0;
}
