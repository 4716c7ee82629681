import type { AuditedBucket } from "#lib/analytics/audit-limits.ts";
import { bucketLabel } from "#lib/analytics/bucket-label.ts";
import { UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatCount, formatShare } from "#lib/analytics/format-number.ts";
import { bucketKey } from "#lib/domain/limits/bucket.ts";
import type { BucketLedger, LedgerFlag, LedgerFlagKind } from "#lib/domain/limits/ledger/bucket-ledger.ts";
import { formatUse } from "./prepare-forecast-text.ts";
import type { Told } from "./prepare-limit-rows.ts";
import { shortAccount } from "./short-account.ts";

/** The ledger of one bucket in words. */
export interface LedgerRow {
  readonly key: string;
  readonly name: Told;
  readonly isAudited: boolean;
  readonly state: string;
  readonly calls: string;
  readonly moved: Told;
  readonly unexplained: Told;
  readonly quota: Told;
  readonly smallest: Told;
  readonly faults: string;
}

/** Something that is wrong with a bucket's movement; that others used it is no fault. */
export interface LedgerFault {
  readonly bucket: AuditedBucket;
  readonly flag: LedgerFlag;
}

const STATES: Readonly<Record<BucketLedger["state"], string>> = {
  audited: "audited",
  tooFewSteps: "moved too little",
  refills: "refills, so single calls cannot be seen",
};

/** What each kind of flag means. */
export const FLAG_NAMES: Readonly<Record<LedgerFlagKind, string>> = {
  chargedTwice: "charged twice",
  notCharged: "not charged",
  chargedElsewhere: "charged elsewhere",
  unexplained: "unexplained",
};

/** Prepares the ledgers of all buckets: those with faults first, then those that moved most. */
export function prepareLedgerRows(buckets: readonly AuditedBucket[]): readonly LedgerRow[] {
  return buckets
    .toSorted(
      (a, b) =>
        faultsOf(b).length - faultsOf(a).length || b.ledger.totals.observed - a.ledger.totals.observed,
    )
    .map(describe);
}

/** The faults of all buckets, the latest first. */
export function listLedgerFaults(buckets: readonly AuditedBucket[]): readonly LedgerFault[] {
  return buckets
    .flatMap((bucket) => faultsOf(bucket).map((flag) => ({ bucket, flag })))
    .toSorted((a, b) => b.flag.fromMs - a.flag.fromMs);
}

function faultsOf({ ledger }: AuditedBucket): readonly LedgerFlag[] {
  return ledger.entries.flatMap(({ flags }) => flags.filter(({ kind }) => kind !== "unexplained"));
}

function describe(bucket: AuditedBucket): LedgerRow {
  const { ledger, family, familyName, windowMinutes, account, unit } = bucket;
  const { totals, resolution, state } = ledger;
  const faults = Map.groupBy(faultsOf(bucket), ({ kind }) => kind);
  return {
    key: bucketKey(bucket),
    name: {
      main: bucketLabel({ family: familyName ?? family, windowMinutes }),
      detail: [`account ${shortAccount(account)}`, unit === "percent" ? null : unit]
        .filter((part) => part !== null)
        .join(" · "),
    },
    isAudited: state === "audited",
    state: STATES[state],
    calls: formatCount(totals.calls),
    moved: { main: formatUse(totals.observed), detail: null },
    unexplained: {
      main: totals.observed > 0 ? formatShare(Math.min(1, totals.unexplained / totals.observed)) : UNKNOWN,
      detail: totals.unexplained > 0 ? `${formatUse(totals.unexplained)} of the bucket` : null,
    },
    quota: quotaOf(ledger),
    smallest: {
      main: formatShare(resolution.notCharged),
      detail:
        resolution.chargedTwice === null || resolution.chargedTwice === resolution.notCharged
          ? null
          : `${formatShare(resolution.chargedTwice)} if charged twice`,
    },
    faults:
      state === "audited"
        ? [...faults].map(([kind, own]) => `${formatCount(own.length)} ${FLAG_NAMES[kind]}`).join(", ") ||
          "none"
        : UNKNOWN,
  };
}

function quotaOf({ quota }: BucketLedger): Told {
  if (quota === null) return { main: UNKNOWN, detail: null };
  const round = (size: number): string => formatCount(Number(size.toPrecision(3)));
  return {
    main: `about ${round(quota.size)} ${quota.weighting.name}`,
    detail: `${round(quota.interval.from)} to ${round(quota.interval.to)}, n ${formatCount(quota.n)}`,
  };
}
