"use client";

import { BarChart, ResponsiveContainer, usePlotArea, XAxis, YAxis } from "recharts";
import type { DecilePoint, ShiftScale } from "#lib/analytics/series/prepare-comparison.ts";
import styles from "./chart.module.css";

const TICK = { fill: "var(--muted)", fontSize: 12 };
const HEIGHT = 240;
const DECILES = { from: 5, to: 95 };

interface ShiftChartProps {
  readonly label: string;
  readonly points: readonly DecilePoint[];
  readonly scale: ShiftScale;
}

/** Ratios along the deciles with their intervals, on a logarithmic axis; the strong line is "no difference". */
export function ShiftChart({ label, points, scale }: ShiftChartProps) {
  return (
    <div className={styles.chart} style={{ height: HEIGHT }} role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: HEIGHT }}>
        <BarChart
          data={[...points]}
          margin={{ top: 8, right: 14, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <XAxis
            type="number"
            dataKey="decile"
            domain={[DECILES.from, DECILES.to]}
            ticks={points.map(({ decile }) => decile)}
            tickFormatter={(decile: number) => `${decile} %`}
            tick={TICK}
            tickLine={false}
            axisLine={{ stroke: "var(--line-strong)" }}
          />
          <YAxis
            scale="log"
            domain={[scale.from, scale.to]}
            tick={false}
            tickLine={false}
            axisLine={false}
            width={58}
          />
          <Ratios points={points} scale={scale} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

// Recharts' own lines, error bars and reference lines would cost every reader of the page 14 kB; and it writes no ticks at an axis
// along which no graphic of its own lies.
function Ratios({ points, scale }: Pick<ShiftChartProps, "points" | "scale">) {
  const area = usePlotArea();
  if (area === undefined) return null;
  const x = (decile: number) => area.x + ((decile - DECILES.from) / (DECILES.to - DECILES.from)) * area.width;
  const y = (ratio: number) =>
    area.y +
    (Math.log(scale.to / Math.max(ratio, scale.from)) / Math.log(scale.to / scale.from)) * area.height;
  return (
    <g>
      {scale.ticks.map((ratio) => (
        <g key={ratio}>
          <line x1={area.x} x2={area.x + area.width} y1={y(ratio)} y2={y(ratio)} stroke="var(--line)" />
          <text x={area.x - 8} y={y(ratio)} dy="0.35em" textAnchor="end" {...TICK}>
            {ratio} ×
          </text>
        </g>
      ))}
      <line x1={area.x} x2={area.x + area.width} y1={y(1)} y2={y(1)} stroke="var(--ink)" strokeWidth={1.25} />
      <polyline
        points={points.map(({ decile, ratio }) => `${x(decile)},${y(ratio)}`).join(" ")}
        fill="none"
        stroke="var(--accent)"
        strokeWidth={1.75}
      />
      {points.map(({ decile, ratio }) => (
        <circle key={decile} cx={x(decile)} cy={y(ratio)} r={3} fill="var(--accent)" />
      ))}
      {points.map(
        ({ decile, interval }) =>
          interval && (
            <line
              key={decile}
              x1={x(decile)}
              x2={x(decile)}
              y1={y(interval[0])}
              y2={y(interval[1])}
              stroke="var(--muted)"
              strokeWidth={1.5}
            />
          ),
      )}
    </g>
  );
}
