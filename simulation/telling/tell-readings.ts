import * as semconv from "#instrumentation/semconv.ts";
import type { MadeReading } from "#simulation/accounts/made-reading.ts";
import type { ToldLog } from "./otlp-json.ts";

/** What is heard of limits at the wire: one log record for each reading. */
export function tellReadings(readings: readonly MadeReading[]): ToldLog[] {
  return readings.map((reading) => ({
    atMs: reading.observedAtMs,
    eventName: semconv.EVENT_ROUNDTRIP_RATE_LIMIT,
    attributes: {
      [semconv.ATTR_GEN_AI_PROVIDER_NAME]: reading.provider,
      [semconv.ATTR_GEN_AI_CONVERSATION_ID]: reading.sessionId,
      [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_ACCOUNT]: reading.account,
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
      [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_BINDING]: reading.isBinding,
      [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_SOURCE]: reading.source,
      [semconv.ATTR_ROUNDTRIP_RATE_LIMIT_RAW]: reading.raw,
    },
  }));
}
