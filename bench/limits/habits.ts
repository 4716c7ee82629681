/** How somebody uses a bucket: what they want of it in each step of time, in any unit. */
export type Habit = (steps: number, stepMs: number, random: () => number) => Float64Array;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A standard normal number. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const exponential = (mean: number, random: () => number): number => -mean * Math.log(1 - random());

/** What a person does all day: when it begins, how long, how broken up, and how days differ. */
interface Person {
  /** UTC hours of a day at which work begins and ends, each ± an hour or so. */
  readonly beginsAt: number;
  readonly endsAt: number;
  /** The chance of working on a working day, and on a weekend's. */
  readonly workdays: number;
  readonly weekends: number;
  /** Half of the stretches of work last at most this long, in hours; and of the pauses between. */
  readonly stretchHours: number;
  readonly pauseHours: number;
  /** The spread (natural logarithm) of how much a stretch wants per hour; and of tasks that take days. */
  readonly stretchSpread: number;
  readonly taskSpread: number;
}

export function person(of: Person): Habit {
  return (steps, stepMs, random) => {
    const wanted = new Float64Array(steps);
    let task = normal(random);
    for (let dayMs = 0; dayMs < steps * stepMs; dayMs += DAY_MS) {
      task = 0.8 * task + 0.6 * normal(random);
      const isWeekend = [5, 6].includes((dayMs / DAY_MS) % 7);
      if (random() > (isWeekend ? of.weekends : of.workdays)) continue;
      let atMs = dayMs + (of.beginsAt + normal(random) * 0.7) * HOUR_MS;
      const endMs = dayMs + (of.endsAt + normal(random)) * HOUR_MS;
      while (atMs < endMs) {
        const stretchMs = of.stretchHours * HOUR_MS * Math.exp(0.8 * normal(random));
        const perHour = Math.exp(of.stretchSpread * normal(random) + of.taskSpread * task);
        work(wanted, { fromMs: atMs, toMs: Math.min(atMs + stretchMs, endMs), perHour, stepMs }, random);
        atMs += stretchMs + of.pauseHours * HOUR_MS * Math.exp(0.9 * normal(random));
      }
    }
    return wanted;
  };
}

/** Adds calls to a stretch: some six minutes of thinking between bursts, bursts of uneven size. */
export function work(
  wanted: Float64Array,
  of: { readonly fromMs: number; readonly toMs: number; readonly perHour: number; readonly stepMs: number },
  random: () => number,
): void {
  for (let atMs = of.fromMs; atMs < of.toMs; atMs += exponential(HOUR_MS / 10, random)) {
    const step = Math.floor(atMs / of.stepMs);
    if (step >= 0 && step < wanted.length) {
      wanted[step] = (wanted[step] ?? 0) + (of.perHour / 10) * Math.exp(0.8 * normal(random) - 0.32);
    }
  }
}

const DAY_WORKER: Person = {
  beginsAt: 8,
  endsAt: 17,
  workdays: 0.95,
  weekends: 0.05,
  stretchHours: 1,
  pauseHours: 0.5,
  stretchSpread: 0.5,
  taskSpread: 0.4,
};

/** Programs that go on day and night, a little more and a little less. */
export const machine: Habit = (steps, stepMs, random) => {
  let level = 0;
  return Float64Array.from({ length: steps }, () => {
    const keep = Math.exp(-stepMs / (3 * HOUR_MS));
    level = keep * level + Math.sqrt(1 - keep * keep) * 0.4 * normal(random);
    return Math.exp(level) * exponential(1, random);
  });
};

/** Jobs that come at any hour, seldom, and want very unequal amounts, as unattended agents do. */
const jobs: Habit = (steps, stepMs, random) => {
  const wanted = new Float64Array(steps);
  for (
    let atMs = exponential(4 * HOUR_MS, random);
    atMs < steps * stepMs;
    atMs += exponential(4 * HOUR_MS, random)
  ) {
    const perHour = Math.min(20, (1 - random()) ** -0.7);
    const toMs = atMs + exponential(HOUR_MS, random);
    work(wanted, { fromMs: atMs, toMs, perHour, stepMs }, random);
  }
  return wanted;
};

