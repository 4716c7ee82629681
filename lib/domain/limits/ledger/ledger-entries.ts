import type { LedgerEntry, LedgerFlag } from "./bucket-ledger.ts";
import type { Charge } from "./charge.ts";
import type { ChargeSums } from "./charge-sums.ts";
import { chargesBetween } from "./charges-between.ts";
import type { UsageTrack } from "./usage-track.ts";

/**
 * The readings of a track from one to the next, with those joined between which a call may have been charged on either
 * side, or between which a flag lies.
 */
export function ledgerEntries(
  track: UsageTrack,
  {
    sums,
    charges,
    flags,
    isPriced,
  }: {
    readonly sums: ChargeSums;
    readonly charges: readonly Charge[];
    /** In order of time. */
    readonly flags: readonly LedgerFlag[];
    readonly isPriced: boolean;
  },
): LedgerEntry[] {
  const between = chargesBetween(charges);
  const { times, used, errors, windows } = track;
  const at = (column: ArrayLike<number>, index: number) => column[index] ?? 0;
  const entries: LedgerEntry[] = [];
  let [from, nextFlag, flagged] = [0, 0, Number.NEGATIVE_INFINITY];
  let own: LedgerFlag[] = [];
  for (let index = 1; index < times.length; index++) {
    if (windows[index] !== windows[index - 1]) {
      from = index;
      continue;
    }
    for (
      let flag = flags[nextFlag];
      flag !== undefined && flag.fromMs < at(times, index);
      flag = flags[nextFlag]
    ) {
      own.push(flag);
      flagged = Math.max(flagged, flag.toMs);
      nextFlag += 1;
    }
    const isLast = windows[index + 1] !== windows[index];
    const isQuiet = at(sums.begun, index) === at(sums.ended, index);
    if (!isLast && (!isQuiet || at(times, index) < flagged)) continue;
    const told = at(used, index) - at(used, from);
    const error = at(errors, index) + at(errors, from);
    const [fromMs, toMs] = [at(times, from), at(times, index)];
    const isOpen = at(sums.openBegun, index) > at(sums.openEnded, from);
    const callIds = between(fromMs, toMs).map(({ call }) => call.id);
    const observed = { told, from: Math.max(0, told - error), to: Math.max(0, told + error) };
    entries.push({
      fromMs,
      toMs,
      usedFrom: at(used, from),
      usedTo: at(used, index),
      observed,
      expected:
        !isPriced || isOpen
          ? null
          : {
              from: Math.max(0, at(sums.leastEnded, index) - at(sums.leastBegun, from)),
              to: at(sums.mostBegun, index) - at(sums.mostEnded, from),
            },
      callIds,
      flags:
        callIds.length === 0 && told > 0 && own.length === 0
          ? [{ kind: "unexplained", fromMs, toMs, amount: observed, callIds: [] }]
          : own,
    });
    [from, own] = [index, []];
  }
  return entries;
}
