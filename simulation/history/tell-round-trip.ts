import { inferThrottle } from "#lib/domain/limits/throttle.ts";
import { type Attempt, type Basis, NO_WIRE, type RoundTrip } from "#lib/domain/round-trip.ts";
import { decodeTokensPerSecond, e2eTokensPerSecond } from "#lib/domain/token-rates.ts";
import type { MadeCall, Teller } from "./made-call.ts";
import { TRUNCATED, type TryFailure } from "./refusals.ts";
import type { LostTry } from "./try-before.ts";
import { wireFigures } from "./wire-figures.ts";

const BASES: Readonly<Record<Teller, Basis>> = {
  wire: "wire",
  codexLog: "clientLog",
  codexSpan: "clientSpan",
  claudeCode: "clientReported",
  geminiCli: "clientSpan",
};

/** The round trip that a call becomes, with nothing in it that its teller does not tell. */
export function tellRoundTrip(call: MadeCall): RoundTrip {
  const { course, setting, teller, startedAtMs, origin } = call;
  const { profile, size, input } = setting;
  // A provider tells what was used when an answer is complete.
  const isCounted = course.outcome === "complete";
  const reasoning = teller === "claudeCode" ? null : size.reasoningTokens;
  const times = seenTimes(call);
  const outputTokens = isCounted ? size.visibleTokens + size.reasoningTokens : null;
  const reasoningTokens = isCounted ? reasoning : null;
  const statusCode = statusOf(call);
  const errorType = errorOf(call);
  return {
    id: call.id,
    turnId: call.turnId,
    sessionId: call.sessionId,
    client: origin.client,
    clientVersion: origin.clientVersion,
    person: origin.person,
    team: origin.team,
    repository: origin.repository,
    provider: profile.provider,
    model: profile.model,
    serviceTier: profile.serviceTier,
    reasoningEffort: profile.reasoningEffort,
    startedAtMs,
    transport: setting.transport,
    connectionReused: teller === "wire" || teller === "codexSpan" ? setting.connection === null : null,
    streamOpenMs: times.streamOpenMs,
    ttftMs: times.ttftMs,
    ttfoMs: times.ttfoMs,
    lastTokenMs: times.lastTokenMs,
    e2eMs: course.endMs,
    basis: teller === "claudeCode" && times.ttftMs === null ? "clientSpan" : BASES[teller],
    inputTokens: isCounted ? input.inputTokens : null,
    cachedInputTokens: isCounted ? input.cachedInputTokens : null,
    outputTokens,
    reasoningTokens,
    decodeTokensPerSecond: decodeTokensPerSecond({
      outputTokens,
      reasoningTokens,
      reasoningStreamed: false,
      ttftMs: times.ttftMs,
      ttfoMs: times.ttfoMs,
      lastTokenMs: times.lastTokenMs,
      tokenEvents: teller === "claudeCode" ? null : course.tokenEvents,
      e2eMs: course.endMs,
    }),
    e2eTokensPerSecond: e2eTokensPerSecond({ outputTokens, e2eMs: course.endMs }),
    attempts: attemptsOf(call, statusCode, errorType),
    outcome: course.outcome,
    errorType,
    statusCode,
    ...(teller === "wire" ? wireFigures(call) : NO_WIRE),
  };
}

type SeenTimes = Pick<RoundTrip, "streamOpenMs" | "ttftMs" | "ttfoMs" | "lastTokenMs">;

const NOT_SEEN: SeenTimes = { streamOpenMs: null, ttftMs: null, ttfoMs: null, lastTokenMs: null };

/** What the teller saw of the stream. */
function seenTimes({ course, setting, teller, hidesReasoning }: MadeCall): SeenTimes {
  const { openMs, firstTokenMs, firstOutputMs, lastTokenMs } = course;
  if (teller === "geminiCli") return NOT_SEEN;
  if (teller === "claudeCode")
    return {
      streamOpenMs: openMs,
      ttftMs: firstTokenMs,
      ttfoMs: null,
      lastTokenMs: firstTokenMs === null ? null : course.endMs,
    };
  // An answer that is not streamed has come when its headers have.
  if (setting.transport === "http")
    return { ...NOT_SEEN, streamOpenMs: openMs === null ? null : course.endMs };
  return {
    streamOpenMs: teller === "codexSpan" ? null : openMs,
    ttftMs: hidesReasoning ? null : firstTokenMs,
    ttfoMs: firstOutputMs,
    lastTokenMs: hidesReasoning && firstOutputMs === null ? null : lastTokenMs,
  };
}

/** An answer over a WebSocket has no status, and neither has a success of which Claude Code tells. */
function statusOf({ setting, teller, course }: MadeCall): number | null {
  const { failure } = course;
  if (failure !== null && failure !== TRUNCATED) return failure.statusCode;
  if (setting.transport === "websocket" || teller === "claudeCode") return null;
  return course.openMs === null ? null : 200;
}

function errorOf({ course, teller }: MadeCall): string | null {
  if (course.outcome === "complete") return null;
  if (course.failure !== null) return wordOf(course.failure, teller);
  // Codex says nothing when somebody stops it.
  return teller === "codexLog" || teller === "codexSpan" ? null : "cancelled";
}

function wordOf(failure: TryFailure, teller: Teller): string {
  return teller === "wire" ? failure.wireError : failure.toldError;
}

function attemptsOf(call: MadeCall, statusCode: number | null, errorType: string | null): Attempt[] {
  const { course, startedAtMs, teller } = call;
  const last: Attempt = {
    startedAtMs: startedAtMs + course.fromMs,
    endedAtMs: startedAtMs + course.endMs,
    statusCode,
    errorType,
    throttle: course.failure === null ? null : throttleOf(course.failure, teller),
  };
  if (course.lost.length === 0) return [last];
  return [...course.lost.map((one) => lostAttempt(one, startedAtMs, teller)), last];
}

function lostAttempt(lost: LostTry, startedAtMs: number, teller: Teller): Attempt {
  // When an earlier try of Claude Code was over, and why, it does not tell.
  if (teller === "claudeCode")
    return {
      startedAtMs: startedAtMs + lost.fromMs,
      endedAtMs: null,
      statusCode: null,
      errorType: "other",
      throttle: null,
    };
  return {
    startedAtMs: startedAtMs + lost.fromMs,
    endedAtMs: startedAtMs + lost.toMs,
    statusCode: lost.statusCode,
    errorType: wordOf(lost, teller),
    throttle: throttleOf(lost, teller),
  };
}

/** The wire reads the refusal itself, clients leave no more than its status. */
function throttleOf(failure: TryFailure, teller: Teller): Attempt["throttle"] {
  if (failure.throttle === null) return null;
  return teller === "wire" ? failure.throttle : inferThrottle(failure.statusCode, wordOf(failure, teller));
}
