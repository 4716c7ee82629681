import { bucketLabel } from "#lib/analytics/bucket-label.ts";
import type { BucketHeadroom, HeadroomPoint } from "#lib/analytics/limit-history.ts";
import type { ThrottleEvent } from "#lib/analytics/list-throttles.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { shortAccount } from "./short-account.ts";

/** One interval on the time axis. */
export interface HeadroomSlot {
  /** Unix ms of its beginning. */
  readonly atMs: number;
  /** The least that was known to be left of each drawn bucket in it, 0 to 1; null where nobody knew. */
  readonly values: readonly (number | null)[];
  readonly throttles: number;
  readonly resets: number;
}

/** What happened to one bucket over the window. */
export interface HeadroomBucket {
  readonly key: string;
  readonly account: string | null;
  readonly shortAccount: string;
  readonly readings: number;
  /** The least that was left, 0 to 1, and when (Unix ms). */
  readonly least: { readonly fraction: number; readonly atMs: number } | null;
  /** Windows that began anew. */
  readonly resets: number;
  readonly throttles: number;
  readonly lostMs: number;
}

/** The buckets of one family, window length and unit on one time axis. */
export interface HeadroomChart {
  readonly key: string;
  readonly title: string;
  readonly provider: string;
  readonly unit: string;
  /** The fullest first; as many are drawn as the slots have values. */
  readonly buckets: readonly HeadroomBucket[];
  readonly drawn: number;
  readonly slotMs: number;
  readonly slots: readonly HeadroomSlot[];
}

/** So many lines can be told apart, and so many intervals be drawn. */
const LINES_MAX = 6;
const SLOTS = 240;
const MINUTE_MS = 60_000;

/**
 * Prepares a chart for each family, window length and unit, those with most throttles first. Its lines are the
 * buckets that were fullest. What a reading told holds until the next one, but never beyond its reset, and where nobody told one, no longer
 * than the window.
 */
export function prepareHeadroomCharts(
  histories: readonly BucketHeadroom[],
  throttles: readonly ThrottleEvent[],
  window: TimeWindow,
): readonly HeadroomChart[] {
  const slotMs = (window.toMs - window.fromMs) / SLOTS;
  const families = Map.groupBy(histories, familyKey);
  const charts = [...families].flatMap(([key, own]) => {
    const [first] = own;
    if (first === undefined) return [];
    const ofFamily = throttles.filter(
      ({ bucket, provider }) =>
        bucket !== null &&
        (provider ?? first.provider) === first.provider &&
        familyKey({ ...first, ...bucket }) === key,
    );
    const described = own
      .map((history) => ({ history, bucket: describe(history, ofFamily, window) }))
      .toSorted((a, b) => compare(a.bucket, b.bucket));
    const lines = described.slice(0, LINES_MAX).map(({ history }) => heldBySlot(history, window, slotMs));
    const accounts = new Set(own.map(({ account }) => account));
    const marks = ofFamily.filter(({ account }) => accounts.has(account));
    const resets = own.flatMap((history) => resetsOf(history, window));
    const familyName = own.find((history) => history.familyName !== null)?.familyName;
    return {
      key,
      title: titleOf(first, familyName ?? first.family),
      provider: first.provider,
      unit: first.unit,
      buckets: described.map(({ bucket }) => bucket),
      drawn: lines.length,
      slotMs,
      slots: slotsOf(
        lines,
        marks.map(({ startedAtMs }) => startedAtMs),
        resets,
        window,
        slotMs,
      ),
    };
  });
  const total = ({ buckets }: HeadroomChart, figure: "throttles" | "readings"): number =>
    buckets.reduce((sum, bucket) => sum + bucket[figure], 0);
  return charts.toSorted(
    (a, b) => total(b, "throttles") - total(a, "throttles") || total(b, "readings") - total(a, "readings"),
  );
}

type Family = Pick<BucketHeadroom, "provider" | "family" | "windowMinutes" | "unit">;

function familyKey({ provider, family, windowMinutes, unit }: Family): string {
  return JSON.stringify([provider, family, windowMinutes, unit]);
}

