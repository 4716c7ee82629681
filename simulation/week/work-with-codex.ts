import { callModel, type Provider } from "./call-model.ts";
import { type Conversation, nextCallSize } from "./call-size.ts";
import type { Chance } from "./chance.ts";
import type { Process } from "./run-processes.ts";
import type { WeekPerson } from "./week-history.ts";
import { FAST_MODEL, GENERAL_MODEL } from "./week-limits.ts";
import type { Stretch } from "./working-hours.ts";

/** How somebody works with Codex. */
export interface CodexHabit {
  /** Between two turns of one stretch, in ms. */
  readonly pauseMs: number;
  /** Of the turns, 0 to 1. */
  readonly fastShare: number;
  readonly callsPerTurn: number;
}

const MINUTE_MS = 60_000;

/** Somebody at Codex all week: turns of several calls, pauses to think, and other work when the limit is reached. */
export function* workWithCodex(
  person: WeekPerson,
  habit: CodexHabit,
  provider: Provider,
  hours: readonly Stretch[],
  chance: Chance,
): Process {
  let callsMade = 0;
  let [nowMs, backAtMs] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [index, { fromMs, toMs }] of hours.entries()) {
    const conversation: Conversation = { sessionId: `${person.name}-${index}`, contextTokens: 0 };
    nowMs = Math.max(nowMs, fromMs, backAtMs);
    while (nowMs < toMs) {
      yield nowMs;
      let model = chance.happens(habit.fastShare) ? FAST_MODEL : GENERAL_MODEL;
      const calls = chance.whole(1, 2 * habit.callsPerTurn - 1);
      let hasSwitched = false;
      for (let call = 0; call < calls; call += 1) {
        callsMade += 1;
        const usage = nextCallSize(conversation, call === 0, chance);
        const { sessionId } = conversation;
        const callId = `${person.name}-call-${callsMade}`;
        const end = yield* callModel({ person, sessionId, callId, model, usage }, provider, chance, nowMs);
        nowMs = end.endedAtMs;
        if (end.error === null) {
          // A tool runs before the next call.
          nowMs += chance.around(4_000, 1);
          continue;
        }
        if (end.error.type !== "usage_limit_reached") {
          nowMs += chance.between(1, 5) * MINUTE_MS;
          break;
        }
        const resetsAtMs = Number(end.error["resets_at"]) * 1000;
        // The other family may still have something.
        if (!hasSwitched && chance.happens(0.6)) {
          hasSwitched = true;
          model = model === FAST_MODEL ? GENERAL_MODEL : FAST_MODEL;
          nowMs += chance.between(5_000, 40_000);
          continue;
        }
        backAtMs = comesBackAt(nowMs, resetsAtMs, chance);
        nowMs = backAtMs;
        break;
      }
      nowMs += chance.waiting(habit.pauseMs);
    }
  }
}

/** Some look again before the window has reset, the others wait for that. */
function comesBackAt(nowMs: number, resetsAtMs: number, chance: Chance): number {
  const lookAgainMs = nowMs + chance.between(12, 70) * MINUTE_MS;
  const wait = resetsAtMs + chance.between(0.1, 10) * MINUTE_MS;
  return chance.happens(0.5) ? Math.min(lookAgainMs, wait) : wait;
}
