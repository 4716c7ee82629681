import { chargeSpan } from "./charge.ts";
import type { ChargeMoment } from "./charge-moment.ts";
import { accumulate, add, firstNotBefore } from "./charge-sums.ts";
import type { LedgerCall } from "./ledger-call.ts";
import { totalMovement, type UsageTrack } from "./usage-track.ts";
import type { Weighting } from "./weighting.ts";

/** Movement over several readings in a row, long enough that rounding matters little, and the calls in it. */
export interface UsageBlock {
  /** In shares of the bucket, without what moved while no call was under way. */
  readonly moved: number;
  /** What moved while no call was under way. */
  readonly idle: number;
  /** How far `moved` may be off by rounding. */
  readonly error: number;
  readonly calls: number;
  readonly uncachedInput: number;
  readonly cachedInput: number;
  readonly output: number;
  /** Whether tokens of a call in it were not told. */
  readonly isOpen: boolean;
}

/** A block is at least so many steps of rounding long, */
const STEPS = 8;
/** and so long that about so many cover the track: more would tell no more. */
const MOST_BLOCKS = 300;
/** When calls are under way at every reading it is cut all the same, once it is so much longer. */
const LONGEST = 3;

/** Cuts at readings with no call under way where it can. `isLeftOut` tells steps, by the index of their end. */
export function usageBlocks(
  track: UsageTrack,
  calls: readonly LedgerCall[],
  moments: readonly ChargeMoment[],
  isLeftOut: (index: number) => boolean = () => false,
): UsageBlock[] {
  const { times, used, errors, windows, isFull, resolution } = track;
  const { begun, ended, columns } = callColumns(times, calls, moments);
  const at = (column: ArrayLike<number>, index: number) => column[index] ?? 0;
  const blocks: UsageBlock[] = [];
  const shortest = Math.max(STEPS * resolution, totalMovement(track) / MOST_BLOCKS);
  let [from, idle] = [0, 0];
  for (let index = 1; index < times.length; index++) {
    if (windows[index] !== windows[index - 1] || isFull[index] === true || isLeftOut(index)) {
      [from, idle] = [index, 0];
      continue;
    }
    if (at(begun, index) === at(ended, index - 1)) idle += at(used, index) - at(used, index - 1);
    const moved = at(used, index) - at(used, from) - idle;
    const difference = (column: ArrayLike<number>) => at(column, index) - at(column, from);
    const isQuiet = at(begun, index) === at(ended, index);
    if (moved <= 0 || moved < shortest || (!isQuiet && moved < LONGEST * shortest)) continue;
    if (difference(columns.calls) < 1) continue;
    blocks.push({
      moved,
      idle,
      error: at(errors, index) + at(errors, from),
      calls: difference(columns.calls),
      uncachedInput: difference(columns.uncachedInput),
      cachedInput: difference(columns.cachedInput),
      output: difference(columns.output),
      isOpen: difference(columns.open) > 0,
    });
    [from, idle] = [index, 0];
  }
  return blocks;
}

/** What the calls of a block weigh. */
export function weighBlock(block: UsageBlock, weighting: Weighting): number {
  return (
    block.calls * weighting.request +
    block.uncachedInput * weighting.uncachedInput +
    block.cachedInput * weighting.cachedInput +
    block.output * weighting.output
  );
}

/** Running sums of what was served, half of each call at either end of the time in which it may have been charged. */
function callColumns(
  times: readonly number[],
  calls: readonly LedgerCall[],
  moments: readonly ChargeMoment[],
) {
  const column = () => new Float64Array(times.length);
  const columns = {
    calls: column(),
    uncachedInput: column(),
    cachedInput: column(),
    output: column(),
    open: column(),
  };
  const [begun, ended] = [column(), column()];
  for (const call of calls) {
    const { fromMs, toMs } = chargeSpan(call, moments);
    const [from, to] = [firstNotBefore(times, fromMs), firstNotBefore(times, toMs)];
    add(begun, from, 1);
    add(ended, to, 1);
    if (call.outcome !== "complete" && call.outcome !== "cancelled") continue;
    const { uncachedInputTokens, cachedInputTokens, outputTokens } = call;
    const isOpen = uncachedInputTokens === null || cachedInputTokens === null || outputTokens === null;
    for (const index of [from, to]) {
      add(columns.calls, index, 0.5);
      add(columns.uncachedInput, index, (uncachedInputTokens ?? 0) / 2);
      add(columns.cachedInput, index, (cachedInputTokens ?? 0) / 2);
      add(columns.output, index, (outputTokens ?? 0) / 2);
      if (isOpen) add(columns.open, index, 0.5);
    }
  }
  for (const values of [begun, ended, ...Object.values(columns)]) accumulate(values);
  return { begun, ended, columns };
}
