import { callers, changing, type Habit, machine, person, sum, work } from "./habits.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const OFFICE = {
  beginsAt: 9,
  endsAt: 18,
  workdays: 0.9,
  weekends: 0.1,
  stretchHours: 0.8,
  pauseHours: 0.8,
  stretchSpread: 0.6,
  taskSpread: 0.5,
};

/** Every day of work at one of three shifts, a week each. */
const shifts: Habit = (steps, stepMs, random) => {
  const weeks = [0, 8, 16].map((beginsAt) =>
    person({ ...OFFICE, beginsAt, endsAt: beginsAt + 8 })(steps, stepMs, random),
  );
  return Float64Array.from({ length: steps }, (_, step) => {
    const week = Math.floor((step * stepMs) / (7 * DAY_MS));
    return weeks[week % 3]?.[step] ?? 0;
  });
};

/** A batch at a fixed hour of every night, of a size that differs a little. */
const nightly: Habit = (steps, stepMs, random) => {
  const wanted = new Float64Array(steps);
  for (let dayMs = 0; dayMs < steps * stepMs; dayMs += DAY_MS) {
    const fromMs = dayMs + 2 * HOUR_MS;
    work(wanted, { fromMs, toMs: fromMs + (1 + random()) * HOUR_MS, perHour: 1, stepMs }, random);
  }
  return wanted;
};

/** Nobody works on every third pair of days or so. */
function withDaysOff(habit: Habit): Habit {
  return (steps, stepMs, random) => {
    const days = Math.ceil((steps * stepMs) / DAY_MS);
    const isOff = Array.from({ length: days / 2 + 1 }, () => random() < 0.3);
    return habit(steps, stepMs, random).map((wanted, step) =>
      isOff[Math.floor((step * stepMs) / DAY_MS / 2)] === true ? 0 : wanted,
    );
  };
}

/** Habits that were written after the forecast was done: nothing in it was chosen by how it fared on these. */
export const UNSEEN_HABITS: Readonly<Record<string, Habit>> = {
  shifts,
  nightly,
  "office with days off": withDaysOff(person(OFFICE)),
  "team of 15": sum(
    Array.from({ length: 15 }, (_, at) =>
      person({ ...OFFICE, beginsAt: 6 + (at % 6), endsAt: 15 + (at % 6) }),
    ),
  ),
  "hardly and much": person({ ...OFFICE, stretchHours: 3, pauseHours: 4, endsAt: 23, stretchSpread: 1 }),
  "office, later by a nightly batch": sum([person(OFFICE), changing(nightly, 3)]),
  "halving machine": changing(machine, 0.5),
};

export const UNSEEN_CALLERS: Readonly<Record<string, Habit>> = {
  "two eager agents": callers(2, { gapSeconds: 4, onMinutes: 10, offMinutes: 10, spread: 1 }),
  "thirty lazy agents": callers(30, { gapSeconds: 40, onMinutes: 8, offMinutes: 15, spread: 0.6 }),
};
