import type { Attributes, AttributeValue, Span } from "@opentelemetry/api";
import type { ExchangeRecord } from "../recording/exchange-record.ts";
import type { CallIdentity } from "../recording/retry-tracker.ts";
import * as semconv from "../semconv.ts";

type Known = AttributeValue | null | undefined;

/** What samplers go by, as the GenAI conventions advise: known when a span begins. */
export function describeCall({ endpoint, request, serverAddress, serverPort }: ExchangeRecord): Attributes {
  const attributes: Attributes = {
    [semconv.ATTR_GEN_AI_OPERATION_NAME]: endpoint.operation,
    [semconv.ATTR_GEN_AI_PROVIDER_NAME]: endpoint.provider,
  };
  if (request.model !== null) attributes[semconv.ATTR_GEN_AI_REQUEST_MODEL] = request.model;
  if (serverAddress !== null) attributes[semconv.ATTR_SERVER_ADDRESS] = serverAddress;
  if (serverPort !== null) attributes[semconv.ATTR_SERVER_PORT] = serverPort;
  return attributes;
}

/** What is known of an attempt by what was around it. */
export interface Surroundings {
  readonly identity: CallIdentity;
  /** A WebSocket had failed before. */
  readonly isFallback: boolean;
  /** Attributes of the session that the program has named, its id among them; null without one. */
  readonly session: Attributes | null;
}

/**
 * Tells a span all the rest about its attempt, each attribute once; what is unknown is left out. One by one, because the
 * SDK takes three times as long for attributes that come with a span's start.
 */
export function describeExchange(
  span: Span,
  record: ExchangeRecord,
  { identity, isFallback, session }: Surroundings,
): void {
  const { request, usage } = record;
  const set = (name: string, value: Known) => {
    if (value !== null && value !== undefined) span.setAttribute(name, value);
  };
  set(semconv.ATTR_GEN_AI_REQUEST_STREAM, request.streams);
  set(semconv.ATTR_GEN_AI_REQUEST_REASONING_LEVEL, request.reasoningEffort);
  set(semconv.ATTR_OPENAI_REQUEST_SERVICE_TIER, request.serviceTier);
  set(semconv.ATTR_GEN_AI_RESPONSE_MODEL, record.responseModel);
  set(semconv.ATTR_GEN_AI_RESPONSE_ID, record.responseId);
  set(semconv.ATTR_OPENAI_RESPONSE_SERVICE_TIER, record.servedTier);
  set(
    semconv.ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
    record.finishReason === null ? null : [record.finishReason],
  );
  if (session === null) set(semconv.ATTR_GEN_AI_CONVERSATION_ID, record.sessionId);
  else span.setAttributes(session);
  set(semconv.ATTR_GEN_AI_USAGE_INPUT_TOKENS, usage.inputTokens);
  set(semconv.ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS, usage.cachedInputTokens);
  set(semconv.ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS, usage.cacheWriteInputTokens);
  set(semconv.ATTR_GEN_AI_USAGE_OUTPUT_TOKENS, usage.outputTokens);
  set(semconv.ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS, usage.reasoningTokens);
  set(semconv.ATTR_NETWORK_PROTOCOL_VERSION, record.httpVersion);
  set(semconv.ATTR_HTTP_RESPONSE_STATUS_CODE, record.statusCode);
  set(semconv.ATTR_HTTP_REQUEST_RESEND_COUNT, identity.resendCount);
  set(semconv.ATTR_ERROR_TYPE, record.errorType);
  set(semconv.ATTR_ROUNDTRIP_CALL_ID, identity.callId);
  set(semconv.ATTR_ROUNDTRIP_OUTCOME, record.outcome);
  set(semconv.ATTR_ROUNDTRIP_CLIENT_NAME, record.clientName);
  set(semconv.ATTR_ROUNDTRIP_CLIENT_VERSION, record.clientVersion);
  set(semconv.ATTR_ROUNDTRIP_REQUEST_ID, record.requestId);
  set(semconv.ATTR_ROUNDTRIP_TRANSPORT, record.transport);
  set(semconv.ATTR_ROUNDTRIP_LANE_DEPTH, record.laneDepth);
  if (request.warmUp) set(semconv.ATTR_ROUNDTRIP_WARM_UP, true);
  if (isFallback) set(semconv.ATTR_ROUNDTRIP_FALLBACK_FROM_WEBSOCKET, true);
  set(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_ACCOUNT, record.account);
  set(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_FAMILY, record.limitFamily);
  describeThrottle(record, set);
  if (record.suspended) set(semconv.ATTR_ROUNDTRIP_SUSPENDED, true);
  else describeTimes(record, set);
}

