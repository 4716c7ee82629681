import { DAY_MS, type HistoryOptions, type SettledOptions, settleOptions } from "./history-options.ts";
import { type HistoryPerson, historyPeople } from "./history-person.ts";
import { type HistoryTruth, historyTruth } from "./history-truth.ts";
import type { HistoryWorld } from "./make-call.ts";
import { mergeByStart } from "./merge-by-start.ts";
import { planDays, planSessions, type SessionPlan } from "./plan-days.ts";
import { endOf, runSession } from "./run-session.ts";
import type { HistorySegment } from "./run-turn.ts";

/** One of several parts of a day, each with other people: `index` counts from 0. */
export interface HistoryPart {
  readonly index: number;
  readonly of: number;
}

/** 24 hours of a history. */
export interface HistoryDay {
  /** Unix ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Those planned. */
  readonly roundTrips: number;
  /**
   * The turns of the sessions that begin in it, in the order in which they begin: some few only after the day's end.
   * Made anew by every call, and only as far as they are taken. A part has the turns of some of the people, and all
   * parts together are the day.
   */
  segments(part?: HistoryPart): Generator<HistorySegment, void>;
}

/** A history that can be made in any order of days, at once or in parts. */
export interface History {
  readonly truth: HistoryTruth;
  readonly people: readonly HistoryPerson[];
  readonly days: readonly HistoryDay[];
}

/**
 * A realistic history of people who code with AI, as rows would be that were assembled from what clients tell. The
 * same for the same options, wherever and in whatever order it is made. Throws a RangeError for options that make none.
 */
export function generateHistory(options: HistoryOptions): History {
  const settled = settleOptions(options);
  const people = historyPeople(settled);
  const plan = planDays(settled, people);
  const truth = historyTruth(settled, plan);
  const { hasQuotaRefusals } = settled;
  const world: HistoryWorld = { regression: truth.regression, hasQuotaRefusals, loadAt: plan.loadAt };
  const run = (session: SessionPlan) => runSession(settled, world, session);
  const days = Array.from({ length: settled.days }, (_, day): HistoryDay => {
    const fromMs = settled.fromMs + day * DAY_MS;
    return {
      fromMs,
      toMs: fromMs + DAY_MS,
      roundTrips: people.reduce((sum, { index }) => sum + plan.quota(index, day), 0),
      *segments({ index, of } = { index: 0, of: 1 }) {
        const sessions = people
          .filter((person) => person.index % of === index)
          .flatMap((person) => planSessions(settled, plan, person, day))
          .map((session) => beginInTime(settled, run, session))
          .toSorted((a, b) => a.startMs - b.startMs);
        // What is still going on at the end has not been told of yet.
        for (const segment of mergeByStart(sessions, run)) if (endOf(segment) <= settled.endMs) yield segment;
      },
    };
  });
  return { truth, people, days };
}

/** Sessions rarely take longer than this for each of their round trips, pauses and tools included. */
const LONG_MS = 75_000;

/** Begins a session earlier that would go on beyond the history's end, so that it is not cut. */
function beginInTime(
  { endMs }: SettledOptions,
  run: (plan: SessionPlan) => Iterable<HistorySegment>,
  planned: SessionPlan,
): SessionPlan {
  let session = planned;
  // How long its calls take depends a little on the hour, so once may not be enough.
  for (let round = 0; round < 3 && session.startMs > endMs - LONG_MS * session.roundTrips; round += 1) {
    const lastMs = Math.max(...Array.from(run(session), endOf));
    if (lastMs <= endMs) break;
    session = { ...session, startMs: Math.floor(session.startMs - (lastMs - endMs) - 1) };
  }
  return session;
}
