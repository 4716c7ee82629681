import type { Bucket } from "#lib/domain/limits/bucket.ts";
import { type AccountLedger, auditAccount } from "#lib/domain/limits/ledger/audit-account.ts";
import type { BucketLedger } from "#lib/domain/limits/ledger/bucket-ledger.ts";
import { ledgerPoints } from "#lib/domain/limits/ledger/ledger-point.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { findAccountCalls } from "#lib/store/find-account-calls.ts";
import { type BucketHistory, findBucketHistories } from "#lib/store/find-bucket-histories.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** What one bucket did beside what the calls that we know of should have done to it. */
export interface AuditedBucket extends Bucket {
  readonly familyName: string | null;
  readonly ledger: BucketLedger;
}

/** The ledgers of all buckets of a window, and what each model of an account was seen to count for. */
export interface LimitsAudit {
  readonly buckets: readonly AuditedBucket[];
  readonly models: readonly (AccountLedger["models"][number] & { readonly account: string })[];
}

/** Audits every bucket of a known account within the window. */
export async function auditLimits(window: TimeWindow, database = sharedDatabase()): Promise<LimitsAudit> {
  const [histories, calls] = await Promise.all([
    findBucketHistories(database, { ...window, windows: null, readingsMax: null }),
    findAccountCalls(database, window),
  ]);
  const callsOf = Map.groupBy(calls, ({ account }) => account);
  const accounts = Map.groupBy(
    histories.filter(({ account }) => account !== null),
    ({ account }) => account ?? "",
  );
  const audited = [...accounts].map(([account, own]) => ({
    account,
    names: own,
    ledger: auditAccount(own.map(ledgerBucket), callsOf.get(account) ?? []),
  }));
  return {
    buckets: audited.flatMap(({ names, ledger }) =>
      ledger.buckets.map(({ bucket, ledger: own }, index) => ({
        ...bucket,
        familyName: names[index]?.familyName ?? null,
        ledger: own,
      })),
    ),
    models: audited.flatMap(({ account, ledger }) => ledger.models.map((model) => ({ ...model, account }))),
  };
}

function ledgerBucket({ provider, account, family, windowMinutes, unit, readings }: BucketHistory) {
  return { bucket: { provider, account, family, windowMinutes, unit }, points: ledgerPoints(readings) };
}
