import { formatClock } from "#lib/analytics/format-clock.ts";
import type { LimitBucket } from "#lib/analytics/list-limits.ts";
import { type LimitRow, prepareLimitRow } from "./prepare-limit-rows.ts";
import { shortAccount } from "./short-account.ts";

/** The buckets of one account at one provider. */
export interface LimitAccount {
  readonly key: string;
  readonly provider: string;
  /** The whole hash; null when nobody named an account. */
  readonly account: string | null;
  readonly shortAccount: string;
  /** Who was seen with it lately; empty when nobody was. */
  readonly people: readonly string[];
  /** What matters most about it; null when nothing does. */
  readonly notice: string | null;
  /** Whether nothing that was told of it still holds. */
  readonly isQuiet: boolean;
  /** In order of family, the shortest window first. */
  readonly rows: readonly LimitRow[];
}

/** Prepares all buckets by account: those that are stopped come first, then those that will be soonest, then the fullest. */
export function prepareLimitAccounts(
  buckets: readonly LimitBucket[],
  peopleOf: ReadonlyMap<string, readonly string[]>,
  nowMs: number,
  timeZone?: string,
): readonly LimitAccount[] {
  const accounts = Map.groupBy(buckets, ({ provider, account }) => JSON.stringify([provider, account]));
  return [...accounts]
    .toSorted(([a, own], [b, other]) => compare(own, other) || a.localeCompare(b))
    .flatMap(([key, own]) => {
      const [first] = own;
      if (first === undefined) return [];
      const { provider, account } = first;
      const rows = own.toSorted(byName).map((bucket) => prepareLimitRow(bucket, nowMs, timeZone));
      return {
        key,
        provider,
        account,
        shortAccount: shortAccount(account),
        people: (account === null ? undefined : peopleOf.get(account)) ?? [],
        notice: noticeOf(own, (unixMs) => formatClock(unixMs, nowMs, timeZone)),
        isQuiet: rows.every(({ state }) => state === "unknown"),
        rows,
      };
    });
}

/** So many accounts can be read at once. */
const SHOWN = 12;

/** Accounts by how much they matter now, each part in its order. */
export interface FoldedAccounts {
  /** All that are stopped or will be, and at least the first of the others. */
  readonly shown: readonly LimitAccount[];
  /** Of which nothing is to be feared as far as can be foreseen, where there are too many to show. */
  readonly further: readonly LimitAccount[];
  /** Of which nothing that was told still holds. */
  readonly quiet: readonly LimitAccount[];
}

/** Parts prepared accounts, so that a large team reads first what matters. */
export function foldAccounts(accounts: readonly LimitAccount[]): FoldedAccounts {
  const quiet = accounts.filter(({ isQuiet }) => isQuiet);
  const told = accounts.filter(({ isQuiet }) => !isQuiet);
  const isShown = ({ notice }: LimitAccount, index: number) => notice !== null || index < SHOWN;
  return {
    shown: told.filter(isShown),
    further: told.filter((account, index) => !isShown(account, index)),
    quiet,
  };
}

function byName(a: LimitBucket, b: LimitBucket): number {
  return (
    a.family.localeCompare(b.family) ||
    (a.windowMinutes ?? Number.MAX_VALUE) - (b.windowMinutes ?? Number.MAX_VALUE) ||
    a.unit.localeCompare(b.unit)
  );
}

function compare(own: readonly LimitBucket[], other: readonly LimitBucket[]): number {
  return (
    Number(isStopped(other)) - Number(isStopped(own)) ||
    (soonest(own) ?? Number.MAX_VALUE) - (soonest(other) ?? Number.MAX_VALUE) ||
    fullest(other) - fullest(own)
  );
}

function isSpent({ headroomFraction }: LimitBucket): boolean {
  return headroomFraction === 0;
}

function isStopped(buckets: readonly LimitBucket[]): boolean {
  return buckets.some((bucket) => isSpent(bucket) || bucket.blockedBy.length > 0);
}

/** When the first of those runs out that can still be used. */
function soonest(buckets: readonly LimitBucket[]): number | null {
  const instants = buckets
    .filter((bucket) => !isSpent(bucket) && bucket.blockedBy.length === 0)
    .flatMap(({ forecast: { exhaustsAtMs } }) => exhaustsAtMs ?? []);
  return instants.length === 0 ? null : Math.min(...instants);
}

function fullest(buckets: readonly LimitBucket[]): number {
  return Math.max(
    ...buckets.map(({ headroomFraction }) => (headroomFraction === null ? 0 : 1 - headroomFraction)),
  );
}

function noticeOf(buckets: readonly LimitBucket[], clock: (unixMs: number) => string): string | null {
  const stopped = buckets.filter((bucket) => isSpent(bucket) || bucket.blockedBy.length > 0);
  if (stopped.length > 0) {
    const what = stopped.length === buckets.length ? "all of it" : `${stopped.length} of ${buckets.length}`;
    const until = stopped.map(({ blockedUntilMs }) => blockedUntilMs);
    const known = until.filter((unixMs) => unixMs !== null);
    return `${what} stopped${known.length < until.length || known.length === 0 ? "" : ` until ${clock(Math.max(...known))}`}`;
  }
  const next = soonest(buckets);
  return next === null ? null : `spent at about ${clock(next)}`;
}
