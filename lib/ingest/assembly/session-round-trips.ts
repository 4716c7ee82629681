import { instantsMs } from "#lib/domain/chunk-instants.ts";
import { inferThrottle } from "#lib/domain/limits/throttle.ts";
import type { Observation } from "#lib/domain/observation.ts";
import type { Outcome } from "#lib/domain/outcome.ts";
import { firstNumber, firstText, textFact } from "#lib/domain/read-facts.ts";
import { NO_WIRE, type RoundTrip } from "#lib/domain/round-trip.ts";
import { decodeTokensPerSecond, e2eTokensPerSecond } from "#lib/domain/token-rates.ts";
import type { StreamedAttempt } from "./round-trip-parts.ts";

/** What a round trip inherits from its segment. */
export interface RoundTripContext {
  readonly shared: Pick<
    RoundTrip,
    "sessionId" | "turnId" | "client" | "clientVersion" | "person" | "team" | "repository" | "provider"
  >;
  /** The session's own setting, for responses that do not repeat it. */
  readonly reasoningEffort: string | null;
  /** Unix ms at which the turn ended, or null when nobody said so. */
  readonly turnEndMs: number | null;
  /** Whether nothing of the segment can still be going on. */
  readonly closed: boolean;
}

/**
 * The round trip that a group of tries makes. Null while it may still be going on: the last try was sent, nothing
 * ended it, and neither did the turn.
 */
export function sessionRoundTrip(
  group: readonly StreamedAttempt[],
  context: RoundTripContext,
): RoundTrip | null {
  const first = group[0];
  const last = group.at(-1);
  if (!first || !last) return null;
  if (!last.completed && last.failure === null && !context.closed && context.turnEndMs === null) return null;
  const endMs = endOf(last, context);
  const since = (atMs: number | null) => (atMs === null ? null : Math.max(0, atMs - first.startMs));
  const { stream, window } = last;
  const times = {
    ttftMs: since(stream.firstTokenAtMs),
    ttfoMs: since(stream.firstOutputAtMs),
    lastTokenMs: since(stream.lastTokenAtMs),
    e2eMs: Math.max(0, endMs - first.startMs),
    outputTokens: firstNumber(window, "outputTokens"),
    reasoningTokens: firstNumber(window, "reasoningTokens"),
  };
  const measured = { ...times, reasoningStreamed: stream.reasoningStreamed, tokenEvents: stream.tokenEvents };
  return {
    ...context.shared,
    ...times,
    ...NO_WIRE,
    id: first.key,
    startedAtMs: first.startMs,
    model: last.model ?? firstText(window, "model"),
    serviceTier: firstText(window, "serviceTier"),
    reasoningEffort: firstText(window, "reasoningEffort") ?? context.reasoningEffort,
    transport: last.transport,
    connectionReused: last.connectionReused,
    streamOpenMs: since(streamOpenAt(last)),
    basis: stream.basis,
    inputTokens: firstNumber(window, "inputTokens"),
    cachedInputTokens: firstNumber(window, "cachedInputTokens"),
    decodeTokensPerSecond: pausedForServerTool(last) ? null : decodeTokensPerSecond(measured),
    e2eTokensPerSecond: e2eTokensPerSecond(times),
    attempts: group.map((attempt) => ({
      startedAtMs: attempt.startMs,
      endedAtMs: attempt === last ? endMs : endOfRefused(attempt),
      statusCode: attempt.statusCode,
      errorType: attempt.failure,
      throttle: inferThrottle(attempt.statusCode, attempt.failure),
    })),
    outcome: outcomeOf(last),
    errorType: last.failure,
    statusCode: last.statusCode,
  };
}

/** Whether the provider ran a tool between the first token and the last, so that the time between them is not decoding. */
function pausedForServerTool({ stream, window }: StreamedAttempt): boolean {
  const { firstTokenAtMs, lastTokenAtMs } = stream;
  if (firstTokenAtMs === null || lastTokenAtMs === null) return false;
  return window
    .filter((observation) => textFact(observation, "class") === "serverTool")
    .flatMap(instantsMs)
    .some((atMs) => atMs > firstTokenAtMs && atMs < lastTokenAtMs);
}

/** Over HTTP the headers open the stream; over WebSocket the first frame does. */
function streamOpenAt(attempt: StreamedAttempt): number | null {
  if (attempt.transport === "websocket") return attempt.stream.openedAtMs;
  return attempt.statusCode !== null && attempt.statusCode < 400 ? attempt.sentMs : attempt.stream.openedAtMs;
}

/** A cancelled stream ends with its turn, or else with the last thing seen on it. */
function endOf(attempt: StreamedAttempt, context: RoundTripContext): number {
  if (attempt.stream.endedAtMs !== null) return attempt.stream.endedAtMs;
  if (attempt.failure !== null) return endOfRefused(attempt) ?? attempt.startMs;
  return context.turnEndMs ?? lastSeenMs(attempt);
}

function endOfRefused(attempt: StreamedAttempt): number | null {
  return attempt.stream.endedAtMs ?? (attempt.window.length > 0 ? lastSeenMs(attempt) : attempt.sentMs);
}

function lastSeenMs(attempt: StreamedAttempt): number {
  const seen = attempt.window.flatMap((observation: Observation) =>
    observation.instants === null ? [observation.atMs] : instantsMs(observation),
  );
  return seen.reduce((a, b) => Math.max(a, b), attempt.sentMs ?? attempt.startMs);
}

function outcomeOf(attempt: StreamedAttempt): Outcome {
  if (attempt.completed) return "complete";
  if (attempt.failure === "rate_limit") return "rateLimited";
  return attempt.failure === null || attempt.failure === "cancelled" ? "cancelled" : "failed";
}