/** Nothing of this is told where the machine slept in between. */
function describeTimes(record: ExchangeRecord, set: (name: string, value: Known) => void): void {
  const { connection, gaps, startedAtMs } = record;
  const since = (name: string, atMs: number | null) =>
    set(name, atMs === null ? null : rounded(atMs - startedAtMs));
  const lasting = (name: string, ms: number | null) => set(name, ms === null ? null : rounded(ms));
  set(semconv.ATTR_ROUNDTRIP_CONNECTION_REUSED, connection.reused);
  lasting(semconv.ATTR_ROUNDTRIP_DNS_MS, connection.dnsMs);
  lasting(semconv.ATTR_ROUNDTRIP_CONNECT_MS, connection.connectMs);
  lasting(semconv.ATTR_ROUNDTRIP_TLS_MS, connection.tlsMs);
  lasting(semconv.ATTR_ROUNDTRIP_UPGRADE_MS, connection.upgradeMs);
  since(semconv.ATTR_ROUNDTRIP_REQUEST_SENT_MS, record.requestSentAtMs);
  since(semconv.ATTR_ROUNDTRIP_HEADERS_MS, record.headersAtMs);
  since(semconv.ATTR_ROUNDTRIP_FIRST_EVENT_MS, record.firstEventAtMs);
  since(semconv.ATTR_ROUNDTRIP_FIRST_TOKEN_MS, record.firstTokenAtMs);
  since(semconv.ATTR_ROUNDTRIP_FIRST_OUTPUT_MS, record.firstOutputAtMs);
  set(
    semconv.ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
    record.firstTokenAtMs === null ? null : rounded(record.firstTokenAtMs - startedAtMs) / 1000,
  );
  lasting(semconv.ATTR_ROUNDTRIP_SERVER_MS, record.serverMs);
  set(semconv.ATTR_ROUNDTRIP_SERVER_TIME_SOURCE, record.serverTimeSource);
  // What went by unmeasured would have changed the rest.
  if (record.incomplete) return;
  since(semconv.ATTR_ROUNDTRIP_LAST_TOKEN_MS, record.lastTokenAtMs);
  if (record.tokenEvents > 0) {
    set(semconv.ATTR_ROUNDTRIP_TOKEN_EVENTS, record.tokenEvents);
    set(semconv.ATTR_ROUNDTRIP_REASONING_STREAMED, record.reasoningStreamed);
    set(semconv.ATTR_ROUNDTRIP_FIRST_EVENT_SHARE, record.firstEventShare);
  }
  if (gaps !== null) {
    lasting(semconv.ATTR_ROUNDTRIP_GAP_P50_MS, gaps.p50Ms);
    lasting(semconv.ATTR_ROUNDTRIP_GAP_P95_MS, gaps.p95Ms);
    lasting(semconv.ATTR_ROUNDTRIP_GAP_MAX_MS, gaps.maxMs);
    set(semconv.ATTR_ROUNDTRIP_STALLS, gaps.stalls);
    lasting(semconv.ATTR_ROUNDTRIP_STALLED_MS, gaps.stalledMs);
  }
}

function describeThrottle(
  { throttle, boundBy }: ExchangeRecord,
  set: (name: string, value: Known) => void,
): void {
  if (throttle === null) return;
  set(semconv.ATTR_ROUNDTRIP_THROTTLE_CLASS, throttle.class);
  set(semconv.ATTR_ROUNDTRIP_THROTTLE_CODE, throttle.code);
  set(semconv.ATTR_ROUNDTRIP_RETRY_AFTER_MS, throttle.retryAfterMs);
  set(semconv.ATTR_ROUNDTRIP_RETRYABLE, throttle.retryable);
  if (boundBy === null) return;
  set(semconv.ATTR_ROUNDTRIP_THROTTLE_FAMILY, boundBy.family);
  set(semconv.ATTR_ROUNDTRIP_THROTTLE_WINDOW_MINUTES, boundBy.windowMinutes);
  set(semconv.ATTR_ROUNDTRIP_THROTTLE_UNIT, boundBy.unit);
}

/** To whole microseconds: more is noise. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
