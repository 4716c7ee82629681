import type { DescribedSession } from "#lib/analytics/describe-session.ts";

/** A stretch of the axis; place and width in % of it. */
export interface ClockPiece {
  readonly percent: number;
  readonly widthPercent: number;
}

/** A time in which nothing ran and that is drawn much shorter than it was. */
export interface ClockGap extends ClockPiece {
  readonly ms: number;
}

/** One line of the chart: what of one kind ran when. */
export interface ClockLane {
  readonly kind: "turns" | "tier" | "notComplete";
  /** The tier's name; empty for other kinds. */
  readonly tier: string;
  readonly n: number;
  /** An SVG path that fills each stretch, in a box of 1000 by 1. */
  readonly path: string;
}

/** A session on one clock. */
export interface SessionClock {
  readonly lanes: readonly ClockLane[];
  readonly gaps: readonly ClockGap[];
  /** Moments to be named, in order of time. */
  readonly ticks: readonly { readonly percent: number; readonly unixMs: number }[];
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** All gaps together take no more than a third of the axis. */
const GAPS_PER_BUSY = 0.5;
/** A gap that is drawn by more than this factor too short is told. */
const MUCH = 4;
const LEAST_BETWEEN_TICKS = 14;
/** In thousandths of the axis: what is shorter could not be seen. */
const LEAST_WIDTH = 1;

/**
 * Puts turns and round trips on one axis of time. A gap in which nothing ran is drawn to scale unless it is long: then it takes
 * as much as every other long one.
 */
export function prepareSessionClock({ turns, roundTrips }: DescribedSession): SessionClock {
  const turnSpans = turns.map(({ startedAtMs, durationMs }) => spanOf(startedAtMs, durationMs));
  const tripSpans = roundTrips.map((trip) => ({ ...trip, ...spanOf(trip.startedAtMs, trip.e2eMs) }));
  const busy = joinSpans([...turnSpans, ...tripSpans]);
  const scale = scaleOf(busy);
  const lane = (kind: ClockLane["kind"], tier: string, spans: readonly Span[]): ClockLane => ({
    kind,
    tier,
    n: spans.length,
    path: pathOf(spans, scale.percentOf),
  });
  const byTier = [...Map.groupBy(tripSpans, ({ tier }) => tier)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const broken = tripSpans.filter(({ outcome }) => outcome !== "complete");
  return {
    lanes: [
      lane("turns", "", turnSpans),
      ...byTier.map(([tier, spans]) => lane("tier", tier, spans)),
      ...(broken.length > 0 ? [lane("notComplete", "", broken)] : []),
    ],
    gaps: scale.gaps,
    ticks: chooseTicks(
      busy.map(({ startMs }) => startMs),
      busy.at(-1)?.endMs ?? null,
      scale.percentOf,
    ),
  };
}

function spanOf(startMs: number, lengthMs: number): Span {
  return { startMs, endMs: startMs + Math.max(0, lengthMs) };
}

/** What of them overlaps or touches as one, in order of time. */
function joinSpans(spans: readonly Span[]): readonly Span[] {
  const joined: { startMs: number; endMs: number }[] = [];
  for (const { startMs, endMs } of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = joined.at(-1);
    if (last && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else joined.push({ startMs, endMs });
  }
  return joined;
}

function scaleOf(busy: readonly Span[]) {
  const busyMs = Math.max(
    1,
    busy.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
  );
  const gapsMs = busy.slice(1).map(({ startMs }, index) => startMs - (busy[index]?.endMs ?? startMs));
  const longestMs = longestDrawn(gapsMs, busyMs * GAPS_PER_BUSY);
  let drawnMs = 0;
  const stretches = busy.map((span, index) => {
    const gapMs = gapsMs[index - 1] ?? 0;
    const fromMs = drawnMs;
    drawnMs += Math.min(gapMs, longestMs);
    const startMs = drawnMs;
    drawnMs += span.endMs - span.startMs;
    return { span, gapMs, fromMs, startMs };
  });
  const wholeMs = Math.max(1, drawnMs);
  const percent = (ms: number): number => (ms / wholeMs) * 100;
  return {
    gaps: stretches
      .filter(({ gapMs }) => gapMs > longestMs * MUCH)
      .map(({ gapMs, fromMs, startMs }) => ({
        percent: percent(fromMs),
        widthPercent: percent(startMs - fromMs),
        ms: gapMs,
      })),
    /** Of a moment within what is busy. */
    percentOf: (unixMs: number): number => {
      const at = lastAtOrBefore(stretches, unixMs);
      return at === undefined ? 0 : percent(at.startMs + unixMs - at.span.startMs);
    },
  };
}

/** The length, in ms, at which gaps are cut, so that together they are no longer than this; infinite where none has to be. */
function longestDrawn(gapsMs: readonly number[], togetherMs: number): number {
  let leftMs = togetherMs;
  for (const [index, gapMs] of gapsMs.toSorted((a, b) => a - b).entries()) {
    const evenMs = leftMs / (gapsMs.length - index);
    if (gapMs > evenMs) return evenMs;
    leftMs -= gapMs;
  }
  return Number.POSITIVE_INFINITY;
}

function lastAtOrBefore<T extends { readonly span: Span }>(
  stretches: readonly T[],
  unixMs: number,
): T | undefined {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.span.startMs ?? 0) <= unixMs) low = middle + 1;
    else high = middle;
  }
  return stretches[low - 1];
}

/** Rectangles of the whole height; those that would touch are one. */
function pathOf(spans: readonly Span[], percentOf: (unixMs: number) => number): string {
  const pieces: { x: number; end: number }[] = [];
  for (const { startMs, endMs } of spans) {
    const x = Math.min(tenth(percentOf(startMs) * 10), 1000 - LEAST_WIDTH);
    const end = Math.max(x + LEAST_WIDTH, tenth(percentOf(endMs) * 10));
    const last = pieces.at(-1);
    if (last && x <= last.end) last.end = Math.max(last.end, end);
    else pieces.push({ x, end });
  }
  return pieces.map(({ x, end }) => `M${x} 0h${tenth(end - x)}v1h-${tenth(end - x)}z`).join("");
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** The first and, where there is room, the start of each stretch and the end. */
function chooseTicks(
  startsMs: readonly number[],
  endMs: number | null,
  percentOf: (unixMs: number) => number,
): SessionClock["ticks"] {
  const chosen: { percent: number; unixMs: number }[] = [];
  for (const unixMs of endMs === null ? startsMs : [...startsMs, endMs]) {
    const percent = percentOf(unixMs);
    if (percent - (chosen.at(-1)?.percent ?? Number.NEGATIVE_INFINITY) >= LEAST_BETWEEN_TICKS)
      chosen.push({ percent, unixMs });
  }
  return chosen;
}
