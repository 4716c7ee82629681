import type { AuditedBucket, LimitsAudit } from "#lib/analytics/audit-limits.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";
import { roundShare } from "#lib/analytics/round-share.ts";

/** The fields of a fault in answers, in their order. */
export const LEDGER_FLAG_FIELDS = [
  "kind",
  "provider",
  "account",
  "family",
  "windowMinutes",
  "unit",
  "from",
  "to",
  "amountFrom",
  "amountTo",
  "roundTripIds",
] as const;

/** Every fault of a bucket, on one line each: amounts are shares of the bucket, round trips are apart by spaces. */
export function presentFlags(
  bucket: AuditedBucket,
): Readonly<Record<(typeof LEDGER_FLAG_FIELDS)[number], string | number | null>>[] {
  const { provider, account, family, windowMinutes, unit, ledger } = bucket;
  return ledger.entries.flatMap(({ flags }) =>
    flags.map((flag) => ({
      kind: flag.kind,
      provider,
      account,
      family,
      windowMinutes,
      unit,
      from: formatIso(flag.fromMs),
      to: formatIso(flag.toMs),
      amountFrom: roundShare(flag.amount.from),
      amountTo: roundShare(flag.amount.to),
      roundTripIds: flag.callIds.join(" "),
    })),
  );
}

/** The audit as answers carry it: shares of buckets, times in ISO 8601, unknown null. */
export function presentAudit({ buckets, models }: LimitsAudit) {
  return {
    buckets: buckets.map((bucket) => {
      const { ledger, ...named } = bucket;
      const { quota, resolution, totals, state } = ledger;
      return {
        ...named,
        state,
        calls: totals.calls,
        observed: roundShare(totals.observed),
        unexplained: roundShare(totals.unexplained),
        /** An estimate from the movement, never what a provider said. */
        impliedQuota: quota && {
          size: roundFigure(quota.size),
          interval: [roundFigure(quota.interval.from), roundFigure(quota.interval.to)],
          weighting: quota.weighting,
          n: quota.n,
        },
        resolution: {
          notCharged: roundShare(resolution.notCharged),
          chargedTwice: roundShare(resolution.chargedTwice),
        },
        flags: presentFlags(bucket).map(({ roundTripIds, ...flag }) => ({
          ...flag,
          roundTripIds: roundTripIds === "" ? [] : String(roundTripIds).split(" "),
        })),
      };
    }),
    models,
  };
}
