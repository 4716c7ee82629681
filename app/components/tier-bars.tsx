import { formatDuration } from "#lib/analytics/format-duration.ts";
import type { TierBar } from "#lib/analytics/series/prepare-tier-bars.ts";
import styles from "./tier-bars.module.css";

/** Bars of durations by tier, drawn on the server: solid to the median, pale on to p95, from 0 to the longest. */
export function TierBars({ bars }: { readonly bars: readonly TierBar[] }) {
  const longestMs = Math.max(...bars.map(({ p50, p95 }) => p95 ?? p50 ?? 0), 1);
  const widthOf = (ms: number | null) => ({ width: `${((ms ?? 0) / longestMs) * 100}%` });
  return (
    <ul className={styles.bars}>
      {bars.map(({ tier, fill, p50, toP95, p95, n }) => (
        <li key={tier} title={`p50 ${formatDuration(p50)}, p95 ${formatDuration(p95)}, n ${n}`}>
          <span>{tier}</span>
          <span className={styles.track} aria-hidden="true">
            <i style={{ ...widthOf(p50), background: fill }} />
            <i className={styles.pale} style={{ ...widthOf(toP95), background: fill }} />
          </span>
          <span className={styles.value}>{formatDuration(p50)}</span>
        </li>
      ))}
    </ul>
  );
}
