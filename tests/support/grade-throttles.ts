import type { ThrottleEvent } from "#lib/analytics/list-throttles.ts";
import type { WeekAttempt, WeekHistory } from "#simulation/week/week-history.ts";

/** What was told of the throttles of a week, beside the truth. */
export interface ThrottlesGrade {
  readonly lost: readonly { readonly team: string; readonly toldMs: number; readonly trueMs: number }[];
  /** Attempts that were refused. */
  readonly refused: number;
  /** Of these: those that were told of, with their class and the bucket that bound, or none where none did. */
  readonly named: number;
  /** What was told wrongly. */
  readonly wrong: readonly string[];
}

/** An event is as exact as its row: microseconds, and a tap's clock. */
const TOLERANCE_MS = 1;

/** Holds throttles against the attempts of that time that were refused. */
export function gradeThrottles(
  { people }: WeekHistory,
  attempts: readonly WeekAttempt[],
  events: readonly ThrottleEvent[],
): ThrottlesGrade {
  const refused = attempts.filter(({ refusal }) => refusal !== null);
  const ofSession = Map.groupBy(events, ({ sessionId }) => sessionId);
  const wrong = refused.flatMap((attempt) => {
    const told = (ofSession.get(attempt.sessionId) ?? []).find(
      ({ startedAtMs, lostMs }) =>
        attempt.startedAtMs >= startedAtMs - TOLERANCE_MS &&
        attempt.startedAtMs < startedAtMs + lostMs - TOLERANCE_MS,
    );
    const [was, is] = [truthOf(attempt), told === undefined ? "nothing" : toldBy(told)];
    return was === is ? [] : [`${attempt.callId}, try ${attempt.resendCount}: ${was} was told as ${is}`];
  });
  const teams = [...new Set(people.map(({ team }) => team))].toSorted();
  const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
  return {
    lost: teams.map((team) => ({
      team,
      toldMs: sum(events.filter((event) => event.team === team).map(({ lostMs }) => lostMs)),
      trueMs: sum(refused.filter(({ person }) => person.team === team).map(({ lostMs }) => lostMs)),
    })),
    refused: refused.length,
    named: refused.length - wrong.length,
    wrong,
  };
}

/** Headers call what is counted by what it counts, while the provider itself knows it by its family. */
function truthOf({ refusal }: WeekAttempt): string {
  const { class: kind, boundBy } = refusal ?? {};
  if (boundBy === null || boundBy === undefined) return `${kind} by no bucket`;
  const family = boundBy.unit === "percent" ? boundBy.family : boundBy.unit;
  return `${kind} by ${family}, ${boundBy.windowMinutes} min`;
}

function toldBy({ class: kind, bucket }: ThrottleEvent): string {
  return bucket === null
    ? `${kind} by no bucket`
    : `${kind} by ${bucket.family}, ${bucket.windowMinutes} min`;
}
