import * as semconv from "#instrumentation/semconv.ts";
import type { Basis } from "#lib/domain/round-trip.ts";
import { errorType } from "#lib/ingest/error-type.ts";
import type { Attributes, SpanRecord } from "#lib/ingest/otlp/records.ts";
import { booleanAttribute, countAttribute, identifierAttribute } from "#lib/ingest/read-attributes.ts";

/** Token counts as one vocabulary tells them; null is what it does not tell. */
export interface Usage {
  readonly input: number | null;
  readonly cacheRead?: number | null;
  readonly cacheWrite?: number | null;
  readonly output: number | null;
  readonly reasoning?: number | null;
  /** Input and output together, where the client added them up itself. */
  readonly total?: number | null;
}

/**
 * Usage under the round trip's names. Vocabularies agree that input includes what was cached and output what was
 * reasoned, but some instrumentations pass on a provider's own count that excludes it. A part that is larger than
 * its whole, or a total that fits only their sum, gives them away; where then a part is missing, the whole is
 * unknown.
 */
export function usageFacts(usage: Usage) {
  const { input, output, cacheRead = null, cacheWrite = null, reasoning = null, total = null } = usage;
  const cached = (cacheRead ?? 0) + (cacheWrite ?? 0);
  const isCachedApart = input !== null && cached > input;
  const isReasoningApart =
    output !== null &&
    reasoning !== null &&
    reasoning > 0 &&
    (reasoning > output || (input !== null && total === input + output + reasoning));
  return {
    inputTokens: !isCachedApart ? input : cacheRead !== null && cacheWrite !== null ? input + cached : null,
    cachedInputTokens: cacheRead,
    outputTokens: isReasoningApart ? output + reasoning : output,
    reasoningTokens: reasoning,
  };
}

/** One client's own duration to the first token, and what it stands for. */
export interface FirstToken {
  readonly ms: number | null;
  readonly basis: Basis;
}

/** Durations that a client took with another clock than its span's may exceed it by this much. */
const CLOCK_TOLERANCE_MS = 5;

/**
 * The first known duration to the first token. A call that did not stream has none, whatever the client computed;
 * nor can a token come before the request or after the response, which is how a wrong unit shows.
 */
export function firstTokenFacts(
  { startMs, endMs }: Pick<SpanRecord, "startMs" | "endMs">,
  streamed: boolean | null,
  candidates: readonly FirstToken[],
) {
  const known = candidates.find(({ ms }) => ms !== null);
  const durationMs = endMs - startMs;
  const ms = known?.ms ?? null;
  const isHonest = ms !== null && streamed !== false && ms >= 0 && ms <= durationMs + CLOCK_TOLERANCE_MS;
  return {
    transport: streamed === false ? "http" : streamed === true || isHonest ? "sse" : null,
    ttftMs: isHonest ? Math.min(ms, durationMs) : null,
    ttftBasis: isHonest ? (known?.basis ?? null) : null,
  };
}

/** Seconds as ms. */
export function inMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

/** A flag that is a boolean, or its name in any case, as Python writes it. */
export function flagOf(attributes: Attributes, key: string): boolean | null {
  const value = attributes.get(key);
  if (typeof value !== "string") return booleanAttribute(attributes, key);
  return booleanAttribute(new Map([[key, value.toLowerCase()]]), key);
}

/** The first of several keys that holds a count. */
export function firstCount(attributes: Attributes, keys: readonly string[]): number | null {
  for (const key of keys) {
    const count = countAttribute(attributes, key);
    if (count !== null) return count;
  }
  return null;
}

/** The classes of error that a message tells more surely than the name of an exception does. */
const TOLD_BY_MESSAGE: ReadonlySet<string | null> = new Set([
  "rate_limit",
  "overloaded",
  "context_length",
  "cancelled",
  "timeout",
]);

/**
 * What went wrong: `error.type` where the client gave it. Else what the message of the recorded exception says, in
 * one word and without the message, else the exception's class, else "other" when only the status says that the
 * span failed. Null when nothing did.
 */
export function failureOf(span: SpanRecord): string | null {
  const named = identifierAttribute(span.attributes, semconv.ATTR_ERROR_TYPE);
  if (named !== null) return named;
  if (!span.failed) return null;
  const exception = span.events.findLast(({ attributes }) => attributes.has(semconv.ATTR_EXCEPTION_TYPE));
  if (exception === undefined) return "other";
  const message = exception.attributes.get(semconv.ATTR_EXCEPTION_MESSAGE);
  const told = typeof message === "string" ? errorType(null, message) : null;
  if (told !== null && TOLD_BY_MESSAGE.has(told)) return told;
  return identifierAttribute(exception.attributes, semconv.ATTR_EXCEPTION_TYPE) ?? "other";
}

/** Why a call failed, in the two facts that the outcome is decided on. */
export function failureFacts(span: SpanRecord) {
  const statusCode = countAttribute(span.attributes, semconv.ATTR_HTTP_RESPONSE_STATUS_CODE);
  return { statusCode, errorType: failureOf(span) ?? errorType(statusCode, null) };
}

/** A tool call by the names that the round trip's turn uses. */
export function toolCallReading(span: SpanRecord, tool: string | null, callId: string | null) {
  return {
    kind: "toolCall",
    identity: callId,
    facts: { tool, callId, success: failureOf(span) === null },
  } as const;
}

/** A turn: a whole run of an agent. */
export function turnReading(span: SpanRecord) {
  return { kind: "turn", identity: null, facts: { errorType: failureOf(span) } } as const;
}
