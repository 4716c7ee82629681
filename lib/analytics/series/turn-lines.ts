import type { DescribedTurn, TurnAttempt, TurnRoundTrip } from "#lib/analytics/describe-turn.ts";
import type { Phase } from "#lib/domain/phase.ts";
import { tryPieces } from "#lib/domain/try-pieces.ts";
import { nameRoundTrip } from "./name-round-trip.ts";

/** What a stretch of a line was: a phase, or a try or a warm-up, which belong to none. */
export type SpanKind = Phase | "warmUp" | "attempt";

/** A stretch of a line, in ms from the start of the turn. */
export interface TurnSpan {
  readonly kind: SpanKind;
  readonly startMs: number;
  readonly endMs: number;
}

/** One thing that happened in a turn. */
export interface TurnLine {
  readonly kind: "roundTrip" | "attempt" | "toolCall" | "approval" | "warmUp";
  /** Of no other line of its kind. */
  readonly id: string;
  readonly label: string;
  /** From the start of the turn, in ms; negative for a warm-up before it. */
  readonly startMs: number;
  /** Null when unknown. */
  readonly durationMs: number | null;
  /** How it ended, when not well. */
  readonly note: string | null;
  readonly spans: readonly TurnSpan[];
  /** From the start of the turn, in ms; null when unknown or not a round trip. */
  readonly firstTokenMs: number | null;
}

/** What happened in a turn, in order of its start; a round trip and its attempts stay together. */
export function turnLines(turn: DescribedTurn): readonly (readonly TurnLine[])[] {
  const originMs = turn.startedAtMs;
  const attemptsOf = Map.groupBy(turn.attempts, ({ roundTripId }) => roundTripId);
  const roundTrips = turn.roundTrips.map((roundTrip) => {
    const attempts = attemptsOf.get(roundTrip.id) ?? [];
    return [
      lineOfRoundTrip(roundTrip, attempts, originMs),
      ...(attempts.length > 1 ? attempts.map((attempt, n) => lineOfAttempt(attempt, n, originMs)) : []),
    ];
  });
  const toolCalls = turn.toolCalls.map((call) => {
    const startMs = call.startedAtMs - originMs;
    const note = call.outcome === null || call.outcome === "complete" ? null : call.outcome;
    return [simple("toolCall", call.id, call.tool ?? "Tool", startMs, call.durationMs, "tool", note)];
  });
  const approvals = turn.approvals.map(({ id, decidedAtMs, waitMs, decision, tool }) => {
    const startMs = decidedAtMs - originMs - (waitMs ?? 0);
    return [simple("approval", id, `Approval of ${tool ?? "a tool"}`, startMs, waitMs, "approval", decision)];
  });
  const warmUps = turn.warmUps.map((warmUp) => {
    const startMs = warmUp.startedAtMs - originMs;
    return [simple("warmUp", warmUp.id, "Warm-up", startMs, warmUp.e2eMs, "warmUp", null)];
  });
  return [...warmUps, ...roundTrips, ...approvals, ...toolCalls].toSorted(
    ([a], [b]) => (a?.startMs ?? 0) - (b?.startMs ?? 0),
  );
}

function lineOfRoundTrip(
  roundTrip: TurnRoundTrip,
  attempts: readonly TurnAttempt[],
  originMs: number,
): TurnLine {
  const startMs = roundTrip.startedAtMs - originMs;
  return {
    kind: "roundTrip",
    id: roundTrip.id,
    label: nameRoundTrip(roundTrip),
    startMs,
    durationMs: roundTrip.e2eMs,
    note: roundTrip.outcome === "complete" ? null : (roundTrip.errorType ?? roundTrip.outcome),
    spans: splitRoundTrip(roundTrip, attempts).map((span) => ({
      ...span,
      startMs: span.startMs + startMs,
      endMs: span.endMs + startMs,
    })),
    firstTokenMs: roundTrip.ttftMs === null ? null : startMs + roundTrip.ttftMs,
  };
}

/** The phases of a round trip, from its start, divided just as those of the whole turn are. */
function splitRoundTrip(
  { startedAtMs, streamOpenMs, ttftMs, ttfoMs, e2eMs, connectMs, transport }: TurnRoundTrip,
  attempts: readonly TurnAttempt[],
): readonly TurnSpan[] {
  const spans: TurnSpan[] = [];
  let doneMs = 0;
  const upTo = (kind: Phase, endMs: number | null): void => {
    const end = Math.min(endMs ?? doneMs, e2eMs);
    if (end <= doneMs) return;
    spans.push({ kind, startMs: doneMs, endMs: end });
    doneMs = end;
  };
  const tries = attempts.map((attempt) => ({
    startedAtMs: attempt.startedAtMs,
    isThrottled: attempt.throttleClass !== null,
  }));
  for (const { phase, endMs } of tryPieces(tries)) upTo(phase, endMs - startedAtMs);
  if (tries.at(-1)?.isThrottled) upTo("throttle", e2eMs);
  // The connection of a WebSocket was set up before the request.
  if (connectMs !== null && transport !== "websocket") upTo("connect", doneMs + connectMs);
  upTo("queue", streamOpenMs);
  upTo("firstToken", ttftMs);
  if (ttftMs === null) upTo("unattributed", ttfoMs ?? e2eMs);
  upTo("generation", e2eMs);
  return spans;
}

function lineOfAttempt(attempt: TurnAttempt, index: number, originMs: number): TurnLine {
  const refused =
    attempt.statusCode !== null && attempt.statusCode >= 400 ? String(attempt.statusCode) : null;
  return simple(
    "attempt",
    `${attempt.roundTripId} ${index}`,
    `Attempt ${index + 1}`,
    attempt.startedAtMs - originMs,
    attempt.durationMs,
    "attempt",
    noteOf(attempt.throttleClass, attempt.errorType ?? refused),
  );
}

/** Why an attempt was refused comes before the word of the provider, which often says the same. */
function noteOf(throttleClass: TurnAttempt["throttleClass"], word: string | null): string | null {
  if (throttleClass === null) return word;
  return word === null ? throttleClass : `${throttleClass}: ${word}`;
}

function simple(
  kind: TurnLine["kind"],
  id: string,
  label: string,
  startMs: number,
  durationMs: number | null,
  piece: SpanKind,
  note: string | null,
): TurnLine {
  const spans = [{ kind: piece, startMs, endMs: startMs + (durationMs ?? 0) }];
  return { kind, id, label, startMs, durationMs, note, spans, firstTokenMs: null };
}
