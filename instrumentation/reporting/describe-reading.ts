import type { Attributes } from "@opentelemetry/api";
import type { RateLimitReading } from "../rate-limits/rate-limit-reading.ts";
import * as semconv from "../semconv.ts";

/** Whose limits a reading tells of, and how it came to be known. Unknown is null. */
export interface ReadingOrigin {
  /** As `gen_ai.provider.name`. */
  readonly provider: string;
  /** A hash, as `accountOf` makes it. */
  readonly account: string | null;
  readonly model: string | null;
  readonly sessionId: string | null;
  readonly clientName: string | null;
  /** Of the answer that told it. */
  readonly statusCode: number | null;
}

/** The attributes of the log record that tells of one reading; what is unknown is not there. */
export function describeReading(reading: RateLimitReading, origin: ReadingOrigin): Attributes {
  const known: Readonly<Record<string, string | number | boolean | null>> = {
    [semconv.ATTR_GEN_AI_PROVIDER_NAME]: origin.provider,
    [semconv.ATTR_GEN_AI_REQUEST_MODEL]: origin.model,
    [semconv.ATTR_GEN_AI_CONVERSATION_ID]: origin.sessionId,
    [semconv.ATTR_HTTP_RESPONSE_STATUS_CODE]: origin.statusCode,
    [semconv.ATTR_ROUNDTRIP_CLIENT_NAME]: origin.clientName,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_ACCOUNT]: origin.account,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_FAMILY]: reading.family,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_FAMILY_NAME]: reading.familyName,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_WINDOW_MINUTES]: reading.windowMinutes,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_WINDOW_KIND]: reading.windowKind,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_UNIT]: reading.unit,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_LIMIT]: reading.limit,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_REMAINING]: reading.remaining,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_USED_FRACTION]: reading.usedFraction,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_RESETS_AT_MS]: reading.resetsAtMs,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_STATUS]: reading.status,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_BINDING]: reading.binding,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_SOURCE]: reading.source,
    [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_RAW]: reading.raw,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null)) as Attributes;
}
