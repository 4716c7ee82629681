import { NO_WIRE, type RoundTrip } from "#lib/domain/round-trip.ts";
import type { HistorySegment } from "#simulation/history/run-turn.ts";
import { noPhases } from "#simulation/history/turn-phases.ts";
import type { PlanFamily } from "./account-plan.ts";

/** What a provider takes to say no, in ms. */
const REFUSED_MS = 85;

/** The window that was used up, and the Unix ms at which it ends. */
export interface UsedUp {
  readonly family: PlanFamily;
  readonly minutes: number;
  readonly resetsAtMs: number;
}

/** What becomes of a turn when its first round trip finds the window used up: nobody tries again. */
export function usedUpTurn({ assembly, ...place }: HistorySegment, usedUp: UsedUp): HistorySegment {
  const turn = assembly.turns[0];
  const first = assembly.roundTrips[0];
  if (turn === undefined || first === undefined) return { assembly, ...place };
  const clientMs = first.startedAtMs - turn.startedAtMs;
  const refused: RoundTrip = {
    ...first,
    ...NO_WIRE,
    account: first.account,
    limitFamily: first.limitFamily,
    requestedTier: first.requestedTier,
    streamOpenMs: null,
    ttftMs: null,
    ttfoMs: null,
    lastTokenMs: null,
    e2eMs: REFUSED_MS,
    inputTokens: null,
    cachedInputTokens: null,
    outputTokens: null,
    reasoningTokens: null,
    decodeTokensPerSecond: null,
    e2eTokensPerSecond: null,
    attempts: [attemptOf(first, usedUp)],
    outcome: "rateLimited",
    errorType: "rate_limit",
    statusCode: 429,
  };
  const phases = { ...noPhases(), client: clientMs, throttle: REFUSED_MS };
  return {
    ...place,
    assembly: {
      turns: [{ ...turn, durationMs: clientMs + REFUSED_MS, outcome: "rateLimited", phases }],
      roundTrips: [refused],
      toolCalls: [],
      approvals: [],
      warmUps: assembly.warmUps,
    },
  };
}

function attemptOf({ startedAtMs, provider, basis }: RoundTrip, { family, minutes, resetsAtMs }: UsedUp) {
  const isOpenAi = provider === "openai";
  // Clients leave no more of a refusal than its status; the wire reads it.
  const isRead = basis === "wire";
  return {
    startedAtMs,
    endedAtMs: startedAtMs + REFUSED_MS,
    statusCode: 429,
    errorType: "rate_limit",
    throttle: {
      class: isRead ? ("quota" as const) : ("rate" as const),
      code: isRead ? (isOpenAi ? "usage_limit_reached" : "rate_limit_error") : "rate_limit",
      retryAfterMs: isRead ? Math.max(0, Math.round(resetsAtMs - startedAtMs - REFUSED_MS)) : null,
      retryable: isRead ? false : null,
      boundBy: isRead ? { family, windowMinutes: minutes, unit: "percent" as const } : null,
    },
  };
}
