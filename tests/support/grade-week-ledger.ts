import type { AuditedBucket } from "#lib/analytics/audit-limits.ts";
import type { LedgerFlagKind } from "#lib/domain/limits/ledger/bucket-ledger.ts";
import type { WeekAttempt } from "#simulation/week/week-history.ts";
import type { WeekWindow } from "./week-windows.ts";

/** What a ledger found of one kind of wrong charge. */
export interface WeekLedgerGrade {
  readonly bucket: string;
  readonly kind: LedgerFlagKind;
  /** Charges of this bucket that were wrong in this way. */
  readonly planted: number;
  /**
   * Of these: as large as what the ledger says that it finds, and between two calls of the same window. The later of
   * these must follow soon where it was charged too much: of a long pause nobody knows who used the bucket in it.
   */
  readonly detectable: number;
  /** Of the detectable. */
  readonly found: number;
  /** Of all planted. */
  readonly foundAny: number;
  readonly falseFlags: readonly string[];
}

/** Clocks and ways between them: so far from a call a reading has to be to tell of it for sure. */
const CLOSE_MS = 10_000;

const SOON_MS = 10 * 60_000;

const PLANTED = { twice: "chargedTwice", never: "notCharged" } as const;

/** What is known of an account. */
export interface AccountTruth {
  /** What fills the bucket, in weighted tokens. */
  readonly limit: number;
  /** All of it, in the order in which they ended. */
  readonly attempts: readonly WeekAttempt[];
  /** Of the bucket in question. */
  readonly windows: readonly WeekWindow[];
  /** Of a round trip. */
  readonly callOf: (roundTripId: string) => WeekAttempt | undefined;
}

/**
 * Holds the ledger of one bucket against what is known of its account. Movement that the ledger cannot explain is
 * false unless something planted lies in it.
 */
export function gradeWeekLedger(
  { family, windowMinutes, unit, ledger }: AuditedBucket,
  { limit, attempts, windows, callOf }: AccountTruth,
): readonly WeekLedgerGrade[] {
  if (unit !== "percent" || windowMinutes === null) return [];
  const own = attempts.filter((attempt) => attempt.family === family && attempt.usage !== null);
  const planted = own.filter((attempt) => attempt.planted === "twice" || attempt.planted === "never");
  const flags = ledger.entries.flatMap((entry) => entry.flags);
  const chargeOf = ({ charges }: WeekAttempt) =>
    charges.find(({ bucket }) => bucket.windowMinutes === windowMinutes);
  const shareOf = (attempt: WeekAttempt) => (chargeOf(attempt)?.amount ?? 0) / limit;
  /** Whether the movement was there to be seen: told of before and after, in one window that was not yet spent. */
  const isSeen = (attempt: WeekAttempt) => {
    const window = windows.find(
      ({ startMs, resetsAtMs }) => startMs < attempt.startedAtMs && attempt.endedAtMs < resetsAtMs,
    );
    return (
      window !== undefined &&
      (chargeOf(attempt)?.usedFraction ?? 1) < 1 &&
      attempts.some(
        ({ headersAtMs }) => headersAtMs > window.startMs && headersAtMs < attempt.startedAtMs - CLOSE_MS,
      ) &&
      attempts.some(
        ({ headersAtMs }) =>
          headersAtMs > attempt.endedAtMs + CLOSE_MS &&
          headersAtMs < window.resetsAtMs &&
          (attempt.planted === "never" || headersAtMs < attempt.endedAtMs + SOON_MS),
      )
    );
  };
  const isFound = (attempt: WeekAttempt, kind: LedgerFlagKind) =>
    flags.some((flag) => flag.kind === kind && flag.callIds.some((id) => callOf(id) === attempt));
  const grades = (["twice", "never"] as const).map((fate): WeekLedgerGrade => {
    const kind = PLANTED[fate];
    const wanted = planted.filter((attempt) => attempt.planted === fate);
    const resolution = fate === "twice" ? ledger.resolution.chargedTwice : ledger.resolution.notCharged;
    const detectable = wanted.filter(
      (attempt) => resolution !== null && shareOf(attempt) >= resolution && isSeen(attempt),
    );
    return {
      bucket: `${family} ${windowMinutes}`,
      kind,
      planted: wanted.length,
      detectable: detectable.length,
      found: detectable.filter((attempt) => isFound(attempt, kind)).length,
      foundAny: wanted.filter((attempt) => isFound(attempt, kind)).length,
      falseFlags: flags
        .filter((flag) => flag.kind === kind && !flag.callIds.some((id) => callOf(id)?.planted === fate))
        .map((flag) => JSON.stringify(flag)),
    };
  });
  const isAround = (flag: { readonly fromMs: number; readonly toMs: number }) =>
    planted.some(
      ({ startedAtMs, endedAtMs }) =>
        endedAtMs >= flag.fromMs - CLOSE_MS && startedAtMs <= flag.toMs + CLOSE_MS,
    );
  const others = (["chargedElsewhere", "unexplained"] as const).map((kind) => ({
    bucket: `${family} ${windowMinutes}`,
    kind,
    planted: 0,
    detectable: 0,
    found: 0,
    foundAny: 0,
    falseFlags: flags
      .filter((flag) => flag.kind === kind && (kind === "chargedElsewhere" || !isAround(flag)))
      .map((flag) => JSON.stringify(flag)),
  }));
  return [...grades, ...others];
}
