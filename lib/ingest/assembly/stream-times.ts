import { instantsMs } from "#lib/domain/chunk-instants.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { firstNumber, textFact } from "#lib/domain/read-facts.ts";
import type { Basis } from "#lib/domain/round-trip.ts";

/** When things arrived on one response stream, in Unix ms; null where nobody says. */
export interface StreamTimes {
  readonly openedAtMs: number | null;
  /** The first token-bearing event, reasoning included. */
  readonly firstTokenAtMs: number | null;
  /** The first visible text or tool-call token. */
  readonly firstOutputAtMs: number | null;
  readonly lastTokenAtMs: number | null;
  /** Token-bearing events at distinct milliseconds; null when they were not reported one by one. */
  readonly tokenEvents: number | null;
  readonly reasoningStreamed: boolean;
  readonly endedAtMs: number | null;
  readonly basis: Basis;
}

/**
 * Reads one stream's times from what was observed in its window, which begins at the request start. Log events come
 * first, because they are stamped where the bytes arrive; spans, stamped where the events are consumed, fill in;
 * and where neither lists the stream, the client's own duration is added to the moment the request was on its way.
 */
export function streamTimes(window: readonly Observation[], sentMs: number | null): StreamTimes {
  const logs = eventTimes(window.filter(({ source }) => source === "log"));
  const spans = eventTimes(window.filter(({ source }) => source === "span"));
  const [times, basis] =
    logs.firstTokenAtMs !== null
      ? [logs, "clientLog" as const]
      : spans.firstTokenAtMs !== null
        ? [spans, "clientSpan" as const]
        : unlistedTimes(window, sentMs);
  const endedAtMs = endOf(window);
  return {
    ...times,
    openedAtMs: minimum(instantsOf(window, "opened")),
    // Whole milliseconds from a log may fall a little before an exact time from a span.
    endedAtMs: endedAtMs === null ? null : Math.max(endedAtMs, times.lastTokenAtMs ?? endedAtMs),
    basis,
  };
}

/**
 * Where the stream's events are not listed: the moment at which the client saw the turn's first token, if it was on
 * this stream; else the client's own duration to the first announced item, added to the moment the request was on
 * its way. Hidden reasoning is announced before it yields a token, so then that duration says nothing.
 */
function unlistedTimes(window: readonly Observation[], sentMs: number | null): [EventTimes, Basis] {
  const seenAtMs = window.find(({ kind }) => kind === "firstToken")?.atMs ?? null;
  const toFirstItemMs = firstNumber(window, "streamToFirstItemMs");
  const hidden = hidesReasoning(window, false);
  const reportedAtMs = sentMs === null || toFirstItemMs === null || hidden ? null : sentMs + toFirstItemMs;
  const firstTokenAtMs = seenAtMs ?? reportedAtMs;
  if (firstTokenAtMs === null) {
    return [NOTHING, window.some(({ source }) => source === "log") ? "clientLog" : "clientSpan"];
  }
  const firstOutputAtMs = hidden ? null : firstTokenAtMs;
  const lastTokenAtMs = Math.max(endOf(window) ?? firstTokenAtMs, firstTokenAtMs);
  const times = { ...NOTHING, firstTokenAtMs, firstOutputAtMs, lastTokenAtMs };
  return [times, seenAtMs === null ? "clientReported" : "clientLog"];
}

type EventTimes = Omit<StreamTimes, "openedAtMs" | "endedAtMs" | "basis">;

const NOTHING: EventTimes = {
  firstTokenAtMs: null,
  firstOutputAtMs: null,
  lastTokenAtMs: null,
  tokenEvents: null,
  reasoningStreamed: false,
};

/** Log records are stamped nearer to the wire than the span in which the event was handled. */
function endOf(window: readonly Observation[]): number | null {
  const completions = window.filter(({ kind }) => kind === "completion");
  return (completions.find(({ source }) => source === "log") ?? completions[0])?.atMs ?? null;
}

/** The times that the events of one signal tell. */
function eventTimes(observations: readonly Observation[]): EventTimes {
  const reasoning = instantsOf(observations, "reasoning");
  const summary = instantsOf(observations, "reasoningSummary");
  const output = instantsOf(observations, "output");
  const items = observations.filter(({ kind }) => kind === "item");
  const added = items.filter((item) => textFact(item, "stage") === "added").map(({ atMs }) => atMs);
  const finished = items.filter((item) => textFact(item, "stage") === "done").map(({ atMs }) => atMs);
  // An announced tool call names its tool, which the model had to write; an announced message is still empty.
  const tools = items.filter((item) => textFact(item, "tool") !== null).map(({ atMs }) => atMs);
  // Spans do not say what an event carried; between the first item's announcement and the last one's end it is a
  // piece of an item. Instants are whole milliseconds, so the announcement is rounded down like them.
  const firstAdded = minimum(added);
  const lastFinished = maximum(finished) ?? Number.POSITIVE_INFINITY;
  const unnamed = instantsOf(observations, "unnamed");
  const pieces =
    firstAdded === null
      ? []
      : unnamed.filter((atMs) => atMs >= Math.floor(firstAdded) && atMs <= lastFinished);
  const tokens = [...reasoning, ...summary, ...output, ...pieces];
  const firstTokenAtMs = minimum([...tokens, ...tools, ...finished]);
  const hidden = hidesReasoning(observations, reasoning.length > 0);
  return {
    firstTokenAtMs,
    firstOutputAtMs:
      minimum(output) ??
      (hidden && added.length > 1
        ? null
        : summary.length + reasoning.length > 0
          ? minimum(tools)
          : firstTokenAtMs),
    lastTokenAtMs: maximum([...tokens, ...finished]),
    tokenEvents: firstTokenAtMs === null ? null : new Set(tokens.map(Math.floor)).size,
    reasoningStreamed: reasoning.length > 0,
  };
}

function hidesReasoning(window: readonly Observation[], reasoningStreamed: boolean): boolean {
  return !reasoningStreamed && (firstNumber(window, "reasoningTokens") ?? 0) > 0;
}

function instantsOf(observations: readonly Observation[], chunkClass: string): number[] {
  return observations
    .filter((observation) => observation.kind === "chunks" && textFact(observation, "class") === chunkClass)
    .flatMap(instantsMs);
}

function minimum(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b));
}

function maximum(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));
}
