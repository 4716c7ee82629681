import { formatRatio, type RatioRow } from "#lib/analytics/series/prepare-comparison.ts";
import styles from "./tiers.module.css";

/** A ratio with its interval on the scale of its comparison; the line is "no difference". */
export function RatioBar({ row, onePlace }: { readonly row: RatioRow; readonly onePlace: number }) {
  const { interval } = row.ratio;
  const { from, to } = row;
  return (
    <div className={styles.ratio}>
      <div className={styles.scale} aria-hidden="true">
        <span className={styles.one} style={{ left: `${100 * onePlace}%` }} />
        {from !== null && to !== null && (
          <span
            className={row.kind === "matched" ? styles.whisker : styles.rawWhisker}
            style={{ left: `${100 * from}%`, width: `${100 * (to - from)}%` }}
          />
        )}
        <span
          className={row.kind === "matched" ? styles.dot : styles.rawDot}
          style={{ left: `${100 * row.place}%` }}
        />
      </div>
      {interval && (
        <span className={styles.ends}>
          {formatRatio(interval.from)} to {formatRatio(interval.to)}
        </span>
      )}
    </div>
  );
}
