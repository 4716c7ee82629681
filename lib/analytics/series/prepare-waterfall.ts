import type { DescribedTurn } from "#lib/analytics/describe-turn.ts";
import type { TurnPart } from "./cut-turn.ts";
import { prepareRateStrip, type RateStrip } from "./prepare-rate-strip.ts";
import { type AxisTick, prepareTimeAxis } from "./prepare-time-axis.ts";
import { type SpanKind, type TurnLine, turnLines } from "./turn-lines.ts";

/** A coloured piece of a row; places in % of the axis. */
export interface WaterfallPiece {
  readonly kind: SpanKind;
  readonly percent: number;
  readonly widthPercent: number;
  /** All of it, also of what reaches beyond the axis. */
  readonly ms: number;
}

/** One line of the waterfall. */
export interface WaterfallRow extends Omit<TurnLine, "spans" | "firstTokenMs"> {
  readonly pieces: readonly WaterfallPiece[];
  /** Where the first token arrived, in % of the axis; null when unknown, beyond it, or not a round trip. */
  readonly firstTokenPercent: number | null;
}

/** What began in a part of a turn on one time axis. */
export interface Waterfall {
  readonly rows: readonly WaterfallRow[];
  readonly ticks: readonly AxisTick[];
  /** Where the turn begins, in %: 0 unless a warm-up came before it. */
  readonly turnPercent: number;
  /** On the same axis; null when no round trip tells its rate. */
  readonly rates: RateStrip | null;
}

/**
 * Prepares the waterfall of a part of a turn (`turn` has only what began in it): rows in order of their start, an attempt
 * behind its round trip. The axis ends where the next part begins, or with the last thing that ends.
 */
export function prepareWaterfall(turn: DescribedTurn, { fromMs, toMs: nextMs }: TurnPart): Waterfall {
  const lines = turnLines(turn).flat();
  const ends = lines.flatMap(({ spans }) => spans.map(({ endMs }) => endMs));
  const toMs = nextMs ?? Math.max(turn.durationMs, fromMs + 1, ...ends);
  const percentOf = (ms: number): number => ((Math.min(ms, toMs) - fromMs) / (toMs - fromMs)) * 100;
  const rows = lines.map(({ spans, firstTokenMs, ...line }) => ({
    ...line,
    pieces: spans
      .filter(({ startMs }) => startMs < toMs || nextMs === null)
      .map(({ kind, startMs, endMs }) => ({
        kind,
        percent: percentOf(startMs),
        widthPercent: percentOf(endMs) - percentOf(startMs),
        ms: endMs - startMs,
      })),
    firstTokenPercent: firstTokenMs === null || firstTokenMs > toMs ? null : percentOf(firstTokenMs),
  }));
  return {
    rows,
    ticks: prepareTimeAxis(fromMs, toMs),
    turnPercent: Math.max(0, percentOf(0)),
    rates: prepareRateStrip(turn.roundTrips, turn.startedAtMs, percentOf),
  };
}
