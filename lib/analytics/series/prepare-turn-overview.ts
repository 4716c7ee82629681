import type { DescribedTurn } from "#lib/analytics/describe-turn.ts";
import { attributePhases, type PhasePiece } from "#lib/domain/attribute-phases.ts";
import { PHASES, type Phase } from "#lib/domain/phase.ts";
import type { Tier } from "#lib/domain/tier.ts";
import type { TurnPart } from "./cut-turn.ts";
import { prepareRateStrip, type RateStrip } from "./prepare-rate-strip.ts";
import { type AxisTick, prepareTimeAxis } from "./prepare-time-axis.ts";
import { turnLines } from "./turn-lines.ts";

/** A whole turn in little: of each moment how much of it went into which phase. Paths lie in a box of 1000 by 100. */
export interface TurnOverview {
  readonly phases: readonly { readonly phase: Phase; readonly path: string }[];
  /** Null when no round trip tells its rate. */
  readonly rates:
    | (Pick<RateStrip, "from" | "to"> & {
        readonly tiers: readonly { readonly tier: Tier; readonly path: string }[];
      })
    | null;
  readonly ticks: readonly AxisTick[];
  /** Where each part lies, in % of the axis. */
  readonly parts: readonly (TurnPart & { readonly percent: number; readonly widthPercent: number })[];
}

const COLUMNS = 250;
const BOX = { width: 1000, height: 100 };

/** Prepares the overview of a turn that was cut into these parts. */
export function prepareTurnOverview(turn: DescribedTurn, parts: readonly TurnPart[]): TurnOverview {
  const fromMs = parts[0]?.fromMs ?? 0;
  const toMs = Math.max(turn.durationMs, (parts.at(-1)?.fromMs ?? 0) + 1);
  const percentOf = (ms: number): number => ((Math.min(ms, toMs) - fromMs) / (toMs - fromMs)) * 100;
  return {
    phases: phasePaths(turn, fromMs, toMs),
    rates: ratePaths(prepareRateStrip(turn.roundTrips, turn.startedAtMs, percentOf)),
    ticks: prepareTimeAxis(fromMs, toMs),
    parts: parts.map((part) => ({
      ...part,
      percent: percentOf(part.fromMs),
      widthPercent: percentOf(part.toMs ?? toMs) - percentOf(part.fromMs),
    })),
  };
}

/** Of each phase a path of columns, stacked in the order of PHASES, each as high as its share of the column's time. */
function phasePaths(turn: DescribedTurn, fromMs: number, toMs: number): TurnOverview["phases"] {
  const columnMs = (toMs - fromMs) / COLUMNS;
  const pieces = Array.from({ length: COLUMNS }, (): PhasePiece[] => []);
  for (const { kind, startMs, endMs } of turnLines(turn).flatMap((lines) =>
    lines.flatMap(({ spans }) => spans),
  )) {
    if (kind === "attempt" || kind === "warmUp") continue;
    const first = Math.floor((startMs - fromMs) / columnMs);
    const last = Math.min(COLUMNS - 1, Math.floor((endMs - fromMs) / columnMs));
    for (let column = first; column <= last; column++) pieces[column]?.push({ phase: kind, startMs, endMs });
  }
  const paths = new Map<Phase, string>(PHASES.map((phase) => [phase, ""]));
  for (const [column, inside] of pieces.entries()) {
    const startMs = fromMs + column * columnMs;
    const spent = attributePhases(startMs, startMs + columnMs, inside);
    let top = 0;
    for (const phase of PHASES) {
      const height = (spent[phase] / columnMs) * BOX.height;
      if (height > 0)
        paths.set(
          phase,
          paths.get(phase) + box(column * (BOX.width / COLUMNS), top, BOX.width / COLUMNS, height),
        );
      top += height;
    }
  }
  return PHASES.flatMap((phase) => {
    const path = paths.get(phase) ?? "";
    return path === "" ? [] : [{ phase, path }];
  });
}

function ratePaths(strip: RateStrip | null): TurnOverview["rates"] {
  if (strip === null) return null;
  const byTier = Map.groupBy(strip.bars, ({ tier }) => tier);
  return {
    from: strip.from,
    to: strip.to,
    tiers: [...byTier].map(([tier, bars]) => ({
      tier,
      path: bars
        .map(({ percent, widthPercent, heightPercent }) =>
          box(percent * 10, BOX.height - heightPercent, Math.max(1, widthPercent * 10), heightPercent),
        )
        .join(""),
    })),
  };
}

function box(x: number, y: number, width: number, height: number): string {
  return `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}
