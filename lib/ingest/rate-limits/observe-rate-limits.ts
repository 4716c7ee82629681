import * as semconv from "#instrumentation/semconv.ts";
import {
  RATE_LIMIT_SOURCES,
  RATE_LIMIT_UNITS,
  RATE_LIMIT_WINDOW_KINDS,
  type RateLimitReading,
} from "#lib/domain/rate-limit-reading.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import type { LogRecord, RecordGroup } from "#lib/ingest/otlp/records.ts";
import { booleanAttribute, identifierAttribute, numberAttribute } from "#lib/ingest/read-attributes.ts";
import { keptRaw } from "./kept-raw.ts";

/** The rate-limit readings among the log records of one export, each once. */
export function observeRateLimits(groups: readonly RecordGroup<LogRecord>[]): RateLimitReading[] {
  const readings = groups.flatMap(({ origin, records }) =>
    origin.scopeName === semconv.INSTRUMENTATION_SCOPE ? records.flatMap(reading) : [],
  );
  return [...new Map(readings.map((one) => [one.id, one])).values()];
}

/** The last instant of the year 9999: what is told of later ones comes from a broken clock. */
const TIME_MAX_MS = 253_402_300_799_999;

/** None when it does not say of which bucket, when, or anything about how full it is. */
function reading(log: LogRecord): RateLimitReading[] {
  const { attributes } = log;
  const event = log.eventName || attributes.get(semconv.ATTR_EVENT_NAME);
  if (event !== semconv.EVENT_ROUNDTRIP_RATE_LIMIT) return [];
  const observedAtMs = log.timeMs ?? log.observedMs;
  const provider = identifierAttribute(attributes, semconv.ATTR_GEN_AI_PROVIDER_NAME);
  const family = identifierAttribute(attributes, semconv.ATTR_ROUNDTRIP_RATE_LIMIT_FAMILY);
  const unit = among(RATE_LIMIT_UNITS, attributes.get(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_UNIT));
  const source = among(RATE_LIMIT_SOURCES, attributes.get(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_SOURCE));
  if (
    observedAtMs === null ||
    observedAtMs > TIME_MAX_MS ||
    provider === null ||
    family === null ||
    unit === null ||
    source === null
  )
    return [];
  const number = (key: string) => numberAttribute(attributes, key);
  const bucket = {
    provider,
    account: identifierAttribute(attributes, semconv.ATTR_ROUNDTRIP_RATE_LIMIT_ACCOUNT),
    family,
    windowMinutes: number(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_WINDOW_MINUTES),
    unit,
    source,
    observedAtMs,
    limit: number(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_LIMIT),
    remaining: number(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_REMAINING),
    usedFraction: number(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_USED_FRACTION),
    resetsAtMs: number(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_RESETS_AT_MS),
    status: identifierAttribute(attributes, semconv.ATTR_ROUNDTRIP_RATE_LIMIT_STATUS),
  };
  const isEmpty = [
    bucket.limit,
    bucket.remaining,
    bucket.usedFraction,
    bucket.resetsAtMs,
    bucket.status,
  ].every((value) => value === null);
  if (isEmpty) return [];
  return [
    {
      id: observationKey("rate limit", ...Object.values(bucket)),
      ...bucket,
      familyName: nameForPeople(attributes.get(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_FAMILY_NAME)),
      windowKind:
        among(RATE_LIMIT_WINDOW_KINDS, attributes.get(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_WINDOW_KIND)) ??
        "unknown",
      isBinding: booleanAttribute(attributes, semconv.ATTR_ROUNDTRIP_RATE_LIMIT_BINDING) ?? false,
      sessionId: identifierAttribute(attributes, semconv.ATTR_GEN_AI_CONVERSATION_ID),
      raw: keptRaw(attributes.get(semconv.ATTR_ROUNDTRIP_RATE_LIMIT_RAW)),
    },
  ];
}

/** A product's name, which has at most three words. */
function nameForPeople(value: unknown): string | null {
  return typeof value === "string" && /^[\w.+-]{1,40}( [\w.+-]{1,24}){0,2}$/.test(value) ? value : null;
}

function among<T extends string>(values: readonly T[], value: unknown): T | null {
  return values.find((candidate) => candidate === value) ?? null;
}
