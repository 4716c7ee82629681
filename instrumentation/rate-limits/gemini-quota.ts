import { entriesOf, fieldsOf } from "../reading/json-fields.ts";
import { amountOf, familyOf, makeReading, plainText, rawValue } from "./make-reading.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";

/** What the details of an error of a Google API say about quotas. */
export interface QuotaFailure {
  readonly readings: RateLimitReading[];
  /** Whether waiting for a while helps; null when the details do not say. */
  readonly isTerminal: boolean | null;
  /** The advertised wait as protobuf writes a duration. */
  readonly retryDelay: unknown;
}

/** Reads them. */
export function readQuotaFailure(error: Readonly<Record<string, unknown>>): QuotaFailure {
  const details = entriesOf(error["details"]).slice(0, 16).map(fieldsOf);
  const detail = (type: string) =>
    details.find((fields) => plainText(fields["@type"]).endsWith(`google.rpc.${type}`)) ?? {};
  const violations = entriesOf(detail("QuotaFailure")["violations"]).slice(0, 16).map(fieldsOf);
  const metadata = fieldsOf(detail("ErrorInfo")["metadata"]);
  if (violations.length === 0 && metadata["quota_limit"] !== undefined) {
    violations.push({
      quotaId: metadata["quota_limit"],
      quotaMetric: metadata["quota_metric"],
      quotaValue: metadata["quota_limit_value"],
    });
  }
  const readings = violations.flatMap((violation) => readViolation(violation) ?? []);
  const isDaily = readings.some(({ windowMinutes }) => windowMinutes === 1_440);
  const isNone = readings.some(({ limit }) => limit === 0);
  return {
    readings,
    isTerminal:
      isDaily || isNone ? true : readings.some(({ windowMinutes }) => windowMinutes === 1) ? false : null,
    retryDelay: detail("RetryInfo")["retryDelay"],
  };
}

function readViolation(violation: Readonly<Record<string, unknown>>): RateLimitReading | null {
  const id = plainText(violation["quotaId"] ?? violation["quotaMetric"]);
  const metric = plainText(violation["quotaMetric"]);
  const family = familyOf(id.slice(id.lastIndexOf("/") + 1));
  if (family === null) return null;
  const names = `${metric} ${id}`;
  const isTokens = /token/i.test(names);
  return makeReading({
    family,
    unit: isTokens
      ? /output/i.test(names)
        ? "output"
        : /input/i.test(names)
          ? "input"
          : "tokens"
      : "requests",
    windowMinutes: windowOf(id),
    limit: amountOf(violation["quotaValue"]),
    status: "exhausted",
    binding: true,
    source: "body",
    raw: ["quotaId", "quotaMetric", "quotaValue"]
      .flatMap((key) => (violation[key] === undefined ? [] : [`${key}: ${rawValue(violation[key])}`]))
      .join("; "),
  });
}

function windowOf(quotaId: string): number | null {
  if (/PerDay|Daily/.test(quotaId)) return 1_440;
  if (quotaId.includes("PerHour")) return 60;
  return quotaId.includes("PerMinute") ? 1 : null;
}
