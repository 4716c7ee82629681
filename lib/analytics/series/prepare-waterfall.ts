import type { DescribedRoundTrip } from "#lib/analytics/describe-round-trip.ts";
import type { DescribedTurn, TurnAttempt } from "#lib/analytics/describe-turn.ts";
import type { Phase } from "#lib/domain/phase.ts";
import { tryPieces } from "#lib/domain/try-pieces.ts";
import { prepareRateStrip, type RateStrip } from "./prepare-rate-strip.ts";
import { type AxisTick, prepareTimeAxis } from "./prepare-time-axis.ts";

/** A coloured piece of a row; places in % of the axis. */
export interface WaterfallPiece {
  readonly kind: Phase | "warmUp" | "attempt";
  readonly percent: number;
  readonly widthPercent: number;
  readonly ms: number;
}

/** One line of the waterfall. */
export interface WaterfallRow {
  readonly key: string;
  readonly kind: "roundTrip" | "attempt" | "toolCall" | "approval" | "warmUp";
  readonly label: string;
  /** From the start of the turn, in ms; negative for a warm-up before it. */
  readonly startMs: number;
  /** Null when unknown. */
  readonly durationMs: number | null;
  /** How it ended, when not well. */
  readonly note: string | null;
  readonly pieces: readonly WaterfallPiece[];
  /** Where the first token arrived, in % of the axis; null when unknown or not a round trip. */
  readonly firstTokenPercent: number | null;
}

/** Everything of a turn on one time axis that begins with the turn, or with a warm-up before it. */
export interface Waterfall {
  readonly rows: readonly WaterfallRow[];
  readonly ticks: readonly AxisTick[];
  /** Where the turn begins, in %. */
  readonly turnPercent: number;
  /** On the same axis; null when no round trip tells its rate. */
  readonly rates: RateStrip | null;
}

interface Span {
  readonly kind: WaterfallPiece["kind"];
  readonly startMs: number;
  readonly endMs: number;
}

type Draft = Omit<WaterfallRow, "pieces" | "firstTokenPercent"> & {
  readonly spans: readonly Span[];
  readonly firstTokenMs: number | null;
};

/** Prepares the waterfall of a turn: rows in order of their start, an attempt behind its round trip. */
export function prepareWaterfall(turn: DescribedTurn): Waterfall {
  const drafts = draftRows(turn);
  const starts = drafts.map((row) => row.startMs);
  const ends = drafts.flatMap((row) => row.spans.map((span) => span.endMs));
  const fromMs = Math.min(0, ...starts);
  const toMs = Math.max(turn.durationMs, 1, ...ends);
  const percentOf = (ms: number): number => ((ms - fromMs) / (toMs - fromMs)) * 100;
  const rows = drafts.map(({ spans, firstTokenMs, ...row }) => ({
    ...row,
    pieces: spans.map(({ kind, startMs, endMs }) => ({
      kind,
      percent: percentOf(startMs),
      widthPercent: percentOf(endMs) - percentOf(startMs),
      ms: endMs - startMs,
    })),
    firstTokenPercent: firstTokenMs === null ? null : percentOf(firstTokenMs),
  }));
  return {
    rows,
    ticks: prepareTimeAxis(fromMs, toMs),
    turnPercent: percentOf(0),
    rates: prepareRateStrip(turn.roundTrips, turn.startedAtMs, percentOf),
  };
}

function draftRows(turn: DescribedTurn): readonly Draft[] {
  const originMs = turn.startedAtMs;
  const roundTrips = turn.roundTrips.map((roundTrip, index) => {
    const attempts = turn.attempts.filter((attempt) => attempt.roundTripId === roundTrip.id);
    return [
      draftRoundTrip(roundTrip, attempts, index, originMs),
      ...(attempts.length > 1 ? attempts.map((attempt, n) => draftAttempt(attempt, n, originMs)) : []),
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
  return [...warmUps, ...roundTrips, ...approvals, ...toolCalls]
    .toSorted(([a], [b]) => (a?.startMs ?? 0) - (b?.startMs ?? 0))
    .flat();
}

function draftRoundTrip(
  roundTrip: DescribedRoundTrip,
  attempts: readonly TurnAttempt[],
  index: number,
  originMs: number,
): Draft {
  const startMs = roundTrip.startedAtMs - originMs;
  return {
    key: `roundTrip ${roundTrip.id}`,
    kind: "roundTrip",
    label: `${index + 1} · ${roundTrip.model ?? "unknown model"}`,
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
  { startedAtMs, streamOpenMs, ttftMs, ttfoMs, e2eMs, connectMs, transport }: DescribedRoundTrip,
  attempts: readonly TurnAttempt[],
): readonly Span[] {
  const spans: Span[] = [];
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

function draftAttempt(attempt: TurnAttempt, index: number, originMs: number): Draft {
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
  kind: WaterfallRow["kind"],
  id: string,
  label: string,
  startMs: number,
  durationMs: number | null,
  piece: WaterfallPiece["kind"],
  note: string | null,
): Draft {
  const spans = [{ kind: piece, startMs, endMs: startMs + (durationMs ?? 0) }];
  return { key: `${kind} ${id}`, kind, label, startMs, durationMs, note, spans, firstTokenMs: null };
}
