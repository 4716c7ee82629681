import * as semconv from "#instrumentation/semconv.ts";
import type { Attempt, RoundTrip } from "#lib/domain/round-trip.ts";
import type { ToldSpan, ToldValues } from "./otlp-json.ts";
import { spanIdOf } from "./told-ids.ts";

/** Where the spans of a turn belong. */
export interface WirePlace {
  readonly traceId: string;
  readonly parentSpanId: string | null;
  /** Attributes of every span. */
  readonly values: ToldValues;
}

/** What is measured at the wire of a round trip: one span for each try. */
export function tellWire(roundTrip: RoundTrip, { traceId, parentSpanId, values }: WirePlace): ToldSpan[] {
  const last = roundTrip.attempts.length - 1;
  return roundTrip.attempts.map((attempt, index) => ({
    traceId,
    spanId: spanIdOf(`${roundTrip.id} ${index}`),
    parentSpanId,
    name: `chat ${roundTrip.model}`,
    startMs: attempt.startedAtMs,
    endMs: attempt.endedAtMs ?? attempt.startedAtMs,
    failed: index < last || roundTrip.outcome === "failed" || roundTrip.outcome === "rateLimited",
    attributes: {
      [semconv.ATTR_GEN_AI_OPERATION_NAME]: "chat",
      [semconv.ATTR_GEN_AI_PROVIDER_NAME]: roundTrip.provider,
      [semconv.ATTR_GEN_AI_REQUEST_MODEL]: roundTrip.model,
      [semconv.ATTR_GEN_AI_REQUEST_REASONING_LEVEL]: roundTrip.reasoningEffort,
      [semconv.ATTR_OPENAI_REQUEST_SERVICE_TIER]: roundTrip.requestedTier,
      [semconv.ATTR_OPENAI_RESPONSE_SERVICE_TIER]: roundTrip.serviceTier,
      [semconv.ATTR_ROUNDTRIP_CALL_ID]: roundTrip.id,
      [semconv.ATTR_HTTP_REQUEST_RESEND_COUNT]: index,
      [semconv.ATTR_ROUNDTRIP_TRANSPORT]: roundTrip.transport,
      [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_ACCOUNT]: roundTrip.account,
      [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_FAMILY]: roundTrip.limitFamily,
      [semconv.ATTR_ROUNDTRIP_FALLBACK_FROM_WEBSOCKET]: roundTrip.fallbackFromWebSocket,
      ...values,
      ...(index === last ? decidingValues(roundTrip, attempt) : lostValues(attempt)),
    },
  }));
}

function decidingValues(roundTrip: RoundTrip, attempt: Attempt): ToldValues {
  const { wire, outcome } = roundTrip;
  return {
    ...refusalValues(attempt),
    [semconv.ATTR_ROUNDTRIP_OUTCOME]: outcome,
    [semconv.ATTR_HTTP_RESPONSE_STATUS_CODE]: roundTrip.statusCode,
    [semconv.ATTR_ERROR_TYPE]: outcome === "complete" ? null : roundTrip.errorType,
    [semconv.ATTR_ROUNDTRIP_CONNECTION_REUSED]: roundTrip.connectionReused,
    [semconv.ATTR_ROUNDTRIP_DNS_MS]: wire?.dnsMs ?? null,
    [semconv.ATTR_ROUNDTRIP_CONNECT_MS]: wire?.tcpMs ?? null,
    [semconv.ATTR_ROUNDTRIP_TLS_MS]: wire?.tlsMs ?? null,
    [semconv.ATTR_ROUNDTRIP_UPGRADE_MS]: wire?.upgradeMs ?? null,
    [semconv.ATTR_ROUNDTRIP_REQUEST_SENT_MS]: wire?.sentMs ?? null,
    [semconv.ATTR_ROUNDTRIP_HEADERS_MS]: wire?.headersMs ?? null,
    [semconv.ATTR_ROUNDTRIP_FIRST_EVENT_MS]: wire?.firstEventMs ?? null,
    [semconv.ATTR_ROUNDTRIP_FIRST_TOKEN_MS]: wire?.firstTokenMs ?? null,
    [semconv.ATTR_ROUNDTRIP_FIRST_OUTPUT_MS]: wire?.firstOutputMs ?? null,
    [semconv.ATTR_ROUNDTRIP_LAST_TOKEN_MS]: wire?.lastTokenMs ?? null,
    [semconv.ATTR_ROUNDTRIP_TOKEN_EVENTS]: wire?.tokenEvents ?? null,
    [semconv.ATTR_ROUNDTRIP_REASONING_STREAMED]: wire?.firstTokenMs == null ? null : false,
    [semconv.ATTR_ROUNDTRIP_GAP_P50_MS]: wire?.gapP50Ms ?? null,
    [semconv.ATTR_ROUNDTRIP_GAP_P95_MS]: wire?.gapP95Ms ?? null,
    [semconv.ATTR_ROUNDTRIP_GAP_MAX_MS]: roundTrip.gapMaxMs,
    [semconv.ATTR_ROUNDTRIP_STALLS]: roundTrip.stalls,
    [semconv.ATTR_ROUNDTRIP_STALLED_MS]: roundTrip.stalledMs,
    [semconv.ATTR_ROUNDTRIP_SERVER_MS]: roundTrip.serverMs,
    [semconv.ATTR_ROUNDTRIP_SERVER_TIME_SOURCE]: wire?.serverTimeSource ?? null,
    [semconv.ATTR_ROUNDTRIP_LANE_DEPTH]: wire?.laneDepth ?? null,
    [semconv.ATTR_GEN_AI_USAGE_INPUT_TOKENS]: roundTrip.inputTokens,
    [semconv.ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: roundTrip.cachedInputTokens,
    [semconv.ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: roundTrip.outputTokens,
    [semconv.ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: roundTrip.reasoningTokens,
  };
}

function lostValues(attempt: Attempt): ToldValues {
  return {
    ...refusalValues(attempt),
    [semconv.ATTR_ROUNDTRIP_OUTCOME]: attempt.statusCode === 429 ? "rateLimited" : "failed",
    [semconv.ATTR_HTTP_RESPONSE_STATUS_CODE]: attempt.statusCode,
    [semconv.ATTR_ERROR_TYPE]: attempt.errorType,
  };
}

function refusalValues({ throttle }: Attempt): ToldValues {
  if (throttle === null) return {};
  return {
    [semconv.ATTR_ROUNDTRIP_THROTTLE_CLASS]: throttle.class,
    [semconv.ATTR_ROUNDTRIP_THROTTLE_CODE]: throttle.code,
    [semconv.ATTR_ROUNDTRIP_RETRY_AFTER_MS]: throttle.retryAfterMs,
    [semconv.ATTR_ROUNDTRIP_RETRYABLE]: throttle.retryable,
    [semconv.ATTR_ROUNDTRIP_THROTTLE_FAMILY]: throttle.boundBy?.family ?? null,
    [semconv.ATTR_ROUNDTRIP_THROTTLE_WINDOW_MINUTES]: throttle.boundBy?.windowMinutes ?? null,
    [semconv.ATTR_ROUNDTRIP_THROTTLE_UNIT]: throttle.boundBy?.unit ?? null,
  };
}
