import type { Bucket } from "#lib/domain/limits/bucket.ts";
import { groupThrottles } from "#lib/domain/limits/group-throttles.ts";
import { nameBindingBucket } from "#lib/domain/limits/name-binding-bucket.ts";
import type { ThrottleClass } from "#lib/domain/limits/throttle.ts";
import type { Outcome } from "#lib/domain/outcome.ts";
import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import { foldsPeople } from "#lib/domain/settings/presentation.ts";
import type { Tier } from "#lib/domain/tier.ts";
import { findSpentReadings } from "#lib/store/find-spent-readings.ts";
import { findThrottles, type StoredThrottle } from "#lib/store/find-throttles.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { ClassifiedVariants } from "./classified-variants.ts";
import { withVariants } from "./classify-variants.ts";
import { presentCaller } from "./present-caller.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** One throttle: attempts of a round trip that were refused one after the other for the same reason. */
export interface ThrottleEvent {
  /** Unix ms of the first refused attempt. */
  readonly startedAtMs: number;
  readonly roundTripId: string;
  readonly turnId: string | null;
  readonly sessionId: string;
  readonly client: string;
  readonly person: string | null;
  readonly team: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly tier: Tier;
  readonly account: string | null;
  readonly class: ThrottleClass;
  /** The provider's own word for it. */
  readonly code: string | null;
  /** The bucket that it ran into; null when nobody told and none was known to be spent. */
  readonly bucket: Pick<Bucket, "family" | "windowMinutes" | "unit"> | null;
  /** Whether the refusal names the bucket itself, or it is the one that was known to be spent; null without one. */
  readonly bucketBasis: "told" | "inferred" | null;
  /** The longest advertised wait, in ms. */
  readonly advertisedMs: number | null;
  /** Attempts that were sent in vain. */
  readonly attemptsWasted: number;
  /** From the first refused attempt until the next one that was not, or until the client gave up, in ms. */
  readonly lostMs: number;
  /** Part of it that was spent waiting between attempts; null when an attempt's end is unknown. */
  readonly backOffMs: number | null;
  /** From the end of the first refusal until the next attempt that was answered, in ms; null when none was yet. */
  readonly recoveredAfterMs: number | null;
  /** How the round trip ended. */
  readonly outcome: Outcome;
}

/** The throttles of a question, newest first. */
export interface ThrottleList {
  readonly throttles: readonly ThrottleEvent[];
  /** Whether there were more refused attempts than are read at once, so that the oldest are missing. */
  readonly isCut: boolean;
}

/** So many refused attempts are read at once. */
const ATTEMPTS_MAX = 50_000;

/** A bucket that was spent may have been so for as long as the longest common window. */
const SPENT_REACH_MS = 7 * 86_400_000;

/** The throttles within the question's window, of its round trips, newest first. */
export async function listThrottles(
  question: RoundTripQuestion,
  database = sharedDatabase(),
): Promise<ThrottleList> {
  return await withVariants(database, async (variants) => {
    const found = await findThrottles(database, selectRoundTrips(question, variants), ATTEMPTS_MAX);
    const people = new Set(found.flatMap(({ person }) => person ?? [])).size;
    const isFolded = foldsPeople(variants.presentation, people, question.filters);
    const rows = isFolded ? found.map((row) => ({ ...row, person: null })) : found;
    const spent = await spentAround(rows, database);
    const named = rows.map((row) => nameBucket(row, spent));
    return {
      throttles: groupThrottles(named)
        .map((attempts) => describeThrottle(attempts, variants))
        .toReversed(),
      isCut: rows.length === ATTEMPTS_MAX,
    };
  });
}

type Named = StoredThrottle & Pick<ThrottleEvent, "bucketBasis">;

async function spentAround(rows: readonly StoredThrottle[], database: ReturnType<typeof sharedDatabase>) {
  const unnamed = rows.filter(({ family }) => family === null);
  const [first, last] = [unnamed[0], unnamed.at(-1)];
  if (first === undefined || last === undefined) return [];
  return await findSpentReadings(database, {
    fromMs: first.startedAtMs - SPENT_REACH_MS,
    toMs: last.startedAtMs + last.lostMs + 10_000,
  });
}

function nameBucket(row: StoredThrottle, spent: Parameters<typeof nameBindingBucket>[1]): Named {
  if (row.family !== null) return { ...row, bucketBasis: "told" };
  // A lack of capacity is nobody's bucket.
  if (row.class === "capacity") return { ...row, bucketBasis: null };
  const endedAtMs = row.startedAtMs + (row.durationMs ?? 0);
  const bucket = nameBindingBucket({ ...row, endedAtMs }, spent);
  return bucket === null ? { ...row, bucketBasis: null } : { ...row, ...bucket, bucketBasis: "inferred" };
}

function describeThrottle(
  attempts: readonly [Named, ...Named[]],
  variants: ClassifiedVariants,
): ThrottleEvent {
  const [first] = attempts;
  const variant = variants.of(first.variantId);
  const lostMs = sum(attempts.map((attempt) => attempt.lostMs));
  const advertised = attempts.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  const durations = attempts.map(({ durationMs }) => durationMs);
  const firstEndMs = first.startedAtMs + (first.durationMs ?? 0);
  return {
    startedAtMs: first.startedAtMs,
    roundTripId: first.roundTripId,
    turnId: first.turnId,
    sessionId: first.sessionId,
    ...presentCaller({ client: first.client, person: first.person, team: first.team }, variants.presentation),
    provider: variant.provider,
    model: variant.model,
    tier: variant.tier,
    account: first.account,
    class: first.class,
    code: first.code,
    bucket:
      first.family === null || first.unit === null
        ? null
        : { family: first.family, windowMinutes: first.windowMinutes, unit: first.unit },
    bucketBasis: first.bucketBasis,
    advertisedMs: advertised.length === 0 ? null : Math.max(...advertised),
    attemptsWasted: attempts.length,
    lostMs,
    backOffMs: durations.includes(null)
      ? null
      : Math.max(0, lostMs - sum(durations.map((durationMs) => durationMs ?? 0))),
    recoveredAfterMs: first.recoveredAtMs === null ? null : Math.max(0, first.recoveredAtMs - firstEndMs),
    outcome: first.outcome,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