export function sum(habits: readonly Habit[]): Habit {
  return (steps, stepMs, random) => {
    const parts = habits.map((habit) => habit(steps, stepMs, random));
    return Float64Array.from({ length: steps }, (_, step) =>
      parts.reduce((all, part) => all + (part[step] ?? 0), 0),
    );
  };
}

/** As before until somewhere in the middle; from then on some times as much. */
export function changing(habit: Habit, times: number): Habit {
  return (steps, stepMs, random) => {
    const from = steps * (0.3 + 0.4 * random());
    return habit(steps, stepMs, random).map((wanted, step) => (step < from ? wanted : wanted * times));
  };
}

/** Programs that call every so many seconds while they are on, for minutes, and are off for minutes. */
export function callers(
  count: number,
  of: {
    readonly gapSeconds: number;
    readonly onMinutes: number;
    readonly offMinutes: number;
    readonly spread: number;
  },
): Habit {
  return (steps, stepMs, random) => {
    const wanted = new Float64Array(steps);
    for (let caller = 0; caller < count; caller++) {
      let atMs = 0;
      while (atMs < steps * stepMs) {
        const offAtMs = atMs + exponential(of.onMinutes * 60_000, random);
        for (; atMs < offAtMs; atMs += exponential(of.gapSeconds * 1_000, random)) {
          const step = Math.floor(atMs / stepMs);
          if (step < steps) wanted[step] = (wanted[step] ?? 0) + Math.exp(of.spread * normal(random));
        }
        atMs = offAtMs + exponential(of.offMinutes * 60_000, random);
      }
    }
    return wanted;
  };
}

/** Habits of minutes that the forecast was tuned on. */
export const TUNED_CALLERS: Readonly<Record<string, Habit>> = {
  "one agent": callers(1, { gapSeconds: 6, onMinutes: 4, offMinutes: 3, spread: 0.8 }),
  "ten agents": callers(10, { gapSeconds: 10, onMinutes: 5, offMinutes: 5, spread: 0.8 }),
  "steady load": callers(5, { gapSeconds: 2, onMinutes: 60, offMinutes: 1, spread: 0.3 }),
  "three bursty agents": callers(3, { gapSeconds: 3, onMinutes: 1.5, offMinutes: 6, spread: 1.2 }),
};

/** Habits that the forecast was tuned on. */
export const TUNED_HABITS: Readonly<Record<string, Habit>> = {
  "day worker": person(DAY_WORKER),
  "night owl": person({ ...DAY_WORKER, beginsAt: 14, endsAt: 25, weekends: 0.6, stretchHours: 2 }),
  machine,
  "team of 6": sum(Array.from({ length: 6 }, (_, at) => person({ ...DAY_WORKER, beginsAt: 7 + (at % 3) }))),
  "doubling day worker": changing(person(DAY_WORKER), 2),
  jobs,
  "now and then": person({
    ...DAY_WORKER,
    workdays: 0.5,
    stretchHours: 0.5,
    pauseHours: 2,
    stretchSpread: 0.8,
  }),
  "weekend coder": person({ ...DAY_WORKER, beginsAt: 10, endsAt: 23, workdays: 0.2, weekends: 0.9 }),
  "team across the world": sum(
    [0, 3, 8, 9, 16, 18].map((beginsAt) => person({ ...DAY_WORKER, beginsAt, endsAt: beginsAt + 9 })),
  ),
  "person beside a machine": sum([
    person({ ...DAY_WORKER, taskSpread: 0.8 }),
    (...of) => machine(...of).map((x) => x * 0.02),
  ]),
  "tripling team": changing(
    sum([person(DAY_WORKER), person({ ...DAY_WORKER, beginsAt: 10, endsAt: 20 })]),
    3,
  ),
  "fading owl": changing(
    person({ ...DAY_WORKER, beginsAt: 13, endsAt: 24, weekends: 0.4, taskSpread: 0.7 }),
    0.4,
  ),
};
