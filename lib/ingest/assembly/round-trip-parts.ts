import { clipObservation } from "#lib/domain/chunk-instants.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { firstNumber, textFact } from "#lib/domain/read-facts.ts";
import { type RequestAttempt, requestAttempts } from "./request-attempts.ts";
import { type StreamTimes, streamTimes } from "./stream-times.ts";

/** One try with everything that was observed on its stream. */
export interface StreamedAttempt extends RequestAttempt {
  /** Stream observations from its start to the start of the next try. */
  readonly window: readonly Observation[];
  readonly stream: StreamTimes;
  /** Whether the response came to its proper end. */
  readonly completed: boolean;
  /** What went wrong, on the way or in the stream. */
  readonly failure: string | null;
}

/** The tries that make up one round trip, and requests that only warmed up. */
export interface RoundTripParts {
  readonly groups: readonly (readonly StreamedAttempt[])[];
  readonly warmUps: readonly StreamedAttempt[];
}

const STREAM_KINDS: ReadonlySet<Observation["kind"]> = new Set([
  "chunks",
  "item",
  "firstToken",
  "completion",
]);

/**
 * Sorts a segment's observations into round trips. A session sends one request after the other, so what arrives
 * between two requests belongs to the first; a try that did not complete is followed by its retry.
 */
export function roundTripParts(observations: readonly Observation[]): RoundTripParts {
  const attempts = requestAttempts(observations);
  const events = observations.filter(({ kind }) => STREAM_KINDS.has(kind));
  const streamed = attempts.map((attempt, index) =>
    withStream(attempt, windowOf(events, attempt.startMs, attempts[index + 1]?.startMs)),
  );
  const groups: StreamedAttempt[][] = [];
  for (const attempt of streamed.filter((candidate) => !isWarmUp(candidate))) {
    const open = groups.at(-1);
    if (open && !open.at(-1)?.completed) open.push(attempt);
    else groups.push([attempt]);
  }
  return { groups, warmUps: streamed.filter(isWarmUp) };
}

function withStream(attempt: RequestAttempt, window: readonly Observation[]): StreamedAttempt {
  const completions = window.filter(({ kind }) => kind === "completion");
  const broken = completions
    .map((completion) => textFact(completion, "errorType"))
    .find((error) => error !== null);
  return {
    ...attempt,
    window,
    stream: streamTimes(window, attempt.sentMs),
    completed: completions.length > 0 && broken === undefined,
    failure: broken ?? attempt.errorType,
  };
}

/** A warm-up says so in its span; without spans it is a WebSocket request that produced nothing at all. */
function isWarmUp(attempt: StreamedAttempt): boolean {
  if (attempt.warmUp !== null) return attempt.warmUp;
  return (
    attempt.transport === "websocket" &&
    attempt.completed &&
    attempt.stream.firstTokenAtMs === null &&
    firstNumber(attempt.window, "outputTokens") === 0
  );
}

/** What was observed from one request to the next; the last window has no end. */
function windowOf(events: readonly Observation[], fromMs: number, nextMs: number | undefined): Observation[] {
  return events.flatMap((event) => clipObservation(event, fromMs, nextMs ?? Number.POSITIVE_INFINITY));
}
