import { callModel, type Provider } from "./call-model.ts";
import { type Conversation, nextCallSize } from "./call-size.ts";
import type { Chance } from "./chance.ts";
import type { Process } from "./run-processes.ts";
import type { WeekPerson } from "./week-history.ts";
import { GENERAL_MODEL } from "./week-limits.ts";
import type { Stretch } from "./working-hours.ts";

/** How somebody's programs use an API account. */
export interface SdkHabit {
  /** Between two runs of one stretch, in ms. */
  readonly pauseMs: number;
  /** Calls that one lane makes in a run, one after the other. */
  readonly callsPerRun: number;
}

/**
 * One lane of a program of somebody: it runs at given moments, with the lanes beside it. A call that is given up is
 * asked for anew after a while, or ends the run.
 */
export function* runPrograms(
  person: WeekPerson,
  {
    lane,
    runsAtMs,
    habit,
  }: { readonly lane: number; readonly runsAtMs: readonly number[]; readonly habit: SdkHabit },
  provider: Provider,
  chance: Chance,
): Process {
  let [callsMade, nowMs] = [0, Number.NEGATIVE_INFINITY];
  for (const [run, atMs] of runsAtMs.entries()) {
    nowMs = Math.max(nowMs, atMs + chance.between(0, 3_000));
    yield nowMs;
    const conversation: Conversation = { sessionId: `${person.name}-run-${run}-${lane}`, contextTokens: 0 };
    const calls = chance.whole(1, 2 * habit.callsPerRun - 1);
    for (let call = 0; call < calls; call += 1) {
      callsMade += 1;
      const usage = nextCallSize(conversation, false, chance);
      const { sessionId } = conversation;
      const callId = `${person.name}-${lane}-call-${callsMade}`;
      const wanted = { person, sessionId, callId, model: GENERAL_MODEL, usage };
      const end = yield* callModel(wanted, provider, chance, nowMs);
      nowMs = end.endedAtMs + chance.around(1_500, 0.8);
      if (end.error === null) continue;
      if (chance.happens(0.5)) break;
      nowMs += chance.between(10_000, 60_000);
    }
  }
}

/** The moments at which somebody starts a program. */
export function runsOf(hours: readonly Stretch[], pauseMs: number, chance: Chance): readonly number[] {
  return hours.flatMap(({ fromMs, toMs }) => {
    const runs: number[] = [];
    for (let atMs = fromMs; atMs < toMs; atMs += chance.waiting(pauseMs)) runs.push(atMs);
    return runs;
  });
}
