import { enforceLimits } from "#simulation/limits/enforce-limits.ts";
import { seededRandom } from "#simulation/random.ts";
import type { Provider, Tried } from "./call-model.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { type Process, runProcesses } from "./run-processes.ts";
import { runPrograms, runsOf } from "./run-programs.ts";
import type { WeekAttempt, WeekHistory, WeekPerson } from "./week-history.ts";
import { apiLimits, codexLimits, FIVE_HOURS } from "./week-limits.ts";
import { weekPeople } from "./week-people.ts";
import { workWithCodex } from "./work-with-codex.ts";
import { workingHours } from "./working-hours.ts";

export interface WeekOptions {
  readonly seed: number;
  /** Unix ms; nothing happens after it. */
  readonly endMs: number;
  /** How many days before it begin the history; seven unless told. */
  readonly days?: number;
  /** Of the calls that are large enough, how many are charged twice, and how many never: 0 to 1. */
  readonly plantedShare?: number;
  /** Percentages are told in multiples of this; whole percents unless told. */
  readonly percentStep?: number;
  /** How much is done: 1 is some 10,000 calls. */
  readonly pace?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Only calls of at least this share of the five hours are charged wrongly: whole percents hide the others. */
const LEAST_PLANTED = 0.04;
const LANES = 3;

/**
 * The seven days of a team of twenty that end at an instant: Codex on subscriptions with two gated families, programs
 * on an API account with limits per minute, an outage, and charges that are wrong on purpose. The same for the same
 * options.
 */
export function simulateWeek({
  seed,
  endMs,
  days = 7,
  plantedShare = 0.05,
  percentStep,
  pace = 1,
}: WeekOptions): WeekHistory {
  const startMs = endMs - days * DAY_MS;
  const people = weekPeople();
  const outageAtMs = outageAt(startMs, endMs, chanceOf(seededRandom(seed * 7919)));
  const limits = {
    codex: enforceLimits(
      codexLimits({
        percentStep,
        planted: {
          seed,
          shares: { twice: plantedShare, never: plantedShare },
          leastWeight: LEAST_PLANTED * FIVE_HOURS,
        },
        outages: [{ fromMs: outageAtMs, untilMs: outageAtMs + 20 * MINUTE_MS }],
      }),
    ),
    sdk: enforceLimits(apiLimits({ requestsPerMinute: 12, tokensPerMinute: 240_000 })),
  };
  const tried: Tried[] = [];
  const note = (attempt: Tried) => void tried.push(attempt);
  const processes = people.flatMap((person, index) =>
    weekOf(person, seed * 100_003 + index, { startMs, endMs, pace }, { limits: limits[person.way], note }),
  );
  runProcesses(processes, endMs);
  return { startMs, endMs, people, limits, attempts: withCharges(tried, limits, endMs) };
}

/** A moment at which most people work. */
function outageAt(startMs: number, endMs: number, chance: Chance): number {
  const desk = workingHours(startMs, endMs - HOUR_MS, chance);
  const { fromMs = startMs, toMs = endMs } = desk[chance.whole(0, desk.length - 1)] ?? {};
  return chance.between(fromMs, toMs);
}

/** All that somebody does: one process, or one for each lane of their programs. */
function weekOf(
  person: WeekPerson,
  seed: number,
  { startMs, endMs, pace }: { readonly startMs: number; readonly endMs: number; readonly pace: number },
  provider: Provider,
): readonly Process[] {
  const chance = chanceOf(seededRandom(seed));
  const hours = workingHours(startMs, endMs, chance);
  const pauseMs = (chance.around(7, 0.5) * MINUTE_MS) / pace;
  if (person.way === "codex") {
    const habit = { pauseMs, fastShare: chance.between(0.1, 0.6), callsPerTurn: chance.whole(5, 9) };
    return [workWithCodex(person, habit, provider, hours, chance)];
  }
  const habit = { pauseMs, callsPerRun: chance.whole(3, 6) };
  const runsAtMs = runsOf(hours, 12 * pauseMs, chance);
  return Array.from({ length: LANES }, (_, lane) =>
    runPrograms(person, { lane, runsAtMs, habit }, provider, chanceOf(seededRandom(seed + 31 * (lane + 1)))),
  );
}

/** Puts to each attempt what it was charged. What had not ended at the end is left out. */
function withCharges(
  tried: readonly Tried[],
  limits: WeekHistory["limits"],
  endMs: number,
): readonly WeekAttempt[] {
  const settled = {
    codex: settledIn(limits.codex.log()),
    sdk: settledIn(limits.sdk.log()),
  };
  const ended = tried.filter(({ endedAtMs }) => endedAtMs <= endMs);
  const starts = new Map(
    ended.map(({ callId, resendCount, startedAtMs }) => [`${callId} ${resendCount}`, startedAtMs]),
  );
  return ended
    .toSorted((a, b) => a.endedAtMs - b.endedAtMs)
    .map(({ call, ...attempt }) => {
      const { callId, resendCount, startedAtMs, endedAtMs, refusal } = attempt;
      const entry = settled[attempt.person.way].get(call);
      const nextAtMs = starts.get(`${callId} ${resendCount + 1}`) ?? endedAtMs;
      return {
        ...attempt,
        planted: entry?.planted ?? null,
        charges: entry?.charges ?? [],
        lostMs: refusal === null ? 0 : nextAtMs - startedAtMs,
      };
    });
}

function settledIn(log: ReturnType<WeekHistory["limits"]["codex"]["log"]>) {
  return new Map(log.flatMap((entry) => (entry.kind === "settled" ? [[entry.call, entry] as const] : [])));
}
