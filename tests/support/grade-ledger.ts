import type { AccountLedger } from "#lib/domain/limits/ledger/audit-account.ts";
import type { ImpliedQuota } from "#lib/domain/limits/ledger/bucket-ledger.ts";
import { weigh } from "#lib/domain/limits/ledger/weighting.ts";
import type { MadeUpWeek, PlantedKind } from "./made-up-week.ts";

export interface LedgerGrade {
  readonly planted: number;
  /** Planted faults at least as large as what the ledger says that it finds, between two readings of one window. */
  readonly detectable: number;
  /** Of these. */
  readonly found: number;
  /** All that were found. */
  readonly foundAny: number;
  /** Flags on calls with which nothing was wrong, or something else. */
  readonly falseFlags: readonly string[];
  readonly quotaHeld: boolean | null;
}

const KINDS: readonly PlantedKind[] = ["chargedTwice", "notCharged", "chargedElsewhere"];

/** Holds the ledger of one bucket of a made-up week against the truth, one kind of fault at a time. */
export function gradeLedger(
  week: MadeUpWeek,
  account: AccountLedger,
): { readonly key: string; readonly kind: PlantedKind; readonly grade: LedgerGrade }[] {
  return week.buckets.flatMap(({ key, bucket, quota, points }) => {
    const ledger = account.buckets.find((candidate) => candidate.key === key)?.ledger;
    if (ledger === undefined) return [];
    const flags = ledger.entries.flatMap((entry) => entry.flags);
    const quotaHeld =
      ledger.quota === null ? null : isQuotaHeld(week, { family: bucket.family, size: quota }, ledger.quota);
    return KINDS.map((kind) => {
      const touches = (id: string) => {
        const fault = week.planted.get(id);
        const isOwn = week.familyOf.get(id) === bucket.family;
        if (kind === "chargedElsewhere") return fault === kind && !isOwn;
        // Where it was charged elsewhere and not here, it was not charged here.
        return isOwn && (fault === kind || (kind === "notCharged" && fault === "chargedElsewhere"));
      };
      const resolution =
        kind === "notCharged" ? ledger.resolution.notCharged : ledger.resolution.chargedTwice;
      const surely = week.calls.filter(({ id }) => touches(id) && week.planted.get(id) === kind);
      const isFound = (id: string) => flags.some((flag) => flag.kind === kind && flag.callIds.includes(id));
      const isDetectable = (call: (typeof surely)[number]) => {
        const before = points.findLast(({ atMs }) => atMs <= call.startedAtMs - 2000);
        const after = points.find(({ atMs }) => atMs >= call.endedAtMs + 2000);
        const isInside =
          before !== undefined && after !== undefined && before.resetsAtMs === after.resetsAtMs;
        return isInside && resolution !== null && (week.weightOf.get(call.id) ?? 0) / quota >= resolution;
      };
      const detectable = surely.filter(isDetectable);
      return {
        key,
        kind,
        grade: {
          planted: surely.length,
          detectable: detectable.length,
          found: detectable.filter(({ id }) => isFound(id)).length,
          foundAny: surely.filter(({ id }) => isFound(id)).length,
          falseFlags: flags
            .filter((flag) => flag.kind === kind && !flag.callIds.some(touches))
            .map((flag) => JSON.stringify(flag)),
          quotaHeld,
        },
      };
    });
  });
}

/** Whether the interval holds the true size, told in the weighting that was found: as much as all calls fill. */
function isQuotaHeld(
  week: MadeUpWeek,
  truth: { readonly family: string; readonly size: number },
  { weighting, interval }: ImpliedQuota,
): boolean {
  const own = week.calls.filter(({ id }) => week.familyOf.get(id) === truth.family);
  const found = own.reduce((sum, call) => sum + (weigh(call, weighting) ?? 0), 0);
  const weight = own.reduce((sum, { id }) => sum + (week.weightOf.get(id) ?? 0), 0);
  const size = (truth.size * found) / weight;
  return interval.from <= size && size <= interval.to;
}
