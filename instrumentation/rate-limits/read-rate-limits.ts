import { fieldsOf } from "../reading/json-fields.ts";
import { readAnthropicHeaders, readUnifiedHeaders } from "./anthropic-headers.ts";
import { classifyThrottle, type Refusal } from "./classify-throttle.ts";
import { readCodexEvent, readCodexHeaders } from "./codex-limits.ts";
import { readCopilotHeaders, readCopilotSnapshots } from "./copilot-quota.ts";
import { readCountedHeaders } from "./counted-headers.ts";
import { readIetfHeaders, readOldIetfHeaders } from "./ietf-headers.ts";
import { clockSkewMs, type ResetClock } from "./parse-reset.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";
import { readRealtimeEvent } from "./realtime-event.ts";
import { readLimitType, readTrialCalls } from "./special-headers.ts";

/** The names that tell of limits, by who sends them; all others are passed over as fast as can be. */
const TELLING =
  /^(?:(x-(?:rate|token)limit-)|(anthropic-(?!ratelimit-unified-)(?:ratelimit|priority|fast)-)|(anthropic-ratelimit-unified-)|(x-codex-|x-.+-primary-used-percent$)|(ratelimit)|(x-quota-snapshot-)|(x-trial-endpoint-call-))/;

type Reader = (
  headers: ReadonlyMap<string, string>,
  clock: ResetClock,
  provider: string,
  status: number,
) => RateLimitReading[];

/** In the order of the groups above. */
const READERS: readonly Reader[] = [
  (headers, clock, provider) => [
    ...readCountedHeaders(provider, headers, clock),
    ...readLimitType(headers, clock),
  ],
  readAnthropicHeaders,
  readUnifiedHeaders,
  readCodexHeaders,
  (headers, clock, _provider, status) => [
    ...readIetfHeaders(headers, status, clock),
    ...readOldIetfHeaders(headers, clock),
  ],
  readCopilotHeaders,
  readTrialCalls,
];

/** Reads what the headers of a response, by lower-case name, say about limits. */
export function readRateLimitHeaders(
  provider: string,
  headers: ReadonlyMap<string, string>,
  status: number,
  observedUnixMs: number,
): RateLimitReading[] {
  let present: Set<Reader> | null = null;
  for (const name of headers.keys()) {
    if (!isCandidate(name)) continue;
    const groups = TELLING.exec(name);
    if (groups === null) continue;
    const reader = READERS[groups.findIndex((group, at) => at > 0 && group !== undefined) - 1];
    if (reader === undefined) continue;
    present ??= new Set();
    present.add(reader);
  }
  if (present === null) return [];
  const clock = clockOf(headers, observedUnixMs);
  return [...present].flatMap((reader) => reader(headers, clock, provider, status));
}

/** By its first letter, so that most names cost nothing. */
function isCandidate(name: string): boolean {
  const first = name.charCodeAt(0);
  return first === 0x78 || first === 0x61 || first === 0x72;
}

/** Reads what an event of a stream or a WebSocket says about limits. */
export function readRateLimitEvent(event: unknown, observedUnixMs: number): RateLimitReading[] {
  const fields = fieldsOf(event);
  const clock: ResetClock = { observedUnixMs, skewMs: 0 };
  if (fields["type"] === "codex.rate_limits") return readCodexEvent(fields, clock);
  if (fields["type"] === "rate_limits.updated") return readRealtimeEvent(fields, clock);
  return readCopilotSnapshots(fields["copilot_quota_snapshots"], "event", clock);
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
