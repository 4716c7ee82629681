"use client";

import { useRouter } from "next/navigation";
import { memo, type PointerEvent, useState } from "react";
import { ComposedChart, ResponsiveContainer, usePlotArea, XAxis, YAxis } from "recharts";
import { hrefWith } from "#app/href.ts";
import { formatInstant } from "#lib/analytics/format-time.ts";
import type { HeatmapCells } from "#lib/analytics/series/prepare-heatmap.ts";
import styles from "./chart.module.css";
import { type AxisUnit, formatValue } from "./format-axis.ts";
import heatmapStyles from "./heatmap-chart.module.css";
import { type CellBox, cellPath, normaliseBox, selectionParams } from "./heatmap-geometry.ts";

const TICK = { fill: "var(--muted)", fontSize: 12 };

interface HeatmapChartProps extends HeatmapCells {
  readonly label: string;
  readonly unit: AxisUnit;
  readonly timeZone: string;
  /** The page that is asked for again with what is selected, and its present parameters. */
  readonly path: string;
  readonly raw: ReadonlyMap<string, readonly string[]>;
  /** What is selected now; null for nothing. */
  readonly selected: CellBox | null;
}

/** Counts by time and value; dragging over it selects. */
export function HeatmapChart(props: HeatmapChartProps) {
  const { label, unit, timeZone, columns, rows, xTicks, yTicks } = props;
  const [pointed, setPointed] = useState<readonly [column: number, row: number] | null>(null);
  const textAt = (ticks: HeatmapChartProps["xTicks"], place: number) =>
    ticks.find((tick) => tick.place === place)?.text ?? "";
  return (
    <>
      <div className={styles.chart} style={{ height: 320 }} role="img" aria-label={label}>
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 900, height: 320 }}>
          <ComposedChart
            data={[{ place: 0 }]}
            margin={{ top: 8, right: 14, bottom: 0, left: 0 }}
            accessibilityLayer={false}
          >
            <XAxis
              type="number"
              dataKey="place"
              domain={[0, columns]}
              allowDataOverflow
              ticks={xTicks.map(({ place }) => place)}
              tickFormatter={(place: number) => textAt(xTicks, place)}
              tick={TICK}
              tickLine={false}
              axisLine={{ stroke: "var(--line-strong)" }}
              interval="preserveStartEnd"
            />
            <YAxis
              type="number"
              domain={[0, rows]}
              allowDataOverflow
              ticks={yTicks.map(({ place }) => place)}
              tickFormatter={(place: number) => textAt(yTicks, place)}
              tick={TICK}
              tickLine={false}
              axisLine={false}
              width={70}
              interval={0}
            />
            <Cells {...props} onPoint={setPointed} />
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <p className={styles.readout} aria-hidden="true">
        {pointed === null
          ? "Point at a cell to read it; drag over cells to select them."
          : readCell(props, pointed, unit, timeZone)}
      </p>
    </>
  );
}

interface CellsProps extends HeatmapChartProps {
  readonly onPoint: (place: readonly [column: number, row: number] | null) => void;
}

function Cells({ columns, rows, cells, selected, path, raw, onPoint, ...map }: CellsProps) {
  const area = usePlotArea();
  const router = useRouter();
  const [dragged, setDragged] = useState<CellBox | null>(null);
  if (area === undefined) return null;
  const [width, height] = [area.width / columns, area.height / rows];
  const placeOf = (event: PointerEvent<SVGRectElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const column = Math.floor(((event.clientX - bounds.left) / bounds.width) * columns);
    const row = rows - 1 - Math.floor(((event.clientY - bounds.top) / bounds.height) * rows);
    const within = (place: number, count: number) => Math.min(Math.max(place, 0), count - 1);
    return [within(column, columns), within(row, rows)] as const;
  };
  const shown = dragged ?? selected;
  const box = shown && normaliseBox(shown);
  return (
    <g transform={`translate(${area.x} ${area.y})`}>
      <rect width={area.width} height={area.height} className={heatmapStyles.ground} />
      <Shades cells={cells} rows={rows} width={width} height={height} />
      {box && (
        <rect
          x={box.left * width}
          y={(rows - 1 - box.top) * height}
          width={(box.right - box.left + 1) * width}
          height={(box.top - box.bottom + 1) * height}
          className={heatmapStyles.box}
        />
      )}
      <rect
        width={area.width}
        height={area.height}
        className={heatmapStyles.glass}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const [column, row] = placeOf(event);
          setDragged({ left: column, right: column, bottom: row, top: row });
        }}
        onPointerMove={(event) => {
          const [column, row] = placeOf(event);
          onPoint([column, row]);
          if (dragged) setDragged({ ...dragged, right: column, top: row });
        }}
        onPointerUp={() => {
          if (dragged)
            router.push(hrefWith(path, raw, selectionParams(normaliseBox(dragged), map)), { scroll: false });
          setDragged(null);
        }}
        onPointerCancel={() => setDragged(null)}
        onPointerLeave={() => onPoint(null)}
      />
    </g>
  );
}

interface ShadesProps {
  readonly cells: readonly number[];
  readonly rows: number;
  /** Of a cell, in px. */
  readonly width: number;
  readonly height: number;
}

/** All cells, drawn anew only when they or their size change: not at every move of a pointer. */
const Shades = memo(function Shades({ cells, rows, width, height }: ShadesProps) {
  return [1, 2, 3, 4, 5, 6, 7].map((shade) => (
    <path
      key={shade}
      d={cellPath(cells, shade, rows, width, height)}
      className={heatmapStyles[`shade${shade}`]}
    />
  ));
});

function readCell(
  { cells, steps, firstMs, intervalMs }: HeatmapChartProps,
  [column, row]: readonly [number, number],
  unit: AxisUnit,
  timeZone: string,
): string {
  let count = 0;
  for (let at = 0; at < cells.length; at += 4)
    if (cells[at] === column && cells[at + 1] === row) count = cells[at + 2] ?? 0;
  const { from, to } = steps[row] ?? { from: 0, to: 0 };
  const fromMs = firstMs + column * intervalMs;
  return [
    `${formatInstant(fromMs, timeZone)} to ${formatInstant(fromMs + intervalMs, timeZone)}`,
    `${formatValue(unit, from)} to ${formatValue(unit, to)}`,
    `${count.toLocaleString("en-US")} round trips`,
  ].join(" · ");
}
