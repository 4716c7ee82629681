import { entriesOf, fieldsOf } from "../reading/json-fields.ts";
import { unitOf } from "./counted-headers.ts";
import { amountOf, familyOf, makeReading, rawValue, usedFractionOf } from "./make-reading.ts";
import { numberReset, type ResetClock } from "./parse-reset.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";

/** Reads a `rate_limits.updated` event of OpenAI's Realtime API. */
export function readRealtimeEvent(
  event: Readonly<Record<string, unknown>>,
  clock: ResetClock,
): RateLimitReading[] {
  return entriesOf(event["rate_limits"])
    .slice(0, 16)
    .flatMap((entry) => {
      const fields = fieldsOf(entry);
      const name = typeof fields["name"] === "string" ? fields["name"] : "";
      const family = familyOf(name);
      const unit = unitOf(name);
      const limit = amountOf(fields["limit"]);
      const remaining = amountOf(fields["remaining"]);
      if (family === null || unit === null || (limit === null && remaining === null)) return [];
      const seconds = amountOf(fields["reset_seconds"]);
      return makeReading({
        family,
        unit,
        windowKind: "bucket",
        limit,
        remaining,
        usedFraction: usedFractionOf(limit, remaining),
        resetsAtMs: seconds === null ? null : numberReset(seconds, clock),
        source: "event",
        raw: ["name", "limit", "remaining", "reset_seconds"]
          .flatMap((key) => (fields[key] === undefined ? [] : [`${key}: ${rawValue(fields[key])}`]))
          .join("; "),
      });
    });
}
