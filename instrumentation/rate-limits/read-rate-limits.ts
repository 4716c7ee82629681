import { fieldsOf } from "../reading/json-fields.ts";
import { readAnthropicHeaders, readUnifiedHeaders } from "./anthropic-headers.ts";
import { classifyThrottle, type Refusal } from "./classify-throttle.ts";
import { readCodexEvent, readCodexHeaders } from "./codex-limits.ts";
import { readCountedHeaders } from "./counted-headers.ts";
import { clockSkewMs, type ResetClock } from "./parse-reset.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";

/** The beginnings of names that tell of limits; the others are passed over as fast as can be. */
const TELLING =
  /^(?:x-(?:ratelimit|tokenlimit)-|anthropic-(?:ratelimit|priority|fast)-|x-codex-|x-.+-primary-used-percent$)/;

/** Reads what the headers of a response, by lower-case name, say about limits. */
export function readRateLimitHeaders(
  provider: string,
  headers: ReadonlyMap<string, string>,
  _status: number,
  observedUnixMs: number,
): RateLimitReading[] {
  let anthropic = false;
  let unified = false;
  let codex = false;
  let counted = false;
  for (const name of headers.keys()) {
    if (!TELLING.test(name)) continue;
    if (name.startsWith("anthropic-ratelimit-unified-")) unified = true;
    else if (name.startsWith("anthropic-")) anthropic = true;
    else if (/^x-(?:rate|token)limit-/.test(name)) counted = true;
    else codex = true;
  }
  if (!anthropic && !unified && !codex && !counted) return [];
  const clock = clockOf(headers, observedUnixMs);
  return [
    ...(anthropic ? readAnthropicHeaders(headers, clock) : []),
    ...(unified ? readUnifiedHeaders(headers, clock) : []),
    ...(codex ? readCodexHeaders(headers, clock) : []),
    ...(counted ? readCountedHeaders(provider, headers, clock) : []),
  ];
}

/** Reads what an event of a stream or a WebSocket says about limits. */
export function readRateLimitEvent(event: unknown, observedUnixMs: number): RateLimitReading[] {
  const fields = fieldsOf(event);
  return fields["type"] === "codex.rate_limits" ? readCodexEvent(fields, { observedUnixMs, skewMs: 0 }) : [];
}

/** Reads why a request was refused, and what the refusal says about limits; an error in a stream has status 200. */
export function readThrottle(
  provider: string,
  status: number,
  headers: ReadonlyMap<string, string>,
  body: unknown,
  observedUnixMs: number,
): Refusal {
  return classifyThrottle(provider, status, headers, body, clockOf(headers, observedUnixMs));
}

function clockOf(headers: ReadonlyMap<string, string>, observedUnixMs: number): ResetClock {
  return { observedUnixMs, skewMs: clockSkewMs(headers.get("date"), observedUnixMs) };
}
