import * as semconv from "#instrumentation/semconv.ts";
import { likenessTrace, responseTrace, traceScope } from "#lib/domain/claim-exchanges.ts";
import { THROTTLE_CLASSES } from "#lib/domain/limits/throttle.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { OUTCOMES } from "#lib/domain/outcome.ts";
import { RATE_LIMIT_UNITS } from "#lib/domain/rate-limit-reading.ts";
import { numberFact, textFact } from "#lib/domain/read-facts.ts";
import { TRANSPORTS } from "#lib/domain/round-trip.ts";
import { errorType } from "#lib/ingest/error-type.ts";
import { facts } from "#lib/ingest/facts.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import type { RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";
import {
  booleanAttribute,
  countAttribute,
  identifierAttribute,
  numberAttribute,
} from "#lib/ingest/read-attributes.ts";
import type { Dialect } from "./dialect.ts";
import { genAi } from "./gen-ai.ts";
import { usageFacts } from "./model-call-facts.ts";
import { isKnownByLikeness, isSessionClient, wireOrigin } from "./wire-origin.ts";

/**
 * What `instrumentation/` and the tap measure at the wire: one span for each attempt at a model call. Their turns,
 * tool calls and approvals are spans in the words of the GenAI conventions.
 */
export const wireSpans: Dialect = {
  name: "wire",
  attributes: new Set(
    Object.entries(semconv).flatMap(([name, key]) => (name.startsWith("ATTR_") ? [key] : [])),
  ),
  recognises: ({ scopeName }) => scopeName === semconv.INSTRUMENTATION_SCOPE,
  wantsSpan: () => true,
  observeSpan: (span, origin) =>
    span.attributes.has(semconv.ATTR_ROUNDTRIP_OUTCOME)
      ? withResponse(exchange(span, origin))
      : genAi.observeSpan(span, origin),
  // Rate limits are read apart: they are no part of a turn.
  observeLog: () => [],
};

/** Where a request names no session, what its answer is called may tell whose it is, or else what it was like. */
function withResponse(exchange: Observation): Observation[] {
  const { traceId, spanId, scope, facts, startMs } = exchange;
  const isLoose = traceId !== null && scope === traceScope(traceId);
  if (!isLoose || !isSessionClient(facts["client"])) return [exchange];
  const responseId = textFact(exchange, "responseId");
  const names = [
    ...(responseId === null ? [] : [responseTrace(responseId)]),
    ...(isKnownByLikeness(facts["client"]) && startMs !== null
      ? [likenessTrace(facts["client"], numberFact(exchange, "inputTokens"), startMs)]
      : []),
  ];
  return [
    exchange,
    ...names.map((name) => ({
      ...exchange,
      key: observationKey("wire", "response", traceId, spanId, name),
      traceId: name,
      spanId: null,
      parentSpanId: null,
      kind: "response" as const,
      startMs: null,
      facts: {},
    })),
  ];
}

function exchange(span: SpanRecord, origin: RecordOrigin): Observation {
  const { scope, facts: originFacts } = wireOrigin(span, origin);
  const times = timeFacts(span);
  return {
    key: observationKey("wire", span.traceId, span.spanId),
    scope,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    kind: "exchange",
    source: "wire",
    // Where the session's own telemetry places it: Codex tells of a request when its headers come, others at the end.
    atMs: originFacts.client === "codex" ? span.startMs + (times.headersMs ?? 0) : span.endMs,
    startMs: span.startMs,
    facts: facts({
      ...originFacts,
      ...callFacts(span),
      ...times,
      ...usageOf(span),
      ...outcomeFacts(span),
    }),
    instants: null,
  };
}

/** What was asked and who answered. */
function callFacts({ attributes }: SpanRecord) {
  const word = (key: string) => identifierAttribute(attributes, key);
  return {
    provider: word(semconv.ATTR_GEN_AI_PROVIDER_NAME),
    model: word(semconv.ATTR_GEN_AI_REQUEST_MODEL),
    servedModel: word(semconv.ATTR_GEN_AI_RESPONSE_MODEL),
    requestedTier: word(semconv.ATTR_OPENAI_REQUEST_SERVICE_TIER),
    servedTier: word(semconv.ATTR_OPENAI_RESPONSE_SERVICE_TIER),
    reasoningEffort: word(semconv.ATTR_GEN_AI_REQUEST_REASONING_LEVEL),
    account: word(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_ACCOUNT),
    limitFamily: word(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_FAMILY),
    wireCallId: word(semconv.ATTR_ROUNDTRIP_CALL_ID),
    requestId: word(semconv.ATTR_ROUNDTRIP_REQUEST_ID),
    responseId: word(semconv.ATTR_GEN_AI_RESPONSE_ID),
    transport: among(TRANSPORTS, attributes.get(semconv.ATTR_ROUNDTRIP_TRANSPORT)),
    connectionReused: booleanAttribute(attributes, semconv.ATTR_ROUNDTRIP_CONNECTION_REUSED),
    laneDepth: countAttribute(attributes, semconv.ATTR_ROUNDTRIP_LANE_DEPTH),
    resendCount: countAttribute(attributes, semconv.ATTR_HTTP_REQUEST_RESEND_COUNT),
    warmUp: attributes.get(semconv.ATTR_ROUNDTRIP_WARM_UP) === true || null,
    fallbackFromWebSocket: attributes.get(semconv.ATTR_ROUNDTRIP_FALLBACK_FROM_WEBSOCKET) === true || null,
    suspended: isSuspended(attributes) || null,
  };
}