function titleOf({ windowMinutes, unit }: Family, name: string): string {
  const label = bucketLabel({ family: name, windowMinutes });
  return unit === "percent" || unit === name ? label : `${label} · ${unit}`;
}

function compare(a: HeadroomBucket, b: HeadroomBucket): number {
  return (
    (a.least?.fraction ?? 2) - (b.least?.fraction ?? 2) ||
    b.lostMs - a.lostMs ||
    a.shortAccount.localeCompare(b.shortAccount)
  );
}

function describe(
  history: BucketHeadroom,
  throttles: readonly ThrottleEvent[],
  window: TimeWindow,
): HeadroomBucket {
  const own = throttles.filter(({ account }) => account === history.account);
  const least = history.points.reduce<HeadroomPoint | null>(
    (lowest, point) => (lowest === null || point.headroomFraction < lowest.headroomFraction ? point : lowest),
    null,
  );
  return {
    key: JSON.stringify([familyKey(history), history.account]),
    account: history.account,
    shortAccount: shortAccount(history.account),
    readings: history.points.length,
    least: least && { fraction: least.headroomFraction, atMs: least.atMs },
    resets: resetsOf(history, window).length,
    throttles: own.length,
    lostMs: own.reduce((total, { lostMs }) => total + lostMs, 0),
  };
}

/** Until when what a reading told holds, in Unix ms. */
function heldUntilMs({ points, windowMinutes }: BucketHeadroom, index: number, window: TimeWindow): number {
  const point = points[index];
  if (point === undefined) return window.fromMs;
  const lasts = windowMinutes === null ? Number.MAX_VALUE : point.atMs + windowMinutes * MINUTE_MS;
  return Math.min(points[index + 1]?.atMs ?? window.toMs, point.resetsAtMs ?? lasts, window.toMs);
}

/** The least that was left in each slot. */
function heldBySlot(history: BucketHeadroom, window: TimeWindow, slotMs: number): (number | null)[] {
  const values = new Array<number | null>(SLOTS).fill(null);
  const slotOf = (unixMs: number): number =>
    Math.min(SLOTS - 1, Math.max(0, Math.floor((unixMs - window.fromMs) / slotMs)));
  for (const [index, { atMs, headroomFraction }] of history.points.entries()) {
    const last = slotOf(Math.max(atMs, heldUntilMs(history, index, window) - 1));
    for (let slot = slotOf(atMs); slot <= last; slot += 1)
      values[slot] = Math.min(values[slot] ?? 1, headroomFraction);
  }
  return values;
}

/** When windows ended within the time shown: only of fixed lengths that were told, and where nothing was heard before. */
function resetsOf({ points, windowMinutes }: BucketHeadroom, window: TimeWindow): number[] {
  // Shorter windows end all the time, which says nothing.
  if (windowMinutes === null || windowMinutes * MINUTE_MS < (window.toMs - window.fromMs) / SLOTS) return [];
  return points.flatMap(({ resetsAtMs }, index) => {
    const next = points[index + 1]?.atMs ?? window.toMs;
    return resetsAtMs !== null && resetsAtMs <= next && resetsAtMs < window.toMs ? resetsAtMs : [];
  });
}

function slotsOf(
  lines: readonly (readonly (number | null)[])[],
  throttlesMs: readonly number[],
  resetsMs: readonly number[],
  window: TimeWindow,
  slotMs: number,
): HeadroomSlot[] {
  const [throttles, resets] = [throttlesMs, resetsMs].map((instants) => {
    const counts = new Array<number>(SLOTS).fill(0);
    for (const atMs of instants) {
      const slot = Math.min(SLOTS - 1, Math.floor((atMs - window.fromMs) / slotMs));
      if (slot >= 0) counts[slot] = (counts[slot] ?? 0) + 1;
    }
    return counts;
  });
  return Array.from({ length: SLOTS }, (_, slot) => ({
    atMs: Math.round(window.fromMs + slot * slotMs),
    values: lines.map((line) => line[slot] ?? null),
    throttles: throttles?.[slot] ?? 0,
    resets: resets?.[slot] ?? 0,
  }));
}
