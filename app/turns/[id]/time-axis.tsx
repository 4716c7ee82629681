import type { AxisTick } from "#lib/analytics/series/prepare-time-axis.ts";
import styles from "./waterfall.module.css";

/** The axis of a turn: the names of its ticks. */
export function TimeAxis({ ticks }: { readonly ticks: readonly AxisTick[] }) {
  return (
    <div className={styles.axis} aria-hidden="true">
      <div className={styles.scale}>
        {ticks.map(({ ms, percent }) => (
          <span
            key={ms}
            style={{ left: `${percent}%` }}
            className={percent > 94 ? styles.lastTick : percent < 2 ? styles.firstTick : undefined}
          >
            {ms === 0 ? "0" : formatTick(ms)}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Lines at the ticks as one background image: elements of their own would be most of what a long list of tracks is made of. */
export function gridBackground(ticks: readonly AxisTick[]): string {
  const stops = ticks.flatMap(({ ms, percent }) => {
    const [colour, from, to] = [
      ms === 0 ? "var(--line-strong)" : "var(--line)",
      `${percent}%`,
      `calc(${percent}% + 1px)`,
    ];
    return [`transparent ${from}`, `${colour} ${from}`, `${colour} ${to}`, `transparent ${to}`];
  });
  return stops.length === 0 ? "none" : `linear-gradient(90deg, ${stops.join(", ")})`;
}

function formatTick(ms: number): string {
  const sign = ms < 0 ? "−" : "";
  const size = Math.abs(ms);
  if (size < 1000) return `${sign}${size} ms`;
  if (size < 60_000) return `${sign}${size / 1000} s`;
  const rest = (size % 60_000) / 1000;
  return `${sign}${Math.floor(size / 60_000)} min${rest === 0 ? "" : ` ${rest} s`}`;
}
