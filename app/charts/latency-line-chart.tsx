"use client";

import { useState } from "react";
import { CartesianGrid, Line, LineChart, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatInstant } from "#lib/analytics/format-time.ts";
import type { LatencyLines, LinePoint } from "#lib/analytics/series/prepare-latency-lines.ts";
import styles from "./chart.module.css";
import { DragZoom } from "./drag-zoom.tsx";
import { formatTick } from "./format-axis.ts";

const TICK = { fill: "var(--muted)", fontSize: 12 };

interface LatencyLineChartProps extends LatencyLines {
  readonly label: string;
  /** Which times get a label, with the label. */
  readonly ticks: readonly { readonly atMs: number; readonly text: string }[];
  readonly timeZone: string;
  /** Between two points, in ms. */
  readonly intervalMs: number;
}

/** Median TTFT over time, one line for each tier; where nothing was measured there is no line. */
export function LatencyLineChart(props: LatencyLineChartProps) {
  const { label, lines, points, ticks, timeZone, intervalMs } = props;
  const [index, setIndex] = useState<number | null>(null);
  const pointed = index === null ? undefined : points[index];
  const texts = new Map(ticks.map(({ atMs, text }) => [atMs, text]));
  return (
    <>
      <div className={styles.chart} style={{ height: 300 }} role="img" aria-label={label}>
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 300 }}>
          <LineChart
            data={[...points]}
            margin={{ top: 8, right: 14, bottom: 0, left: 0 }}
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
              domain={[0, "auto"]}
              tickFormatter={(value: number) => formatTick("ms", value)}
              tick={TICK}
              tickLine={false}
              axisLine={false}
              width={58}
            />
            {points[0]?.before &&
              lines.map(({ tier, colour }, index) => (
                <Line
                  key={`${tier} before`}
                  dataKey={(point: LinePoint) => point.before?.[index] ?? null}
                  stroke={colour}
                  strokeWidth={1.25}
                  strokeDasharray="3 4"
                  dot={false}
                  activeDot={false}
                  connectNulls={false}
                  isAnimationActive={false}
                />
              ))}
            {lines.map(({ tier, colour }, index) => (
              <Line
                key={tier}
                name={tier}
                dataKey={(point: LinePoint) => point.values[index] ?? null}
                stroke={colour}
                strokeWidth={1.75}
                dot={{ r: 2, fill: colour, strokeWidth: 0 }}
                activeDot={{ r: 3.5, strokeWidth: 0 }}
                connectNulls={false}
                isAnimationActive={false}
                type="linear"
              />
            ))}
            <DragZoom firstMs={points[0]?.atMs ?? 0} lastMs={points.at(-1)?.atMs ?? 0} stepMs={intervalMs} />
          </LineChart>
        </ResponsiveContainer>
      </div>
      <p className={styles.readout} aria-hidden="true">
        {pointed
          ? readPoint(lines, pointed, timeZone)
          : "Point at the chart to read it; drag along it to zoom."}
      </p>
    </>
  );
}

// Recharts' own tooltip would cost every reader of the page 10 kB.
function readPoint(lines: LatencyLines["lines"], point: LinePoint, timeZone: string): string {
  const values = lines.map(({ tier }, index) => {
    const before = point.before ? `, before ${formatDuration(point.before[index] ?? null)}` : "";
    return `${tier} ${formatDuration(point.values[index] ?? null)} (n ${point.n[index] ?? 0}${before})`;
  });
  return [formatInstant(point.atMs, timeZone), ...values].join(" · ");
}
