import { inferThrottle, THROTTLE_CLASSES, type Throttle } from "#lib/domain/limits/throttle.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { OUTCOMES } from "#lib/domain/outcome.ts";
import { RATE_LIMIT_UNITS } from "#lib/domain/rate-limit-reading.ts";
import { booleanFact, numberFact, textFact } from "#lib/domain/read-facts.ts";
import { type Attempt, type RoundTrip, TRANSPORTS, type WireFigures } from "#lib/domain/round-trip.ts";
import { decodeTokensPerSecond, e2eTokensPerSecond } from "#lib/domain/token-rates.ts";
import { endOfExchange, startOf, type WireCall } from "./wire-calls.ts";

type Shared = Pick<
  RoundTrip,
  "sessionId" | "turnId" | "client" | "clientVersion" | "person" | "team" | "repository"
>;

/** The round trip that a call is which nobody but the wire tells of. */
export function wireRoundTrip(call: WireCall, shared: Shared): RoundTrip {
  const { last } = call;
  const tokens = {
    outputTokens: numberFact(last, "outputTokens"),
    reasoningTokens: numberFact(last, "reasoningTokens"),
  };
  return {
    ...shared,
    ...tokens,
    ...wireTimes(call, call.startMs, tokens),
    ...wireFigures(call),
    id: call.key,
    provider: textFact(last, "provider"),
    model: textFact(last, "model") ?? textFact(last, "servedModel"),
    serviceTier: textFact(last, "servedTier") ?? textFact(last, "requestedTier"),
    reasoningEffort: textFact(last, "reasoningEffort"),
    transport: wireTransport(last),
    connectionReused: booleanFact(last, "connectionReused"),
    basis: "wire",
    inputTokens: numberFact(last, "inputTokens"),
    cachedInputTokens: numberFact(last, "cachedInputTokens"),
    attempts: wireAttempts(call),
    ...wireOutcome(last),
  };
}

/**
 * The durations of a round trip that began at `startedAtMs`, which may lie before what the wire saw. None but the whole
 * where the machine slept in between.
 */
export function wireTimes(
  call: WireCall,
  startedAtMs: number,
  tokens: Pick<RoundTrip, "outputTokens" | "reasoningTokens">,
) {
  const { last } = call;
  const isStreamed = textFact(last, "transport") !== "http";
  const since = (name: string) => {
    const ms = isStreamed ? numberFact(last, name) : null;
    return ms === null ? null : Math.max(0, startOf(last) + ms - startedAtMs);
  };
  const openName =
    textFact(last, "transport") === "websocket" || numberFact(last, "headersMs") === null
      ? "firstEventMs"
      : "headersMs";
  const openMs = isRefused(last) ? null : numberFact(last, openName);
  const firstTokenMs = since("ttftMs");
  const firstOutputMs = since("ttfoMs");
  const times = {
    ttftMs: isHidden(last, tokens, firstTokenMs, firstOutputMs) ? null : firstTokenMs,
    ttfoMs: firstOutputMs,
    lastTokenMs: since("lastTokenMs"),
    e2eMs: Math.max(0, call.atMs - startedAtMs),
  };
  return {
    startedAtMs,
    ...times,
    streamOpenMs: openMs === null ? null : Math.max(0, startOf(last) + openMs - startedAtMs),
    decodeTokensPerSecond: decodeTokensPerSecond({
      ...times,
      ...tokens,
      reasoningStreamed: booleanFact(last, "reasoningStreamed") === true,
      tokenEvents: numberFact(last, "tokenEvents"),
      firstEventShare: numberFact(last, "firstEventShare"),
    }),
    e2eTokensPerSecond: isSuspended(call)
      ? null
      : e2eTokensPerSecond({ outputTokens: tokens.outputTokens, e2eMs: times.e2eMs }),
  };
}

/**
 * Whether the model reasoned before its first output and nothing of that was streamed, not even a summary: then what
 * came first is an output, and when the first token was made nobody knows.
 */
function isHidden(
  last: Observation,
  { reasoningTokens }: Pick<RoundTrip, "reasoningTokens">,
  firstTokenMs: number | null,
  firstOutputMs: number | null,
): boolean {
  if ((reasoningTokens ?? 0) === 0 || booleanFact(last, "reasoningStreamed") === true) return false;
  return firstTokenMs !== null && firstOutputMs !== null && firstTokenMs >= firstOutputMs;
}

