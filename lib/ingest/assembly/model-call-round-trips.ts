import type { Observation } from "#lib/domain/observation.ts";
import type { Outcome } from "#lib/domain/outcome.ts";
import { numberFact, textFact } from "#lib/domain/read-facts.ts";
import type { RoundTrip, Transport } from "#lib/domain/round-trip.ts";
import { decodeTokensPerSecond, e2eTokensPerSecond } from "#lib/domain/token-rates.ts";

/** The round trip that one self-contained record describes. */
export function modelCallRoundTrip(
  call: Observation,
  shared: Pick<
    RoundTrip,
    "sessionId" | "turnId" | "client" | "clientVersion" | "person" | "team" | "repository"
  >,
): RoundTrip {
  const startedAtMs = call.startMs ?? call.atMs;
  const statusCode = numberFact(call, "statusCode");
  const errorType = textFact(call, "errorType");
  const transport = textFact(call, "transport") as Transport | null;
  const ttftMs = numberFact(call, "ttftMs");
  const times = {
    ttftMs,
    // A chunk may carry reasoning: without the client saying so, the first output is not known.
    ttfoMs: null,
    lastTokenMs: ttftMs === null ? null : call.atMs - startedAtMs,
    e2eMs: call.atMs - startedAtMs,
    outputTokens: numberFact(call, "outputTokens"),
    reasoningTokens: numberFact(call, "reasoningTokens"),
  };
  return {
    ...shared,
    ...times,
    id: call.key,
    startedAtMs,
    provider: textFact(call, "provider"),
    model: textFact(call, "model"),
    serviceTier: textFact(call, "serviceTier"),
    reasoningEffort: textFact(call, "reasoningEffort"),
    transport,
    connectionReused: null,
    streamOpenMs: null,
    basis: ttftMs === null ? "clientSpan" : "clientReported",
    inputTokens: numberFact(call, "inputTokens"),
    cachedInputTokens: numberFact(call, "cachedInputTokens"),
    decodeTokensPerSecond: decodeTokensPerSecond({ ...times, reasoningStreamed: false, tokenEvents: null }),
    e2eTokensPerSecond: e2eTokensPerSecond(times),
    attempts: [{ startedAtMs, endedAtMs: call.atMs, statusCode, errorType }],
    outcome: outcomeOf(errorType, statusCode),
    errorType,
    statusCode,
  };
}

function outcomeOf(errorType: string | null, statusCode: number | null): Outcome {
  if (errorType === null) return "complete";
  if (statusCode === 429 || /^429$|rate.?limit/i.test(errorType)) return "rateLimited";
  return /cancel|abort/i.test(errorType) ? "cancelled" : "failed";
}
