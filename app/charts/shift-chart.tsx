"use client";

import {
  CartesianGrid,
  ErrorBar,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from "recharts";
import type { DecilePoint } from "#lib/analytics/series/prepare-comparison.ts";
import styles from "./chart.module.css";

const TICK = { fill: "var(--muted)", fontSize: 12 };
const HEIGHT = 240;

interface ShiftChartProps {
  readonly label: string;
  readonly points: readonly DecilePoint[];
}

/** Ratios along the deciles with their intervals, on a logarithmic axis; the strong line is "no difference". */
export function ShiftChart({ label, points }: ShiftChartProps) {
  return (
    <div className={styles.chart} style={{ height: HEIGHT }} role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: HEIGHT }}>
        <LineChart
          data={[...points]}
          margin={{ top: 8, right: 14, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            type="number"
            dataKey="decile"
            domain={[5, 95]}
            ticks={points.map(({ decile }) => decile)}
            tickFormatter={(decile: number) => `${decile} %`}
            tick={TICK}
            tickLine={false}
            axisLine={{ stroke: "var(--line-strong)" }}
          />
          <YAxis
            scale="log"
            domain={[
              (least: number) => Math.min(0.9, least * 0.85),
              (most: number) => Math.max(1.1, most * 1.15),
            ]}
            tickFormatter={(ratio: number) => `${Number(ratio.toPrecision(2))} ×`}
            tick={TICK}
            tickLine={false}
            axisLine={false}
            width={58}
          />
          <ReferenceLine y={1} stroke="var(--ink)" strokeWidth={1.25} />
          <Line
            dataKey="ratio"
            stroke="var(--accent)"
            strokeWidth={1.75}
            dot={{ r: 3, fill: "var(--accent)", strokeWidth: 0 }}
            isAnimationActive={false}
          >
            <ErrorBar
              dataKey={({ ratio, interval }: DecilePoint) =>
                interval ? [ratio - interval[0], interval[1] - ratio] : [0, 0]
              }
              stroke="var(--muted)"
              width={5}
              strokeWidth={1.25}
            />
          </Line>
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}