/** Durations that were taken with another clock than the span's may exceed it by this much. */
const CLOCK_TOLERANCE_MS = 5;

/** Durations, and moments from the start; one that lies outside the attempt is not believed. */
function timeFacts({ attributes, startMs, endMs }: SpanRecord) {
  const durationMs = endMs - startMs;
  const ms = (key: string) => {
    const value = isSuspended(attributes) ? null : numberAttribute(attributes, key);
    return value === null || value > durationMs + CLOCK_TOLERANCE_MS ? null : Math.min(value, durationMs);
  };
  // The handshake of a WebSocket came before the first request on it, and the provider's clock is not ours.
  const beyond = (key: string) => (isSuspended(attributes) ? null : numberAttribute(attributes, key));
  return {
    durationMs,
    dnsMs: beyond(semconv.ATTR_ROUNDTRIP_DNS_MS),
    tcpMs: beyond(semconv.ATTR_ROUNDTRIP_CONNECT_MS),
    tlsMs: beyond(semconv.ATTR_ROUNDTRIP_TLS_MS),
    upgradeMs: beyond(semconv.ATTR_ROUNDTRIP_UPGRADE_MS),
    sentMs: ms(semconv.ATTR_ROUNDTRIP_REQUEST_SENT_MS),
    headersMs: ms(semconv.ATTR_ROUNDTRIP_HEADERS_MS),
    firstEventMs: ms(semconv.ATTR_ROUNDTRIP_FIRST_EVENT_MS),
    ttftMs: ms(semconv.ATTR_ROUNDTRIP_FIRST_TOKEN_MS),
    ttfoMs: ms(semconv.ATTR_ROUNDTRIP_FIRST_OUTPUT_MS),
    lastTokenMs: ms(semconv.ATTR_ROUNDTRIP_LAST_TOKEN_MS),
    tokenEvents: countAttribute(attributes, semconv.ATTR_ROUNDTRIP_TOKEN_EVENTS),
    firstEventShare: numberAttribute(attributes, semconv.ATTR_ROUNDTRIP_FIRST_EVENT_SHARE),
    reasoningStreamed: booleanAttribute(attributes, semconv.ATTR_ROUNDTRIP_REASONING_STREAMED),
    gapP50Ms: ms(semconv.ATTR_ROUNDTRIP_GAP_P50_MS),
    gapP95Ms: ms(semconv.ATTR_ROUNDTRIP_GAP_P95_MS),
    gapMaxMs: ms(semconv.ATTR_ROUNDTRIP_GAP_MAX_MS),
    stalls: countAttribute(attributes, semconv.ATTR_ROUNDTRIP_STALLS),
    stalledMs: ms(semconv.ATTR_ROUNDTRIP_STALLED_MS),
    serverMs: beyond(semconv.ATTR_ROUNDTRIP_SERVER_MS),
    serverTimeSource: identifierAttribute(attributes, semconv.ATTR_ROUNDTRIP_SERVER_TIME_SOURCE),
  };
}

function usageOf({ attributes }: SpanRecord) {
  const count = (key: string) => countAttribute(attributes, key);
  return usageFacts({
    input: count(semconv.ATTR_GEN_AI_USAGE_INPUT_TOKENS),
    cacheRead: count(semconv.ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS),
    cacheWrite: count(semconv.ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS),
    output: count(semconv.ATTR_GEN_AI_USAGE_OUTPUT_TOKENS),
    reasoning: count(semconv.ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS),
  });
}

function outcomeFacts({ attributes, failed }: SpanRecord) {
  const outcome =
    among(OUTCOMES, attributes.get(semconv.ATTR_ROUNDTRIP_OUTCOME)) ?? (failed ? "failed" : "complete");
  const statusCode = countAttribute(attributes, semconv.ATTR_HTTP_RESPONSE_STATUS_CODE);
  const named = identifierAttribute(attributes, semconv.ATTR_ERROR_TYPE);
  const failure =
    outcome === "cancelled"
      ? "cancelled"
      : statusCode === 429
        ? "rate_limit"
        : (named ?? errorType(statusCode, null) ?? "other");
  return {
    outcome,
    statusCode,
    errorType: outcome === "complete" ? null : failure,
    throttleClass: among(THROTTLE_CLASSES, attributes.get(semconv.ATTR_ROUNDTRIP_THROTTLE_CLASS)),
    throttleCode: identifierAttribute(attributes, semconv.ATTR_ROUNDTRIP_THROTTLE_CODE),
    retryAfterMs: numberAttribute(attributes, semconv.ATTR_ROUNDTRIP_RETRY_AFTER_MS),
    retryable: booleanAttribute(attributes, semconv.ATTR_ROUNDTRIP_RETRYABLE),
    throttleFamily: identifierAttribute(attributes, semconv.ATTR_ROUNDTRIP_THROTTLE_FAMILY),
    throttleWindowMinutes: numberAttribute(attributes, semconv.ATTR_ROUNDTRIP_THROTTLE_WINDOW_MINUTES),
    throttleUnit: among(RATE_LIMIT_UNITS, attributes.get(semconv.ATTR_ROUNDTRIP_THROTTLE_UNIT)),
  };
}

function isSuspended(attributes: SpanRecord["attributes"]): boolean {
  return attributes.get(semconv.ATTR_ROUNDTRIP_SUSPENDED) === true;
}

function among<T extends string>(values: readonly T[], value: unknown): T | null {
  return values.find((candidate) => candidate === value) ?? null;
}
