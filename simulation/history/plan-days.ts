import { chanceOf } from "#simulation/week/chance.ts";
import { activityByHour, timeAtShare } from "./daily-rhythm.ts";
import { DAY_MS, type SettledOptions } from "./history-options.ts";
import { type HistoryPerson, MAIN_CLIENT_SHARE } from "./history-person.ts";
import { randomStream } from "./random-stream.ts";

/** How many round trips each person makes on each day, known before any of them is made. */
export interface DayPlan {
  readonly people: readonly HistoryPerson[];
  /** Of a person on a day. */
  quota(person: number, day: number): number;
  /** How busy all are at a time (Unix ms), 1 at the busiest hour of all. */
  loadAt(atMs: number): number;
}

/** One session before it is run. */
export interface SessionPlan {
  readonly person: HistoryPerson;
  readonly day: number;
  /** Of the person's sessions of the day. */
  readonly index: number;
  readonly startMs: number;
  readonly roundTrips: number;
  /** Which of the person's clients. */
  readonly clientIndex: 0 | 1;
}

const HOUR_MS = 3_600_000;
const DAY_STREAM = 3;
const SESSION_PLAN_STREAM = 4;

/**
 * Round trips are handed out in portions of this many: nobody opens a client for a single one. The last portion is what
 * is left.
 */
const PORTION = 24;

/** Hands out the round trips of a history, in proportion to how much everybody works on each day. */
export function planDays(options: SettledOptions, people: readonly HistoryPerson[]): DayPlan {
  const { seed, roundTrips, days, fromMs } = options;
  const portions = Math.ceil(roundTrips / PORTION);
  const weights = new Float64Array(people.length * days);
  const load = new Float64Array(days * 24 + 1);
  for (let day = 0; day < days; day += 1)
    for (const person of people) {
      const chance = chanceOf(randomStream(seed, DAY_STREAM, person.index, day));
      const isAway = chance.happens(0.07);
      const hours = activityByHour(person.rhythm, fromMs + day * DAY_MS);
      const usual = hours.reduce((sum, value) => sum + value, 0) * person.weight;
      weights[day * people.length + person.index] = isAway ? 0 : usual * chance.around(1, 0.45);
      for (const [hour, value] of hours.entries()) {
        const place = day * 24 + hour;
        load[place] = (load[place] ?? 0) + value * person.weight;
      }
    }
  const quotas = handOut(weights, portions, chanceOf(randomStream(seed, DAY_STREAM)).random());
  const last = quotas.findLastIndex((quota) => quota > 0);
  const whole = (cell: number) => (quotas[cell] ?? 0) * PORTION;
  const spare = portions * PORTION - roundTrips;
  load[days * 24] = load[days * 24 - 1] ?? 0;
  const busiest = load.reduce((most, value) => Math.max(most, value), 0);
  return {
    people,
    quota: (person, day) => {
      const cell = day * people.length + person;
      return whole(cell) - (cell === last ? spare : 0);
    },
    loadAt: (atMs) => {
      const hours = Math.min(Math.max((atMs - fromMs) / HOUR_MS, 0), days * 24);
      const before = Math.floor(hours);
      const [low = 0, high = low] = [load[before], load[before + 1]];
      return (low + (high - low) * (hours - before)) / busiest;
    },
  };
}

/** So many portions by weight: at every equal step along the sum of the weights stands one. */
function handOut(weights: Float64Array, portions: number, offset: number): Uint32Array {
  const step = weights.reduce((sum, weight) => sum + weight, 0) / portions;
  const quotas = new Uint32Array(weights.length);
  let [sum, handed] = [0, 0];
  for (const [cell, weight] of weights.entries()) {
    sum += weight;
    const due = Math.min(portions, Math.ceil(sum / step - offset));
    if (due > handed) quotas[cell] = due - handed;
    handed = Math.max(handed, due);
  }
  const busiest = weights.indexOf(weights.reduce((most, weight) => Math.max(most, weight), 0));
  quotas[busiest] = (quotas[busiest] ?? 0) + portions - handed;
  return quotas;
}

/** The sessions of a person on a day, in no order. */
export function planSessions(options: SettledOptions, plan: DayPlan, person: HistoryPerson, day: number) {
  const sessions: SessionPlan[] = [];
  let left = plan.quota(person.index, day);
  if (left <= 0) return sessions;
  const chance = chanceOf(randomStream(options.seed, SESSION_PLAN_STREAM, person.index, day));
  const fromMs = options.fromMs + day * DAY_MS;
  const hours = activityByHour(person.rhythm, fromMs);
  for (let index = 0; left > 0; index += 1) {
    const wanted = Math.round(Math.min(200, Math.max(6, chance.around(34, 0.75))));
    // What would be left for another session is too little for one.
    const roundTrips = left - wanted < 6 ? left : wanted;
    sessions.push({
      person,
      day,
      index,
      startMs: Math.floor(timeAtShare(hours, fromMs, chance.random())),
      roundTrips,
      clientIndex: chance.happens(MAIN_CLIENT_SHARE) ? 0 : 1,
    });
    left -= roundTrips;
  }
  return sessions;
}
