import type { HeaderFields } from "../reading/flat-headers.ts";
import { familyOf } from "./make-reading.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";

/**
 * The bucket that a refused attempt ran into, among all that came with the refusal: the one that the provider names
 * itself, else one that is spent. Of several spent ones the last to come back binds. Null when none of them is spent:
 * being the fullest is no proof.
 */
export function bindingBucket(readings: readonly RateLimitReading[]): RateLimitReading | null {
  const named = readings.filter(({ binding, status }) => binding && status !== "allowed");
  const spent = readings.filter(isSpent);
  const candidates = named.some(isSpent) ? named.filter(isSpent) : named.length > 0 ? named : spent;
  return candidates.reduce<RateLimitReading | null>(
    (last, reading) => (last === null || (reading.resetsAtMs ?? 0) > (last.resetsAtMs ?? 0) ? reading : last),
    null,
  );
}

function isSpent({ remaining, usedFraction, status }: RateLimitReading): boolean {
  return remaining === 0 || (usedFraction !== null && usedFraction >= 1) || status === "rejected";
}

/**
 * The limit family that an attempt counts for: Codex names the active one in a header, and on a WebSocket tells only of
 * that one. Null where nobody says.
 */
export function chargedFamily(
  headers: HeaderFields,
  eventReadings: readonly RateLimitReading[],
): string | null {
  const active = headers.get("x-codex-active-limit");
  if (active !== undefined) return familyOf(active);
  const [first] = eventReadings;
  return first !== undefined && eventReadings.every(({ family }) => family === first.family)
    ? first.family
    : null;
}
