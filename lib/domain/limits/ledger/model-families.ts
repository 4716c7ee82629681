import { chargeSpan } from "./charge.ts";
import { CHARGE_MOMENTS } from "./charge-moment.ts";
import { chargeSums } from "./charge-sums.ts";
import type { LedgerCall } from "./ledger-call.ts";
import type { UsageTrack } from "./usage-track.ts";

/** The meters that move when only this model is called. */
export interface ModelFamilies {
  readonly model: string | null;
  /** Families that the provider named for calls of it. */
  readonly named: readonly string[];
  /** Families whose buckets moved wherever only it was called; more than one is one call on two meters. */
  readonly moved: readonly string[];
}

/** What was seen of a model is cut into so many parts of equal weight; a bucket that it counts for moves in most. */
const PARTS = 12;
const MOST_PARTS = 9;
/** One that moves less often than this share of the one that moves most often does so for another reason. */
const LEAST_OFTEN = 0.3;

/** Learns for every model which families it counts for. */
export function modelFamilies(
  tracks: readonly { readonly family: string; readonly track: UsageTrack }[],
  calls: readonly LedgerCall[],
): ModelFamilies[] {
  const byModel = Map.groupBy(calls, ({ model }) => model);
  return [...byModel].map(([model, own]) => {
    const others = calls.filter((call) => call.model !== model);
    const moves = tracks.map(({ family, track }) => ({ family, times: movesWith(track, own, others) }));
    const most = moves.reduce((greatest, { times }) => Math.max(greatest, times), 0);
    const moving = moves.filter(({ times }) => times > 0 && times >= most * LEAST_OFTEN);
    return {
      model,
      named: unique(own.flatMap(({ family }) => family ?? [])),
      moved: unique(moving.map(({ family }) => family)),
    };
  });
}

/**
 * How often a bucket moves while no other model is called; 0 unless it does so in most of the equal parts of what was
 * weighed then. Others that use the bucket now and then do not do that.
 */
function movesWith(track: UsageTrack, own: readonly LedgerCall[], others: readonly LedgerCall[]): number {
  const { times, used, windows } = track;
  const weights = sumsOf(times, own);
  const strangers = sumsOf(times, others);
  const at = (column: ArrayLike<number>, index: number) => column[index] ?? 0;
  const steps = times.flatMap((_, index) => {
    if (index === 0 || windows[index] !== windows[index - 1]) return [];
    if (at(strangers.begun, index) !== at(strangers.ended, index - 1)) return [];
    if (at(weights.begun, index) === at(weights.ended, index - 1)) return [];
    const middle = (at: number) => ((weights.mostBegun[at] ?? 0) + (weights.mostEnded[at] ?? 0)) / 2;
    return [{ weight: middle(index) - middle(index - 1), moved: at(used, index) > at(used, index - 1) }];
  });
  const total = steps.reduce((sum, { weight }) => sum + weight, 0);
  const parts = new Set<number>();
  let passed = 0;
  for (const { weight, moved } of steps) {
    passed += weight;
    if (moved) parts.add(Math.min(PARTS - 1, Math.floor((PARTS * (passed - weight / 2)) / total)));
  }
  return total > 0 && parts.size >= MOST_PARTS ? steps.filter(({ moved }) => moved).length : 0;
}

function sumsOf(times: readonly number[], calls: readonly LedgerCall[]) {
  return chargeSums(
    times,
    calls.map((call) => {
      const size = 1 + (call.uncachedInputTokens ?? 0) + (call.outputTokens ?? 0);
      return { call, ...chargeSpan(call, CHARGE_MOMENTS), least: size, most: size, isOpen: false };
    }),
  );
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].toSorted();
}
