"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, XAxis, YAxis } from "recharts";
import type { TierBar } from "#lib/analytics/series/prepare-tier-bars.ts";
import styles from "./chart.module.css";
import { type AxisUnit, formatTick } from "./format-axis.ts";

interface TierBarChartProps {
  readonly label: string;
  readonly bars: readonly TierBar[];
  readonly unit: AxisUnit;
}

const TICK = { fill: "var(--muted)", fontSize: 12 };

/** One bar for each tier: solid to the median, pale on to p95. */
export function TierBarChart({ label, bars, unit }: TierBarChartProps) {
  return (
    <div className={styles.chart} style={{ height: bars.length * 34 + 30 }} role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 320, height: 120 }}>
        <BarChart
          data={[...bars]}
          layout="vertical"
          barCategoryGap="28%"
          margin={{ top: 0, right: 14, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid horizontal={false} stroke="var(--line)" />
          <XAxis
            type="number"
            domain={[0, "auto"]}
            tickFormatter={(value: number) => formatTick(unit, value)}
            tick={TICK}
            tickCount={4}
            tickLine={false}
            axisLine={false}
            height={24}
          />
          <YAxis
            type="category"
            dataKey="tier"
            width={70}
            tick={{ ...TICK, fill: "var(--ink)" }}
            tickLine={false}
            axisLine={{ stroke: "var(--line-strong)" }}
          />
          <Bar dataKey="p50" stackId="tier" isAnimationActive={false} />
          <Bar dataKey="toP95" stackId="tier" fillOpacity={0.3} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
