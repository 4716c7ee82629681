"use client";

import { useState } from "react";
import { CartesianGrid, Line, LineChart, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { formatShare } from "#lib/analytics/format-number.ts";
import { formatInstant } from "#lib/analytics/format-time.ts";
import type { HeadroomSlot } from "#lib/analytics/series/prepare-headroom-lines.ts";
import styles from "./chart.module.css";
import { DragZoom } from "./drag-zoom.tsx";
import { lineDash } from "./line-dash.ts";

const TICK = { fill: "var(--muted)", fontSize: 12 };
const HEIGHT = 230;
const SHARES = [0, 0.25, 0.5, 0.75, 1];

interface HeadroomChartProps {
  readonly label: string;
  /** The names of the lines. */
  readonly names: readonly string[];
  readonly slots: readonly HeadroomSlot[];
  readonly ticks: readonly { readonly atMs: number; readonly text: string }[];
  readonly timeZone: string;
}

/** What was left over time, a stepped line for each bucket; throttles are marked at the bottom, resets at the top. */
export function HeadroomChart({ label, names, slots, ticks, timeZone }: HeadroomChartProps) {
  const [index, setIndex] = useState<number | null>(null);
  const pointed = index === null ? undefined : slots[index];
  const [first, second] = slots;
  const texts = new Map(ticks.map(({ atMs, text }) => [atMs, text]));
  return (
    <>
      <div className={styles.chart} style={{ height: HEIGHT }} role="img" aria-label={label}>
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: HEIGHT }}>
          <LineChart
            data={[...slots]}
            margin={{ top: 12, right: 14, bottom: 0, left: 0 }}
            accessibilityLayer={false}
            onMouseMove={({ activeTooltipIndex: at }) =>
              setIndex(at === undefined || at === null ? null : Number(at))
            }
            onMouseLeave={() => setIndex(null)}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              type="number"
              dataKey="atMs"
              domain={["dataMin", "dataMax"]}
              ticks={ticks.map(({ atMs }) => atMs)}
              tickFormatter={(atMs: number) => texts.get(atMs) ?? ""}
              tick={TICK}
              tickLine={false}
              axisLine={{ stroke: "var(--line-strong)" }}
              interval="preserveStartEnd"
            />
            <YAxis
              domain={[0, 1]}
              ticks={SHARES}
              tickFormatter={(share: number) => `${share * 100} %`}
              tick={TICK}
              tickLine={false}
              axisLine={false}
              width={52}
            />
            {names.map((name, line) => (
              <Line
                key={name}
                name={name}
                dataKey={(slot: HeadroomSlot) => slot.values[line] ?? null}
                stroke={`var(--series-${line})`}
                strokeWidth={1.75}
                strokeDasharray={lineDash(line)}
                dot={(at: Dot) => <LoneDot key={at.index ?? 0} at={at} slots={slots} line={line} />}
                activeDot={false}
                connectNulls={false}
                isAnimationActive={false}
                type="stepAfter"
              />
            ))}
            <Line
              name="throttles"
              dataKey={(slot: HeadroomSlot) => (slot.throttles > 0 ? 0 : null)}
              stroke="none"
              dot={(at: Dot) => <ThrottleMark key={at.index ?? 0} at={at} />}
              activeDot={false}
              isAnimationActive={false}
            />
            <Line
              name="resets"
              dataKey={(slot: HeadroomSlot) => (slot.resets > 0 ? 1 : null)}
              stroke="none"
              dot={(at: Dot) => <ResetMark key={at.index ?? 0} at={at} />}
              activeDot={false}
              isAnimationActive={false}
            />
            {first && second && (
              <DragZoom
                firstMs={first.atMs}
                lastMs={slots.at(-1)?.atMs ?? first.atMs}
                stepMs={second.atMs - first.atMs}
              />
            )}
          </LineChart>
        </ResponsiveContainer>
      </div>
      <p className={styles.readout} aria-hidden="true">
        {pointed
          ? readSlot(names, pointed, timeZone)
          : "Point at the chart to read it; drag along it to zoom."}
      </p>
    </>
  );
}

interface Dot {
  readonly cx?: number | undefined;
  readonly cy?: number | undefined;
  readonly index?: number | undefined;
  readonly value?: unknown;
}

function isNowhere({ cx, cy, value }: Dot): boolean {
  return cx == null || cy == null || value == null || !Number.isFinite(cy);
}

interface LoneDotProps {
  readonly at: Dot;
  readonly slots: readonly HeadroomSlot[];
  readonly line: number;
}

/** A value between two unknown ones has no line, so it is a dot. */
function LoneDot({ at, slots, line }: LoneDotProps) {
  const index = at.index ?? 0;
  const has = (slot: HeadroomSlot | undefined): boolean => (slot?.values[line] ?? null) !== null;
  if (isNowhere(at) || has(slots[index - 1]) || has(slots[index + 1])) return null;
  return <circle cx={at.cx} cy={at.cy} r={2.5} fill={`var(--series-${line})`} />;
}

function ThrottleMark({ at }: { readonly at: Dot }) {
  const { cx = 0, cy = 0 } = at;
  if (isNowhere(at)) return null;
  return (
    <rect x={cx - 1} y={cy - 13} width={2.5} height={13} fill="var(--phase-throttle)" data-mark="throttle" />
  );
}

function ResetMark({ at }: { readonly at: Dot }) {
  const { cx = 0, cy = 0 } = at;
  if (isNowhere(at)) return null;
  return (
    <path
      d={`M${cx - 4} ${cy - 3}h8l-4 -6z`}
      fill="none"
      stroke="var(--muted)"
      strokeWidth={1.25}
      data-mark="reset"
    />
  );
}

// Recharts' own tooltip would cost every reader of the page 10 kB.
function readSlot(names: readonly string[], slot: HeadroomSlot, timeZone: string): string {
  const values = names.map((name, line) => `${name} ${formatShare(slot.values[line] ?? null)}`);
  const marks = [
    slot.throttles > 0 ? `throttles ${slot.throttles}` : null,
    slot.resets > 0 ? `resets ${slot.resets}` : null,
  ].filter((mark) => mark !== null);
  return [formatInstant(slot.atMs, timeZone), ...values, ...marks].join(" · ");
}