/** Whether tokens could be told from the bytes that passed. */
export function wasRead({ last }: WireCall): boolean {
  return ["ttftMs", "ttfoMs", "lastTokenMs"].some((name) => numberFact(last, name) !== null);
}

/** What only the wire tells. */
export function wireFigures({ last, attempts }: WireCall): WireFigures {
  const number = (name: string) => numberFact(last, name);
  const setUp = ["dnsMs", "tcpMs", "tlsMs", "upgradeMs"].flatMap((name) => number(name) ?? []);
  return {
    connectMs: setUp.length === 0 ? null : setUp.reduce((sum, ms) => sum + ms, 0),
    serverMs: number("serverMs"),
    stalls: number("stalls"),
    stalledMs: number("stalledMs"),
    gapMaxMs: number("gapMaxMs"),
    requestedTier: textFact(last, "requestedTier"),
    account: textFact(last, "account"),
    limitFamily: textFact(last, "limitFamily"),
    fallbackFromWebSocket: attempts.some((attempt) => booleanFact(attempt, "fallbackFromWebSocket")) || null,
    wire: {
      dnsMs: number("dnsMs"),
      tcpMs: number("tcpMs"),
      tlsMs: number("tlsMs"),
      upgradeMs: number("upgradeMs"),
      sentMs: number("sentMs"),
      headersMs: number("headersMs"),
      firstEventMs: number("firstEventMs"),
      firstTokenMs: number("ttftMs"),
      firstOutputMs: number("ttfoMs"),
      lastTokenMs: number("lastTokenMs"),
      endMs: booleanFact(last, "suspended") ? null : number("durationMs"),
      tokenEvents: number("tokenEvents"),
      gapP50Ms: number("gapP50Ms"),
      gapP95Ms: number("gapP95Ms"),
      serverTimeSource: textFact(last, "serverTimeSource"),
      laneDepth: number("laneDepth"),
      retryAfterMs: number("retryAfterMs"),
      throttleClass: textFact(last, "throttleClass"),
    },
  };
}

/** The tries, in order. */
export function wireAttempts({ attempts }: WireCall): Attempt[] {
  return attempts.map((attempt) => ({
    startedAtMs: startOf(attempt),
    endedAtMs: endOfExchange(attempt),
    statusCode: numberFact(attempt, "statusCode"),
    errorType: textFact(attempt, "errorType"),
    throttle: wireThrottle(attempt),
  }));
}

/** Why a try was refused: as the refusal itself said, else by its status. */
function wireThrottle(attempt: Observation): Throttle | null {
  const kind = THROTTLE_CLASSES.find((one) => one === textFact(attempt, "throttleClass"));
  if (kind === undefined)
    return inferThrottle(numberFact(attempt, "statusCode"), textFact(attempt, "errorType"));
  const family = textFact(attempt, "throttleFamily");
  const unit = RATE_LIMIT_UNITS.find((one) => one === textFact(attempt, "throttleUnit"));
  return {
    class: kind,
    code: textFact(attempt, "throttleCode"),
    retryAfterMs: numberFact(attempt, "retryAfterMs"),
    retryable: booleanFact(attempt, "retryable"),
    // A lack of capacity is nobody's bucket, whatever is spent beside it.
    boundBy:
      kind === "capacity" || family === null || unit === undefined
        ? null
        : { family, windowMinutes: numberFact(attempt, "throttleWindowMinutes"), unit },
  };
}

/** How the try that decided ended. */
export function wireOutcome(last: Observation): Pick<RoundTrip, "outcome" | "errorType" | "statusCode"> {
  return {
    outcome: OUTCOMES.find((outcome) => outcome === textFact(last, "outcome")) ?? "complete",
    errorType: textFact(last, "errorType"),
    statusCode: numberFact(last, "statusCode"),
  };
}

export function wireTransport(last: Observation): RoundTrip["transport"] {
  return TRANSPORTS.find((transport) => transport === textFact(last, "transport")) ?? null;
}

export function isSuspended({ attempts }: WireCall): boolean {
  return attempts.some((attempt) => booleanFact(attempt, "suspended") === true);
}

function isRefused(last: Observation): boolean {
  return (numberFact(last, "statusCode") ?? 0) >= 400;
}
