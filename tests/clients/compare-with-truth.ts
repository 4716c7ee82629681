import type { ObservedRequest } from "#simulation/observed-request.ts";
import type { Knowledge } from "./coding-client.ts";

/** The figures of a round trip that the provider can vouch for; unknown is null. */
export interface ShownRoundTrip {
  readonly startedAtMs: number;
  readonly ttftMs: number | null;
  readonly ttfoMs: number | null;
  readonly e2eMs: number;
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly decodeTokensPerSecond: number | null;
  readonly attempts: number;
  readonly outcome: string;
  readonly basis: string;
}

/** One figure beside the truth; `difference` is shown minus true, null when one of them is unknown. */
export interface Difference {
  readonly figure: string;
  readonly shown: number | string | null;
  readonly truth: number | string | null;
  readonly difference: number | null;
  /** What is allowed, in words. */
  readonly allowed: string;
  readonly passes: boolean;
  /** Whether a busy machine can spoil it; what it cannot spoil must hold on every run. */
  readonly timed: boolean;
}

/** What the client does before the provider has the whole request, which its own first token time includes. */
export const SENDING = "request start until read, ms";
export const FIRST_TOKEN = "first token, ms after start";

// Client and provider share one machine and so one wall clock. Client logs carry whole milliseconds, cut twice where a
// start is a time minus a duration, and a client reads a little after the provider wrote.
const EARLY_MS = -2.5;
const LATE_MS = 5;
// From the start of a request until the provider has read it, a client connects, serialises and sends.
const MOST_SENDING_MS = 150;
const RATE_TOLERANCE = 0.02;
// Fewer tokens or chunks, or less time, say nothing about a rate: Roundtrip shows none, and so does the truth.
const FEWEST_TOKENS = 20;

/**
 * Compares what Roundtrip shows of a round trip with what the provider truly did in its attempts, first to last. What
 * the client cannot know must be shown as unknown.
 */
export function compareWithTruth(
  shown: ShownRoundTrip,
  requests: readonly ObservedRequest[],
  knows: Knowledge,
): readonly Difference[] {
  const attempts = knows.failedTries ? requests : requests.slice(-1);
  const [first, truth] = [attempts[0], attempts.at(-1)];
  if (!first || !truth) return [equal("attempts", shown.attempts, 0)];
  const sendingMs = first.readAt.unixMs - shown.startedAtMs;
  const ifKnown = <T>(known: boolean, value: T | null | undefined): T | null =>
    known ? (value ?? null) : null;
  return [
    equal("attempts", shown.attempts, attempts.length),
    within(SENDING, sendingMs, 0, EARLY_MS, MOST_SENDING_MS),
    moment(FIRST_TOKEN, shown.startedAtMs, shown.ttftMs, ifKnown(knows.ttft, truth.firstTokenAt?.unixMs), {
      earlyMs: EARLY_MS - knows.stopwatchLateMs,
      lateMs: LATE_MS,
    }),
    moment("first output", shown.startedAtMs, shown.ttfoMs, ifKnown(knows.ttfo, truth.firstOutputAt?.unixMs)),
    moment("end", shown.startedAtMs, shown.e2eMs, truth.endedAt?.unixMs ?? null, {
      earlyMs: EARLY_MS,
      lateMs: truth.toolCalls > 0 ? knows.toolCallEndLateMs : knows.endLateMs,
    }),
    rate(shown.decodeTokensPerSecond, ifKnown(knows.decodeRate, trueDecodeRate(truth))),
    equal("input tokens", shown.inputTokens, truth.usage?.inputTokens ?? null),
    equal(
      "cached input tokens",
      shown.cachedInputTokens,
      ifKnown(knows.cachedInputTokens, truth.usage?.cachedInputTokens),
    ),
    equal("output tokens", shown.outputTokens, ifKnown(knows.outputTokens, truth.usage?.outputTokens)),
    equal(
      "reasoning tokens",
      shown.reasoningTokens,
      ifKnown(knows.reasoningTokens, truth.usage?.reasoningTokens),
    ),
    equal("outcome", shown.outcome, truth.ending === "complete" ? "complete" : "failed"),
  ];
}

/** The requests of a run in groups of one round trip each: a refused one belongs to the next. */
export function attemptsOfRoundTrips(requests: readonly ObservedRequest[]): readonly ObservedRequest[][] {
  const groups: ObservedRequest[][] = [];
  let isOpen = false;
  for (const request of requests.filter(({ warmUp }) => !warmUp)) {
    if (isOpen) groups.at(-1)?.push(request);
    else groups.push([request]);
    isOpen = request.ending !== "complete";
  }
  return groups;
}

/** Tokens after the first chunk per second as they were written; null when there are too few to tell. */
export function trueDecodeRate({
  firstTokenAt,
  lastTokenAt,
  streamedTokens,
  chunks,
}: ObservedRequest): number | null {
  if (firstTokenAt === null || lastTokenAt === null || streamedTokens < FEWEST_TOKENS) return null;
  const tokensPerChunk = Math.ceil(streamedTokens / chunks);
  return (streamedTokens - tokensPerChunk) / ((lastTokenAt.monotonicMs - firstTokenAt.monotonicMs) / 1000);
}

function moment(
  name: string,
  startedAtMs: number,
  sinceMs: number | null,
  trueUnixMs: number | null,
  { earlyMs, lateMs } = { earlyMs: EARLY_MS, lateMs: LATE_MS },
): Difference {
  const figure = name === FIRST_TOKEN ? name : `${name}, ms after start`;
  const truth = trueUnixMs === null ? null : trueUnixMs - startedAtMs;
  if (sinceMs === null || truth === null) return equal(figure, sinceMs, truth);
  return within(figure, sinceMs, truth, earlyMs, lateMs);
}

function within(figure: string, shown: number, truth: number, least: number, most: number): Difference {
  const difference = shown - truth;
  const passes = difference >= least && difference <= most;
  return { figure, shown, truth, difference, allowed: `${least} to +${most} ms`, passes, timed: true };
}

function rate(shown: number | null, truth: number | null): Difference {
  const figure = "decode, tokens/s";
  if (shown === null || truth === null) return equal(figure, shown, truth);
  const difference = shown - truth;
  const passes = Math.abs(difference) <= RATE_TOLERANCE * truth;
  return { figure, shown, truth, difference, allowed: "2 %", passes, timed: true };
}

function equal(figure: string, shown: number | string | null, truth: number | string | null): Difference {
  const difference = typeof shown === "number" && typeof truth === "number" ? shown - truth : null;
  return { figure, shown, truth, difference, allowed: "equal", passes: shown === truth, timed: false };
}
