import type { Histogram } from "../histogram/histogram.ts";
import { HistogramSum } from "../histogram/histogram-sum.ts";
import type { Tier } from "../tier.ts";

/** A round trip as the next one of its session sees it. */
export interface SequencedTrip {
  readonly session: number;
  readonly startedAtMs: number;
  readonly e2eMs: number;
  readonly tier: Tier;
  /** Null when it is unknown, and of round trips that are not complete. */
  readonly ttftMs: number | null;
  /** Input tokens that were not read from a cache; null when unknown. */
  readonly uncachedInputTokens: number | null;
}

/** What round trips waited for and sent that followed another one. */
export interface FollowingTrips {
  readonly n: number;
  readonly sessions: number;
  readonly ttftMs: Histogram;
  readonly uncachedInputTokens: Histogram;
}

/** Round trips of a tier that followed one of another tier, beside those that followed one of their own. */
export interface TierSwitch {
  readonly from: Tier;
  readonly to: Tier;
  readonly switched: FollowingTrips;
  /** Of `to`, whatever was before: the same for each `from`. */
  readonly stayed: FollowingTrips;
}

/** What happens later than this after a round trip began is a new start, not a hand-over: a pause is a person's. */
const LONGEST_PAUSE_MS = 30 * 60_000;

/**
 * What a hand-over from one tier to another costs: round trips that began after another of the same session had ended (and
 * at most half an hour after it began), those after one of another tier beside those after one of their own. Which run side
 * by side hand nothing over, and are left out. Trips have to come session by session, in the order in which they began;
 * the most frequent switches come first.
 */
export function sumSwitches(trips: Iterable<SequencedTrip>): readonly TierSwitch[] {
  const sums = new Map<string, Following>();
  let before: SequencedTrip | null = null;
  for (const trip of trips) {
    if (before !== null && isFollowing(before, trip)) {
      const pair = JSON.stringify([before.tier, trip.tier]);
      const sum = sums.get(pair) ?? new Following(before.tier, trip.tier);
      sums.set(pair, sum);
      sum.add(trip);
    }
    before = trip;
  }
  const stayed = new Map(
    [...sums.values()].filter(({ from, to }) => from === to).map((sum) => [sum.to, sum.told()]),
  );
  return [...sums.values()]
    .filter(({ from, to }) => from !== to)
    .map((sum) => ({ from: sum.from, to: sum.to, switched: sum.told(), stayed: stayed.get(sum.to) ?? NONE }))
    .toSorted((a, b) => b.switched.n - a.switched.n || `${a.from}${a.to}`.localeCompare(`${b.from}${b.to}`));
}

function isFollowing(before: SequencedTrip, trip: SequencedTrip): boolean {
  return (
    before.session === trip.session &&
    before.startedAtMs + before.e2eMs <= trip.startedAtMs &&
    trip.startedAtMs - before.startedAtMs <= LONGEST_PAUSE_MS
  );
}

class Following {
  readonly from: Tier;
  readonly to: Tier;
  #n = 0;
  readonly #sessions = new Set<number>();
  readonly #ttftMs = new HistogramSum();
  readonly #uncachedInputTokens = new HistogramSum();

  constructor(from: Tier, to: Tier) {
    this.from = from;
    this.to = to;
  }

  add({ session, ttftMs, uncachedInputTokens }: SequencedTrip): void {
    this.#n += 1;
    this.#sessions.add(session);
    if (ttftMs !== null) this.#ttftMs.record(ttftMs);
    if (uncachedInputTokens !== null) this.#uncachedInputTokens.record(uncachedInputTokens);
  }

  told(): FollowingTrips {
    return {
      n: this.#n,
      sessions: this.#sessions.size,
      ttftMs: this.#ttftMs.toHistogram(),
      uncachedInputTokens: this.#uncachedInputTokens.toHistogram(),
    };
  }
}

const NONE: FollowingTrips = new Following("", "").told();
