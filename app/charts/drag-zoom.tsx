"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { type PointerEvent, useState } from "react";
import { usePlotArea } from "recharts";
import { hrefWith } from "#app/href.ts";
import { readRawParams } from "#app/raw-params.ts";
import styles from "./chart.module.css";

interface DragZoomProps {
  /** Unix ms of the first and the last mark on the time axis. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** What a mark stands for, in ms: a zoom begins and ends with whole ones. */
  readonly stepMs: number;
}

/** A shorter drag is a click. */
const LEAST_PX = 6;

/** Part of a chart over time: dragging along it asks for the page anew with the time between. */
export function DragZoom({ firstMs, lastMs, stepMs }: DragZoomProps) {
  const area = usePlotArea();
  const router = useRouter();
  const [pathname, params] = [usePathname(), useSearchParams()];
  const [drag, setDrag] = useState<{ readonly fromPx: number; readonly toPx: number } | null>(null);
  if (area === undefined || lastMs <= firstMs) return null;
  const placeOf = (event: PointerEvent<SVGRectElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    return Math.min(Math.max(event.clientX - bounds.left, 0), area.width);
  };
  const markAt = (px: number) =>
    firstMs + Math.round((px / area.width) * ((lastMs - firstMs) / stepMs)) * stepMs;
  const zoom = (fromPx: number, toPx: number) => {
    const [from, to] = [Math.min(fromPx, toPx), Math.max(fromPx, toPx)];
    if (to - from < LEAST_PX) return;
    const changes = {
      window: null,
      from: new Date(markAt(from)).toISOString(),
      to: new Date(markAt(to) + stepMs).toISOString(),
      cursor: null,
    };
    router.push(hrefWith(pathname, readRawParams(params), changes), { scroll: false });
  };
  return (
    <g transform={`translate(${area.x} ${area.y})`}>
      {drag && (
        <rect
          x={Math.min(drag.fromPx, drag.toPx)}
          width={Math.abs(drag.toPx - drag.fromPx)}
          height={area.height}
          className={styles.drag}
        />
      )}
      <rect
        width={area.width}
        height={area.height}
        className={styles.glass}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const px = placeOf(event);
          setDrag({ fromPx: px, toPx: px });
        }}
        onPointerMove={(event) => drag && setDrag({ ...drag, toPx: placeOf(event) })}
        onPointerUp={() => {
          if (drag) zoom(drag.fromPx, drag.toPx);
          setDrag(null);
        }}
        onPointerCancel={() => setDrag(null)}
      />
    </g>
  );
}
