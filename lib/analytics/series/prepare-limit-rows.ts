import { bucketLabel, windowLabel } from "#lib/analytics/bucket-label.ts";
import { formatAgo } from "#lib/analytics/format-ago.ts";
import { formatClock } from "#lib/analytics/format-clock.ts";
import { UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatCount, formatFigure, formatShare } from "#lib/analytics/format-number.ts";
import { formatSpan } from "#lib/analytics/format-span.ts";
import type { LimitBucket } from "#lib/analytics/list-limits.ts";
import { bucketKey } from "#lib/domain/limits/bucket.ts";
import { prepareForecastText } from "./prepare-forecast-text.ts";

/** A figure in words, with what belongs to it on a line below. */
export interface Told {
  readonly main: string;
  readonly detail: string | null;
}

/**
 * - open: it can be used
 * - spent: nothing is left of it
 * - blocked: another bucket is spent that its calls must pass, whatever this one shows
 * - unknown: nobody said how much is left, or what was said no longer holds
 */
export type LimitState = "open" | "spent" | "blocked" | "unknown";

/** One bucket as a row of the page. Shares are 0 to 1. */
export interface LimitRow {
  readonly key: string;
  readonly state: LimitState;
  readonly name: Told;
  /** What the bar shows; null when unknown. */
  readonly usedShare: number | null;
  /** Where an even pace would be by now: the elapsed share of the window; null where windows do not begin and end. */
  readonly evenShare: number | null;
  readonly left: Told;
  readonly resets: Told;
  readonly pace: Told;
  readonly forecast: Told;
  readonly lockOut: Told;
  readonly heard: Told;
}

/** Prepares a bucket for people, as of this Unix ms and in this zone. */
export function prepareLimitRow(bucket: LimitBucket, nowMs: number, timeZone?: string): LimitRow {
  const headroom = bucket.headroomFraction;
  const state = stateOf(bucket, headroom);
  const clock = (unixMs: number): string => formatClock(unixMs, nowMs, timeZone);
  return {
    key: bucketKey(bucket),
    state,
    name: nameOf(bucket),
    usedShare: headroom === null ? null : 1 - headroom,
    evenShare: headroom === null ? null : evenShareOf(bucket, nowMs),
    left: leftOf(bucket, headroom, state),
    resets: resetOf(bucket, nowMs, clock),
    pace: paceOf(bucket),
    forecast: state === "blocked" ? blockOf(bucket, nowMs, clock) : prepareForecastText(bucket, clock),
    lockOut: lockOutOf(bucket, state),
    heard: { main: formatAgo(nowMs - bucket.observedAtMs), detail: SOURCES[bucket.source] },
  };
}

const SOURCES: Readonly<Record<LimitBucket["source"], string>> = {
  header: "response header",
  event: "event of the stream",
  body: "body of a refusal",
  usage: "usage answer",
  prose: "sentence",
  file: "client's own file",
};

const MINUTE_MS = 60_000;

function stateOf({ blockedBy }: LimitBucket, headroom: number | null): LimitState {
  if (headroom === 0) return "spent";
  if (blockedBy.length > 0) return "blocked";
  return headroom === null ? "unknown" : "open";
}

function nameOf({ family, familyName, windowMinutes, unit }: LimitBucket): Told {
  const more = [familyName === null ? null : family, unit === "percent" ? null : unit];
  return {
    main: bucketLabel({ family: familyName ?? family, windowMinutes }),
    detail: more.filter((part) => part !== null && part !== (familyName ?? family)).join(" · ") || null,
  };
}

function evenShareOf({ windowMinutes, windowKind, resetsAtMs }: LimitBucket, nowMs: number): number | null {
  if (windowKind !== "fixed" || windowMinutes === null || resetsAtMs === null) return null;
  const elapsed = 1 - (resetsAtMs - nowMs) / (windowMinutes * MINUTE_MS);
  return elapsed < 0 || elapsed > 1 ? null : elapsed;
}

function leftOf(bucket: LimitBucket, headroom: number | null, state: LimitState): Told {
  const { remaining, limit, unit } = bucket;
  if (headroom === null) return { main: UNKNOWN, detail: null };
  if (state === "blocked") return { main: "none usable", detail: `shows ${formatShare(headroom)}` };
  const counted =
    limit === null
      ? `${formatCount(remaining)} ${unit}`
      : `${formatCount(remaining)} of ${formatCount(limit)}`;
  return { main: formatShare(headroom), detail: remaining === null ? null : counted };
}

function resetOf(
  { resetsAtMs, windowKind, windowMinutes }: LimitBucket,
  nowMs: number,
  clock: (unixMs: number) => string,
): Told {
  if (windowKind === "bucket")
    return {
      main: "refills steadily",
      detail: resetsAtMs === null ? perWindow(windowMinutes) : `full in ${formatSpan(resetsAtMs - nowMs)}`,
    };
  if (resetsAtMs === null) return { main: UNKNOWN, detail: null };
  return { main: `in ${formatSpan(resetsAtMs - nowMs)}`, detail: clock(resetsAtMs) };
}

function perWindow(windowMinutes: number | null): string | null {
  return windowMinutes === null ? null : `all of it in ${windowLabel(windowMinutes)}`;
}

function paceOf({ forecast: { pace } }: LimitBucket): Told {
  return pace === null
    ? { main: UNKNOWN, detail: null }
    : { main: `${formatFigure(pace)} × budget`, detail: null };
}

function blockOf(bucket: LimitBucket, nowMs: number, clock: (unixMs: number) => string): Told {
  const [first, ...others] = bucket.blockedBy;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  const until = bucket.blockedUntilMs;
  return {
    main: `blocked by ${first === undefined ? UNKNOWN : bucketLabel(first)}${more}`,
    detail:
      until === null ? "nobody says until when" : `until ${clock(until)}, in ${formatSpan(until - nowMs)}`,
  };
}

function lockOutOf({ forecast: { lockOutMs } }: LimitBucket, state: LimitState): Told {
  if (state === "blocked" || lockOutMs === null) return { main: UNKNOWN, detail: null };
  return { main: lockOutMs === 0 ? "none" : formatSpan(lockOutMs), detail: null };
}
