import { inferThrottle } from "#lib/domain/limits/throttle.ts";
import type { Facts } from "#lib/domain/observation.ts";
import type { Outcome } from "#lib/domain/outcome.ts";
import { booleanFact, numberFact, textFact } from "#lib/domain/read-facts.ts";
import {
  type Attempt,
  BASES,
  type Basis,
  NO_WIRE,
  type RoundTrip,
  TRANSPORTS,
  type Transport,
} from "#lib/domain/round-trip.ts";
import { decodeTokensPerSecond, e2eTokensPerSecond } from "#lib/domain/token-rates.ts";
import { failureOf } from "./join-retries.ts";
import type { ModelCall } from "./model-calls.ts";

/**
 * The round trip that self-contained reports describe. The facts it reads are named after the round trip's own
 * fields; `ttftBasis` says how the client came by `ttftMs`, and `reasoningStreamed` whether reasoning was visible.
 */
export function modelCallRoundTrip(
  call: ModelCall,
  shared: Pick<
    RoundTrip,
    "sessionId" | "turnId" | "client" | "clientVersion" | "person" | "team" | "repository"
  >,
): RoundTrip {
  const known = { facts: call.facts };
  const statusCode = numberFact(known, "statusCode");
  const errorType = failureOf(known);
  const duration = (name: string) => {
    const reportedMs = numberFact(known, name);
    // A client counts from the try that succeeded, a round trip from its first.
    return reportedMs === null ? null : reportedMs + call.reportedFromMs - call.startMs;
  };
  const ttftMs = duration("ttftMs");
  const e2eMs = call.endMs - call.startMs;
  const times = {
    ttftMs,
    ttfoMs: duration("ttfoMs"),
    lastTokenMs: ttftMs === null ? null : e2eMs,
    e2eMs,
    outputTokens: numberFact(known, "outputTokens"),
    reasoningTokens: numberFact(known, "reasoningTokens"),
  };
  return {
    ...shared,
    ...times,
    ...NO_WIRE,
    id: call.key,
    startedAtMs: call.startMs,
    provider: textFact(known, "provider"),
    model: textFact(known, "model") ?? textFact(known, "requestedModel"),
    serviceTier: textFact(known, "serviceTier"),
    reasoningEffort: textFact(known, "reasoningEffort"),
    transport: oneOf<Transport>(TRANSPORTS, textFact(known, "transport")),
    connectionReused: null,
    streamOpenMs: duration("streamOpenMs"),
    basis: basisOf(call, ttftMs),
    inputTokens: numberFact(known, "inputTokens"),
    cachedInputTokens: numberFact(known, "cachedInputTokens"),
    decodeTokensPerSecond: decodeTokensPerSecond({
      ...times,
      reasoningStreamed: call.facts["reasoningStreamed"] === true,
      tokenEvents: numberFact(known, "tokenEvents"),
    }),
    e2eTokensPerSecond: e2eTokensPerSecond(times),
    attempts: attemptsOf(call, statusCode, errorType),
    outcome: outcomeOf(errorType, statusCode),
    errorType,
    statusCode,
  };
}

function basisOf({ facts, fromSpan }: ModelCall, ttftMs: number | null): Basis {
  const reported = oneOf<Basis>(BASES, textFact({ facts }, "ttftBasis"));
  if (ttftMs !== null) return reported ?? "clientReported";
  return fromSpan ? "clientSpan" : "clientLog";
}

/** The failed tries, each from the end of the one before, then the one that decided. */
function attemptsOf(call: ModelCall, statusCode: number | null, errorType: string | null): Attempt[] {
  const attempts: Attempt[] = [];
  let startedAtMs = call.startMs;
  for (const failure of call.failedAttempts) {
    startedAtMs = failure.startMs ?? startedAtMs;
    attempts.push({
      startedAtMs,
      endedAtMs: booleanFact(failure, "endUnknown") === true ? null : failure.atMs,
      ...failureOfTry(numberFact(failure, "statusCode"), textFact(failure, "errorType")),
    });
    startedAtMs = failure.atMs + (numberFact(failure, "delayMs") ?? 0);
  }
  return [
    ...attempts,
    {
      startedAtMs: Math.min(Math.max(startedAtMs, call.reportedFromMs), call.endMs),
      endedAtMs: call.endMs,
      ...failureOfTry(statusCode, errorType),
    },
  ];
}

function failureOfTry(statusCode: number | null, errorType: string | null) {
  return { statusCode, errorType, throttle: inferThrottle(statusCode, errorType) };
}

function outcomeOf(errorType: string | null, statusCode: number | null): Outcome {
  if (errorType === null) return "complete";
  if (statusCode === 429 || /^429$|rate.?limit/i.test(errorType)) return "rateLimited";
  return /cancel|abort/i.test(errorType) ? "cancelled" : "failed";
}

function oneOf<T extends string>(values: readonly T[], value: Facts[string] | null): T | null {
  return values.find((candidate) => candidate === value) ?? null;
}
