import type { RoundTrip } from "#lib/domain/round-trip.ts";
import type { History, HistoryDay } from "#simulation/history/generate-history.ts";
import { PROGRAMS } from "#simulation/history/history-person.ts";
import { randomStream } from "#simulation/history/random-stream.ts";
import { endOf } from "#simulation/history/run-session.ts";
import type { HistorySegment } from "#simulation/history/run-turn.ts";
import { chanceOf } from "#simulation/week/chance.ts";
import { familyOf } from "./account-plan.ts";
import { ApiAccount } from "./api-account.ts";
import type { MadeReading } from "./made-reading.ts";
import { Subscription } from "./subscription.ts";
import { usedUpTurn } from "./used-up-turn.ts";

/** A turn that is over, with what was heard of limits in its course. */
export interface PlayedTurn {
  readonly segment: HistorySegment;
  readonly readings: readonly MadeReading[];
  /** Unix ms. */
  readonly endMs: number;
}

const ACCOUNT_STREAM = 11;
/** How often somebody tries in vain while their window is used up: the first turn always. */
const TRIES_IN_VAIN_SHARE = 0.12;

/** What is charged when a round trip ends. */
interface Due {
  readonly atMs: number;
  readonly roundTrip: RoundTrip;
  readonly of: { readonly segment: HistorySegment; readonly readings: MadeReading[]; left: number };
}

/**
 * A history in the order in which its round trips end, with the limits of everybody's account: what is used of them, what
 * is heard of that, and who has to stop because a window is used up. The same for the same history. A history for this
 * has no refusals of quota of its own.
 */
export function* playHistory({ truth, people, days }: History): Generator<PlayedTurn, void> {
  const accounts = new Map(
    people.map((person) => {
      const chance = chanceOf(randomStream(truth.seed, ACCOUNT_STREAM, person.index));
      return [person.name, { subscription: new Subscription(person, chance), api: new ApiAccount(), chance }];
    }),
  );
  /** By person: until when they know that they have to wait; Unix ms. */
  const knownUntil = new Map<string | null, number>();
  const due: Due[] = [];
  const settle = function* (untilMs: number): Generator<PlayedTurn, void> {
    for (let first = due[0]; first !== undefined && first.atMs <= untilMs; first = due[0]) {
      due.shift();
      const { roundTrip, of, atMs } = first;
      const account = accounts.get(roundTrip.person ?? "");
      const isProgram = (PROGRAMS as readonly string[]).includes(roundTrip.client);
      const books = isProgram ? account?.api : account?.subscription;
      if (roundTrip.outcome !== "rateLimited") of.readings.push(...(books?.charge(roundTrip, atMs) ?? []));
      of.left -= 1;
      if (of.left === 0)
        yield { segment: of.segment, readings: of.readings, endMs: Math.max(atMs, endOf(of.segment)) };
    }
  };
  /** The turn as it goes when limits are looked at; null when nobody begins it. */
  const admit = (segment: HistorySegment): HistorySegment | null => {
    const first = segment.assembly.roundTrips[0];
    const account = accounts.get(first?.person ?? "");
    const family = first === undefined ? null : familyOf(first);
    if (first === undefined || account === undefined || family === null) return segment;
    const usedUp = account.subscription.usedUp(family, first.startedAtMs);
    if (usedUp === null) return segment;
    const isKnown = (knownUntil.get(first.person) ?? 0) >= usedUp.resetsAtMs;
    if (isKnown && !account.chance.happens(TRIES_IN_VAIN_SHARE)) return null;
    knownUntil.set(first.person, usedUp.resetsAtMs);
    return usedUpTurn(segment, { family, ...usedUp });
  };
  for (const planned of inOrder(days)) {
    yield* settle(startOf(planned));
    const segment = admit(planned);
    if (segment === null) continue;
    const { roundTrips } = segment.assembly;
    const of = { segment, readings: [], left: roundTrips.length };
    for (const roundTrip of roundTrips)
      insert(due, { atMs: roundTrip.startedAtMs + roundTrip.e2eMs, roundTrip, of });
  }
  yield* settle(Number.POSITIVE_INFINITY);
}

/** The turns of all days by their beginning: some few of a day begin when the next one has begun. */
function* inOrder(days: readonly HistoryDay[]): Generator<HistorySegment, void> {
  const open: { readonly rest: Iterator<HistorySegment, void>; head: HistorySegment }[] = [];
  const advance = (rest: Iterator<HistorySegment, void>): HistorySegment | null => {
    const next = rest.next();
    return next.done === true ? null : next.value;
  };
  let opened = 0;
  for (;;) {
    const first = open.toSorted((a, b) => startOf(a.head) - startOf(b.head))[0];
    const day = days[opened];
    if (day !== undefined && (first === undefined || startOf(first.head) >= day.fromMs)) {
      opened += 1;
      const rest = day.segments();
      const head = advance(rest);
      if (head !== null) open.push({ rest, head });
      continue;
    }
    if (first === undefined) return;
    yield first.head;
    const head = advance(first.rest);
    if (head === null) open.splice(open.indexOf(first), 1);
    else first.head = head;
  }
}

function startOf({ assembly }: HistorySegment): number {
  return assembly.turns[0]?.startedAtMs ?? 0;
}

/** Keeps the order of time. */
function insert(due: Due[], item: Due): void {
  let place = due.length;
  while (place > 0 && (due[place - 1]?.atMs ?? 0) > item.atMs) place -= 1;
  due.splice(place, 0, item);
}
